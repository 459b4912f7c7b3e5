import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import type { Check, CheckInfo } from '../../checks/check.ts';
import { isObject, quote } from '../../checks/json.ts';
import type { CheckParameters, Parameterized } from '../../checks/parameters.ts';
import { configure, faultOf, hasParameters, missingParameters } from '../../checks/parameters.ts';
import { CHECKS, RULE_CHECKS } from '../../checks/registry.ts';
import { CHECK_GROUPS, selectChecks } from '../../checks/rule-parameters.ts';
import type { Setting } from './setting-types.ts';
import { list, objectOf } from './setting-types.ts';
import { didYouMean } from './suggest.ts';

const NAMES: readonly string[] = [...CHECK_GROUPS, ...RULE_CHECKS.map(({ id }) => id)];

/** The IDs and groups of checks. */
export const CHECK_NAMES = list(
  `one or more of ${NAMES.join(', ')}, without duplicates, separated by commas`,
  (name) => NAMES.includes(name),
  {
    find: 'npx rabbitmq-conformance checks',
    known: NAMES,
    explainElement: (name) => {
      const isNamed = ({ id }: CheckInfo) => id === name;
      if (CHECKS.some(isNamed)) return ' It only reads files, so it can be no rule of AWS Config.';
      return CHANGE_CHECKS.some(isNamed) ? ' It only reads changes, so it can be no rule of AWS Config.' : '';
    },
  },
);

/** Parameters of checks, as a JSON object. */
export const CHECK_PARAMETERS: Setting<CheckParameters> = {
  expected: 'a JSON object with the parameters of checks, such as {"rabbitmq-engine-version":{"minimumVersion":"4.2"}}',
  find: 'npx rabbitmq-conformance checks',
  read: (value) => {
    const given = objectOf(value);
    return given === undefined || problemOf(given) !== undefined ? undefined : toTexts(given as CheckParameters);
  },
  explain: (value) => {
    const given = objectOf(value);
    const problem = given && problemOf(given);
    return problem && ` ${problem}`;
  },
  explainsAll: true,
};

/** The checks that the settings select. */
export function selectedChecks(names: readonly string[] = ['default']): readonly Check[] {
  return selectChecks(names.join(','), RULE_CHECKS);
}

/** Checks with the values of their parameters. Those that lack one are left out. */
export function configuredChecks(checks: readonly Check[], given: CheckParameters = {}): readonly Check[] {
  return checks
    .filter((check) => missingParameters(check, given[check.id]).length === 0)
    .map((check) => configure(check, given[check.id]));
}

function problemOf(given: Readonly<Record<string, unknown>>): string | undefined {
  return Object.entries(given)
    .map(([id, parameters]) => checkProblem(id, parameters))
    .find(Boolean);
}

function checkProblem(id: string, given: unknown): string | undefined {
  const known = RULE_CHECKS.filter(hasParameters);
  const check = known.find((candidate) => candidate.id === id);
  if (check === undefined) {
    const ids = known.map((candidate) => candidate.id);
    return `"${id}" is no check with parameters.${didYouMean(id, ids)} These have parameters: ${ids.join(', ')}.`;
  }
  if (!isObject(given)) return `The value of "${id}" is not an object.`;
  return Object.entries(given)
    .map(([name, value]) => valueProblem(check, name, value))
    .find(Boolean);
}

function valueProblem({ id, parameters }: Parameterized<Check>, name: string, value: unknown): string | undefined {
  const names = Object.keys(parameters);
  const parameter = names.includes(name) ? parameters[name] : undefined;
  if (parameter === undefined) {
    return `"${name}" is no parameter of ${id}.${didYouMean(name, names)} Its parameters: ${names.join(', ')}.`;
  }
  const fault = faultOf(value, parameter);
  return fault && `Parameter ${name} of check ${id} is ${quote(value)}. ${fault}`;
}

function toTexts(given: CheckParameters): CheckParameters {
  const inTexts = (values: CheckParameters[string]) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  return Object.fromEntries(Object.entries(given).map(([id, values]) => [id, inTexts(values)]));
}
