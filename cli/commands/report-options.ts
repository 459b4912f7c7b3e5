import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { SEVERITIES } from '../../checks/check.ts';
import type { IncompleteCheck } from '../configuration/check-parameters.ts';
import type { CommandLine } from '../context.ts';
import { EXIT_STATUSES } from '../context.ts';
import type { Baseline } from '../report/baseline.ts';
import { BaselineError, parseBaseline } from '../report/baseline.ts';
import type { AnyCheck } from '../report/results.ts';
import { InputError } from '../sources/input/input-error.ts';
import { readSmallFile } from '../sources/input/small-file.ts';
import { withConfiguredChecks } from './checks-option.ts';
import type { Evaluable } from './choose-checks.ts';
import type { ReportOutput } from './report-outputs.ts';
import { formatOption, isInput, outputOption, reportOutputs } from './report-outputs.ts';

/** The options of every command that reports results. */
export interface ReportOptions {
  readonly format: readonly ReportOutput[];
  readonly checks: readonly AnyCheck[];
  /** The checks that are left out, as nobody has given a value that they need. */
  readonly incomplete?: readonly IncompleteCheck[];
  /** The lowest severity that counts for the exit status, or `none`. */
  readonly failOn: string;
  /** The file to write to, where there is a single format; `-` is standard output. */
  readonly output?: string;
  readonly baseline?: { readonly path: string; readonly findings: Baseline };
  /** The files that were read. No report replaces them. */
  readonly inputs?: readonly string[];
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Adds the options to a command that evaluates some checks, and the exit statuses to its help. */
export function withReportOptions(command: Command, evaluable: Evaluable, io: CommandLine): Command {
  return withConfiguredChecks(command.addOption(formatOption()), evaluable, io)
    .addOption(
      new Option('--fail-on <severity>', 'the lowest severity whose fail and unknown results count for the exit status')
        .choices([...SEVERITIES.toReversed(), 'none'])
        .default('low'),
    )
    .addOption(outputOption())
    .option(
      '--baseline <file>',
      'the JSON report of an earlier run, whose findings do not count for the exit status',
      readBaseline,
    )
    .addOption(new Option('--quiet', 'print only what failed or is unknown').conflicts('verbose'))
    .option('--verbose', 'print every result and everything that was skipped')
    .hook('preAction', () => refuseContradiction(command))
    .addHelpText('after', `\n${EXIT_STATUSES}`);
}

// A report on tens of thousands of brokers.
const MAX_BASELINE = 256 * 2 ** 20;

function readBaseline(path: string): ReportOptions['baseline'] {
  try {
    return { path, findings: parseBaseline(readSmallFile(path, true, MAX_BASELINE)) };
  } catch (error) {
    if (error instanceof BaselineError) throw new InvalidArgumentError(error.message);
    if (error instanceof InputError) throw new InvalidArgumentError(`It ${error.message}`);
    throw error;
  }
}

/** So that nothing is read for reports that cannot be written. */
function refuseContradiction(command: Command): void {
  const {
    format,
    output,
    exemptions,
    baseline,
    before,
    configuredParameters = [],
  } = command.opts<ReportOptions & NamingFiles>();
  const options = [exemptions, baseline?.path, before].filter((path) => path !== undefined);
  const inputs = [...command.args, ...options, ...configuredParameters.map(({ from }) => from)];
  try {
    const replaced = reportOutputs(format, output).find(({ path }) => path !== undefined && isInput(path, inputs));
    if (replaced) throw new InvalidArgumentError(`${replaced.path} ${IS_INPUT}`);
  } catch (error) {
    if (error instanceof InvalidArgumentError) command.error(`error: ${error.message}`);
    throw error;
  }
}

/** Why a report cannot be written to a path, for use after it. */
export const IS_INPUT = 'is an input, so it cannot hold a report. Name another file.';

/** Options of some commands that name files. */
interface NamingFiles {
  readonly exemptions?: string;
  readonly before?: string;
  readonly configuredParameters?: readonly { readonly from: string }[];
}
