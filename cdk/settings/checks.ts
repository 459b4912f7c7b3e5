import type { Check } from '../../checks/check.ts';
import { isObject } from '../../checks/json.ts';
import type { Parameter } from '../../checks/parameters.ts';
import { RuleParametersError, valuesOf } from '../../checks/parameters.ts';
import { CHECKS } from '../../checks/registry.ts';
import { CHECK_GROUPS, selectChecks } from '../../checks/rule-parameters.ts';
import type { Setting } from './setting-types.ts';
import { list, objectOf } from './setting-types.ts';
import { didYouMean } from './suggest.ts';

/** The checks that can be rules of AWS Config. */
export const RULE_CHECKS: readonly Check[] = CHECKS.filter(({ isForFiles }: Check) => !isForFiles);

const NAMES: readonly string[] = [...CHECK_GROUPS, ...RULE_CHECKS.map(({ id }) => id)];

/** The IDs and groups of checks. */
export const CHECK_NAMES = list(
  `one or more of ${NAMES.join(', ')}, without duplicates, separated by commas`,
  (name) => NAMES.includes(name),
  {
    find: 'npx rabbitmq-conformance checks',
    known: NAMES,
    explainElement: (name) =>
      CHECKS.some(({ id }) => id === name) ? ' It only reads files, so it can be no rule of AWS Config.' : '',
  },
);

/** The texts of parameters by their names, by the IDs of their checks. */
export type CheckParameters = Readonly<Record<string, Readonly<Record<string, string>>>>;

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
};

/** The checks that the settings select. */
export function selectedChecks(names: readonly string[] = ['default']): readonly Check[] {
  return selectChecks(names.join(','), RULE_CHECKS);
}

/** The parameters that a check needs, and that are not given. */
export function missingParameters(
  { id, parameters = {} }: Check,
  given: CheckParameters = {},
): readonly (readonly [name: string, Parameter])[] {
  return Object.entries(parameters).filter(
    ([name, parameter]) => parameter.default === undefined && given[id]?.[name] === undefined,
  );
}

/** Checks with the values of their parameters. Those that lack one are left out. */
export function configuredChecks(checks: readonly Check[], given: CheckParameters = {}): readonly Check[] {
  return checks
    .filter((check) => missingParameters(check, given).length === 0)
    .map((check) => ({ ...check, values: valuesOf(check, given[check.id] ?? {}) }));
}

function problemOf(given: Readonly<Record<string, unknown>>): string | undefined {
  return Object.entries(given)
    .map(([id, parameters]) => checkProblem(id, parameters))
    .find(Boolean);
}

function checkProblem(id: string, given: unknown): string | undefined {
  const known = RULE_CHECKS.filter(({ parameters }) => parameters !== undefined);
  const check = known.find((candidate) => candidate.id === id);
  if (check?.parameters === undefined) {
    const ids = known.map((candidate) => candidate.id);
    return `"${id}" is no check with parameters.${didYouMean(id, ids)} These have parameters: ${ids.join(', ')}.`;
  }
  if (!isObject(given)) return `The value of "${id}" is not an object.`;
  for (const [name, value] of Object.entries(given)) {
    const names = Object.keys(check.parameters);
    const parameter = Object.hasOwn(check.parameters, name) ? check.parameters[name] : undefined;
    if (parameter === undefined) {
      return `"${name}" is no parameter of ${id}.${didYouMean(name, names)} Its parameters: ${names.join(', ')}.`;
    }
    const problem = valueProblem(id, name, parameter, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function valueProblem(id: string, name: string, parameter: Parameter, value: unknown): string | undefined {
  if (parameter.type === 'version' && typeof value === 'number') {
    return `"${name}" is the number ${value}: put the version in quotes. As numbers, 4.10 and 4.1 are the same.`;
  }
  try {
    valuesOf({ id, parameters: { [name]: parameter } }, { [name]: textOf(value) });
    return undefined;
  } catch (error) {
    if (!(error instanceof RuleParametersError)) throw error;
    return error.message;
  }
}

function toTexts(given: CheckParameters): CheckParameters {
  const inTexts = (values: CheckParameters[string]) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  return Object.fromEntries(Object.entries(given).map(([id, values]) => [id, inTexts(values)]));
}

/** A number in JSON as the text that AWS Config has. */
function textOf(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}
