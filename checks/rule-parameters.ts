import type { Check, CheckInfo } from './check.ts';
import { isObject, quote } from './json.ts';
import { configure, faultOf, RuleParametersError } from './parameters.ts';
import { REFRESH } from './refresh.ts';

/**
 * Reads from the parameters of the AWS Config rule what it checks: `checks`, a comma-separated list of the IDs of checks and
 * of their groups, and the parameters of these checks. The default is the default checks.
 * @param json `ruleParameters` of the event: a JSON object in a string, or nothing
 * @param evaluable the checks that the function has
 * @throws RuleParametersError
 */
export function parseRuleParameters(json: string | undefined, evaluable: readonly Check[]): readonly Check[] {
  const { checks = 'default', ...given } = parseObject(json);
  if (typeof checks !== 'string') {
    throw new RuleParametersError(`Rule parameter "checks" must be a string, not ${quote(checks)}.`);
  }
  // Without the others, `all` would be COMPLIANT with most checks unseen.
  const groups = evaluable.some(({ isOptIn }) => isOptIn) ? CHECK_GROUPS : NO_OPT_IN;
  const selected = selectChecks(checks, evaluable, groups);
  const known = ['checks', 'refresh', ...selected.flatMap(({ parameters = {} }: Check) => Object.keys(parameters))];
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new RuleParametersError(`Unknown rule parameter ${quote(stranger)}. Valid parameters: ${known.join(', ')}.`);
  }
  return selected.map((check: Check) => configure(check, given));
}

/**
 * Reads from the parameters of the AWS Config rule how many days old a result is before a schedule sends it again unchanged.
 * @throws RuleParametersError
 */
export function parseRefresh(json: string | undefined): number {
  const { refresh = '1' } = parseObject(json);
  const fault = faultOf(refresh, REFRESH);
  if (fault !== undefined) throw new RuleParametersError(`Rule parameter "refresh" is ${quote(refresh)}. ${fault}`);
  return Number(refresh);
}

/** The names of groups of checks, which stand for their IDs. */
export const CHECK_GROUPS: readonly string[] = ['default', 'all'];

/** The groups of a function that has only the default checks. */
const NO_OPT_IN: readonly string[] = ['default'];

/** Checks of changes are always in the group `default`. */
type Selectable = CheckInfo & { readonly isOptIn?: true };

/**
 * The known checks that a comma-separated list of IDs and groups names, in their order.
 * @throws RuleParametersError if the list is empty or has an unknown ID
 */
export function selectChecks<T extends Selectable>(
  list: string,
  known: readonly T[],
  groups = CHECK_GROUPS,
): readonly T[] {
  const names = list.split(',').map((name) => name.trim());
  const valid = [...groups, ...known.map(({ id }) => id)];
  const stranger = names.find((name) => !valid.includes(name));
  if (stranger !== undefined) {
    const problem =
      groups === NO_OPT_IN
        ? `This function was deployed without the opt-in checks, so it has no check ${quote(stranger)}`
        : `Unknown check ${quote(stranger)}`;
    throw new RuleParametersError(`${problem}. Valid checks: ${valid.join(', ')}.`);
  }
  const isNamed = ({ id, isOptIn }: T) =>
    names.includes('all') || names.includes(id) || (names.includes('default') && !isOptIn);
  return known.filter(isNamed);
}

function parseObject(json: string | undefined): Readonly<Record<string, unknown>> {
  if (json === undefined || json.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new RuleParametersError(`The rule parameters are not valid JSON: ${quote(json)}.`, { cause });
  }
  if (!isObject(value))
    throw new RuleParametersError(`The rule parameters must be a JSON object, not ${quote(value)}.`);
  return value;
}
