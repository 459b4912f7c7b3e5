import { statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { Check } from '../../checks/check.ts';
import { CHECKS } from '../../checks/registry.ts';
import { RuleParametersError, selectChecks } from '../../checks/rule-parameters.ts';
import type { CommandLine } from '../context.ts';
import { EXIT, EXIT_STATUSES } from '../context.ts';
import { FORMATS } from '../report/formats/index.ts';
import type { Report, Result } from '../report/results.ts';
import { summarise } from '../report/results.ts';
import { printable } from '../text/printable.ts';

const SEVERITIES = ['low', 'medium', 'high'];

/** The options of every command that reports results. */
export interface ReportOptions {
  readonly format: string;
  readonly checks: readonly Check[];
  /** The lowest severity that counts for the exit status, or `none`. */
  readonly failOn: string;
  /** The file to write to; `-` is standard output, which is the default. */
  readonly output?: string;
}

/** Adds the options to a command, and the exit statuses to its help. */
export function withReportOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how to print').choices(Object.keys(FORMATS)).default('table'))
    .addOption(checksOption())
    .addOption(
      new Option('--fail-on <severity>', 'the lowest severity whose fail and unknown results count for the exit status')
        .choices([...SEVERITIES, 'none'])
        .default('low'),
    )
    .addOption(outputOption())
    .addHelpText('after', `\n${EXIT_STATUSES}`);
}

/** `--checks`. */
export function checksOption(): Option {
  return new Option('--checks <id,...>', 'only these checks')
    .default(CHECKS, 'all')
    .argParser((list: string): readonly Check[] => {
      try {
        return selectChecks(list);
      } catch (error) {
        if (error instanceof RuleParametersError) throw new InvalidArgumentError(error.message);
        throw error;
      }
    });
}

/** `--output`. A path that cannot be written to is an error before anything is read. */
export function outputOption(): Option {
  return new Option('--output <file>', 'write to a file instead of standard output').argParser((path: string) => {
    if (path === '') throw new InvalidArgumentError('The file name is empty.');
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new InvalidArgumentError('It is a folder.');
    if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) {
      throw new InvalidArgumentError('Its folder does not exist.');
    }
    return path;
  });
}

/** Writes a report. @returns the exit status */
export function writeReport(
  report: Report,
  { format, checks, failOn, output }: ReportOptions,
  { stdout, stderr, useColour, version }: CommandLine,
): number {
  const render = FORMATS[format];
  if (!render) throw new RangeError(`There is no format ${format}.`);
  if (output === undefined || output === '-') {
    stdout.write(render(report, { useColour, version, checks }));
    return exitStatus(report, failOn);
  }
  const text = render(report, { useColour: false, version, checks });
  try {
    writeFileSync(output, text);
  } catch (error) {
    const message = `${output}: cannot be written: ${(error as NodeJS.ErrnoException).message}`;
    stderr.write(`rabbitmq-conformance: ${printable(message)}\n`);
    return EXIT.unusable;
  }
  return exitStatus(report, failOn);
}

function exitStatus({ results, problems }: Report, failOn: string): number {
  if (problems.length > 0) return EXIT.unusable;
  const counted = ({ severity }: Result) =>
    failOn !== 'none' && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn);
  const { fail, unknown } = summarise(results.filter(counted));
  if (fail > 0) return EXIT.failed;
  return unknown > 0 ? EXIT.unknown : EXIT.ok;
}
