import { didYouMean } from '../../cdk/settings/suggest.ts';
import type { Check } from '../../checks/check.ts';
import type { Parameter } from '../../checks/parameters.ts';
import { expected, RuleParametersError, valuesOf } from '../../checks/parameters.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { AnyCheck } from '../report/results.ts';

/** Texts for parameters, by the IDs of checks and the names of their parameters. */
export type CheckParameters = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Configured {
  readonly checks: readonly AnyCheck[];
  /** The checks that are left out. */
  readonly incomplete: readonly IncompleteCheck[];
}

/** A check that cannot be evaluated, since nobody has given a value that it needs. */
export interface IncompleteCheck {
  readonly id: string;
  /** The parameter. */
  readonly needs: string;
  /** Whether it was asked for by its ID. Nobody who asks for all checks asks for this one. */
  readonly isNamed: boolean;
}

/** What to do about an incomplete check, as a sentence without its end. */
export function describeIncomplete({ id, needs, isNamed }: IncompleteCheck): string {
  return `${id} ${isNamed ? 'needs' : 'was not evaluated: it needs'} --set ${id}.${needs}=…`;
}

/**
 * The selected checks with the values of their parameters.
 * @param list the value of `--checks`
 * @param given wins over what is configured
 */
export function configureChecks(
  selected: readonly AnyCheck[],
  list: string,
  configured: CheckParameters,
  given: CheckParameters,
): Configured {
  const names = list.split(',').map((name) => name.trim());
  const checks: AnyCheck[] = [];
  const incomplete: IncompleteCheck[] = [];
  for (const check of selected) {
    if (!('parameters' in check)) {
      checks.push(check);
      continue;
    }
    const { id, parameters = {} } = check;
    const texts = { ...configured[id], ...given[id] };
    const needs = Object.keys(parameters).find(
      (name) => parameters[name]?.default === undefined && texts[name] === undefined,
    );
    if (needs === undefined) checks.push({ ...check, values: valuesOf(check, texts) });
    else incomplete.push({ id, needs, isNamed: names.includes(id) });
  }
  return { checks, incomplete };
}

/**
 * Reads each `check.parameter=value`. The last one of a parameter wins.
 * @param refuse receives a text that cannot be used, and why, as sentences
 */
export function readAssignments(
  texts: readonly string[],
  selected: readonly AnyCheck[],
  refuse: (text: string, reason: string) => never,
): CheckParameters {
  const gathered: Record<string, Record<string, string>> = {};
  for (const text of texts) {
    const [, id = '', name = '', value] = /^([^.=]*)\.([^=]*)=(.*)$/s.exec(text) ?? [];
    if (value === undefined) return refuse(text, `Expected check.parameter=value, such as ${EXAMPLE}.`);
    const reason = whyUnusable(id, name, value, selected);
    if (reason !== undefined) return refuse(text, reason);
    gathered[id] = { ...gathered[id], [name]: value };
  }
  return gathered;
}

/** Why a value is not valid, as a sentence; `undefined` if it is. */
export function faultOf(value: string, parameter: Parameter): string | undefined {
  try {
    valuesOf({ id: '', parameters: { it: parameter } }, { it: value });
    return undefined;
  } catch (error) {
    if (error instanceof RuleParametersError) return `Expected ${expected(parameter)}.`;
    throw error;
  }
}

/** The checks that have parameters. */
export const PARAMETERIZED: readonly (Check & Required<Pick<Check, 'parameters'>>)[] = CHECKS.filter(
  (check) => 'parameters' in check,
);

const EXAMPLE = 'rabbitmq-engine-version.minimumVersion=4.2';

function whyUnusable(id: string, name: string, value: string, selected: readonly AnyCheck[]): string | undefined {
  const check = PARAMETERIZED.find((each) => each.id === id);
  if (!check) {
    const ids = PARAMETERIZED.map((each) => each.id);
    const isKnown = selected.some((each) => each.id === id) || CHECKS.some((each) => each.id === id);
    const what = isKnown ? `${id} has no parameters.` : `Unknown check "${id}".`;
    return `${what}${(!isKnown && didYouMean(id, ids)) || ` Checks with parameters: ${ids.join(', ')}.`}`;
  }
  const names = Object.keys(check.parameters);
  const parameter = names.includes(name) ? check.parameters[name] : undefined;
  if (!parameter) {
    return `${id} has no parameter "${name}".${didYouMean(name, names) || ` Expected ${names.join(' or ')}.`}`;
  }
  if (!selected.some((each) => each.id === id)) return `${id} is not evaluated. Add it to --checks.`;
  return faultOf(value, parameter);
}
