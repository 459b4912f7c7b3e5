import type { Command } from 'commander';
import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import type { CheckParameters } from '../../checks/parameters.ts';
import { RuleParametersError } from '../../checks/parameters.ts';
import { CHECKS } from '../../checks/registry.ts';
import { CHECK_GROUPS, selectChecks } from '../../checks/rule-parameters.ts';
import {
  configureChecks,
  describeIncomplete,
  meantCheck,
  PARAMETERIZED,
  readAssignments,
} from '../configuration/check-parameters.ts';
import type { CommandLine } from '../context.ts';
import type { AnyCheck } from '../report/results.ts';
import { printable } from '../text/printable.ts';
import type { AppliedConfiguration } from './configuration.ts';

/** What a command can evaluate: brokers, or changes too. */
export type Evaluable = 'brokers' | 'changes';

/** The options as they are given, by the command line or by the configuration file. */
interface Given {
  readonly checks: string;
  readonly set?: readonly string[];
  /** From the configuration file. */
  readonly checkParameters?: CheckParameters;
  readonly configuration?: AppliedConfiguration;
}

/** The parameters of checks, as `check.parameter`. */
export const SETTABLE: readonly string[] = PARAMETERIZED.flatMap(({ id, parameters }) =>
  Object.keys(parameters).map((name) => `${id}.${name}`),
);

/** What `--checks` takes. */
export function namesOf(evaluable: Evaluable): readonly string[] {
  return [...CHECK_GROUPS, ...checksFor(evaluable).map(({ id }) => id)];
}

/** Puts the checks in the place of the text of `--checks`. */
export function chooseChecks(command: Command, evaluable: Evaluable): void {
  replace(command, select(command, evaluable));
}

/**
 * Puts the checks, with the values of their parameters, in the place of the text of `--checks`. The option `incomplete` gets
 * those that are left out.
 */
export function configureChosenChecks(command: Command, evaluable: Evaluable, { stderr }: CommandLine): void {
  const { checks: list, checkParameters = {}, configuration } = command.opts<Given>();
  const selected = select(command, evaluable);
  const { checks, incomplete } = configureChecks(selected, list, checkParameters, assignmentsOf(command, selected));
  const isConfigured = configuration && command.getOptionValueSource('checks') === 'config';
  const place = isConfigured ? `${configuration.path}:${configuration.lineOf('checks')}` : undefined;
  for (const check of incomplete) {
    if (check.isNamed) command.error(`error: ${printable(describeIncomplete(check, place))}`);
    stderr.write(`rabbitmq-conformance: ${describeIncomplete(check)}\n`);
  }
  replace(command, checks);
  command.setOptionValue('incomplete', incomplete);
}

/**
 * Puts the checks in the place of the text of `--checks`, with values only where `--set` gives some: results that are there
 * already may have others than the defaults. The option `incomplete` gets those that cannot be evaluated.
 */
export function configureReportedChecks(command: Command): void {
  const { checks: list } = command.opts<Given>();
  const selected = select(command, 'brokers');
  const given = assignmentsOf(command, selected);
  const { checks, incomplete } = configureChecks(selected, list, {}, given);
  const configured = new Map(checks.map((check) => [check.id, check]));
  replace(
    command,
    selected.map((check) => (Object.hasOwn(given, check.id) && configured.get(check.id)) || check),
  );
  command.setOptionValue('incomplete', incomplete);
}

function assignmentsOf(command: Command, selected: readonly AnyCheck[]): CheckParameters {
  const { set = [] } = command.opts<Given>();
  return readAssignments(set, selected, (text, reason) => refuse(command, '--set', text, reason));
}

function checksFor(evaluable: Evaluable): readonly AnyCheck[] {
  return evaluable === 'brokers' ? CHECKS : [...CHECKS, ...CHANGE_CHECKS];
}

function select(command: Command, evaluable: Evaluable): readonly AnyCheck[] {
  const { checks: list } = command.opts<Given>();
  try {
    return selectChecks(list, checksFor(evaluable));
  } catch (error) {
    if (!(error instanceof RuleParametersError)) throw error;
    refuse(command, '--checks', list, meantCheck(list, namesOf(evaluable)) ?? error.message);
  }
}

function replace(command: Command, checks: readonly AnyCheck[]): void {
  command.setOptionValueWithSource('checks', checks, command.getOptionValueSource('checks'));
}

/** Ends the program as a parser of the option would. */
function refuse(command: Command, name: '--checks' | '--set', value: string, reason: string): never {
  const flags = command.options.find(({ long }) => long === name)?.flags;
  return command.error(`error: option '${flags}' argument '${value}' is invalid. ${reason}`);
}
