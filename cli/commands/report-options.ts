import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { CheckInfo } from '../../checks/check.ts';
import { SEVERITIES } from '../../checks/check.ts';
import { RuleParametersError, selectChecks } from '../../checks/rule-parameters.ts';
import { EXIT_STATUSES } from '../context.ts';
import type { Baseline } from '../report/baseline.ts';
import { BaselineError, parseBaseline } from '../report/baseline.ts';
import type { AnyCheck } from '../report/results.ts';
import type { ReportOutput } from './report-outputs.ts';
import { formatOption, outputOption, reportOutputs } from './report-outputs.ts';

/** The options of every command that reports results. */
export interface ReportOptions {
  readonly format: readonly ReportOutput[];
  readonly checks: readonly AnyCheck[];
  /** The lowest severity that counts for the exit status, or `none`. */
  readonly failOn: string;
  /** The file to write to, where there is a single format; `-` is standard output. */
  readonly output?: string;
  readonly baseline?: Baseline;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Adds the options to a command that evaluates some checks, and the exit statuses to its help. */
export function withReportOptions(command: Command, checks: readonly AnyCheck[]): Command {
  return command
    .addOption(formatOption())
    .addOption(checksOption(checks))
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

function readBaseline(path: string): Baseline {
  try {
    return parseBaseline(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof BaselineError) throw new InvalidArgumentError(error.message);
    throw new InvalidArgumentError(`It cannot be read: ${(error as NodeJS.ErrnoException).message}`);
  }
}

/** So that nothing is read for reports that cannot be written. */
function refuseContradiction(command: Command): void {
  const { format, output } = command.opts<ReportOptions>();
  try {
    reportOutputs(format, output);
  } catch (error) {
    if (error instanceof InvalidArgumentError) command.error(`error: ${error.message}`);
    throw error;
  }
}

/** `--checks`, which chooses from some checks. */
export function checksOption(checks: readonly CheckInfo[]): Option {
  return new Option('--checks <id,...>', 'only these checks')
    .default(checks, 'all')
    .argParser((list: string): readonly CheckInfo[] => {
      try {
        return selectChecks(list, checks);
      } catch (error) {
        if (error instanceof RuleParametersError) throw new InvalidArgumentError(error.message);
        throw error;
      }
    });
}
