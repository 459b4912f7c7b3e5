import type { Command } from 'commander';
import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import { RuleParametersError } from '../../checks/parameters.ts';
import { CHECKS } from '../../checks/registry.ts';
import { CHECK_GROUPS, selectChecks } from '../../checks/rule-parameters.ts';
import type { CheckParameters } from '../configuration/check-parameters.ts';
import { configureChecks, PARAMETERIZED, readAssignments } from '../configuration/check-parameters.ts';
import type { CommandLine } from '../context.ts';
import type { AnyCheck } from '../report/results.ts';

/** What a command can evaluate: brokers, or changes too. */
export type Evaluable = 'brokers' | 'changes';

/** The options as they are given, by the command line or by the configuration file. */
interface Given {
  readonly checks: string;
  readonly set?: readonly string[];
  /** From the configuration file. */
  readonly checkParameters?: CheckParameters;
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

/** Puts the checks, with the values of their parameters, in the place of the text of `--checks`. */
export function configureChosenChecks(command: Command, evaluable: Evaluable, { stderr }: CommandLine): void {
  const { checks: list, set = [], checkParameters = {} } = command.opts<Given>();
  const selected = select(command, evaluable);
  const given = readAssignments(set, selected, (text, reason) => refuse(command, '--set', text, reason));
  const { checks, incomplete } = configureChecks(selected, checkParameters, given);
  for (const { id, needs } of incomplete) {
    // Nobody who asks for all checks asks for this one.
    if (list.split(',').some((name) => name.trim() === id)) command.error(`error: ${id} needs --set ${id}.${needs}=…`);
    stderr.write(`rabbitmq-conformance: ${id} was not evaluated: it needs --set ${id}.${needs}=…\n`);
  }
  replace(command, checks);
}

function checksFor(evaluable: Evaluable): readonly AnyCheck[] {
  return evaluable === 'brokers' ? CHECKS : [...CHECKS, ...CHANGE_CHECKS];
}

function select(command: Command, evaluable: Evaluable): readonly AnyCheck[] {
  const { checks: list } = command.opts<Given>();
  try {
    return selectChecks(list, checksFor(evaluable));
  } catch (error) {
    if (error instanceof RuleParametersError) refuse(command, '--checks', list, error.message);
    throw error;
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
