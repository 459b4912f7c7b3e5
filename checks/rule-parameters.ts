import type { Check, CheckInfo } from './check.ts';
import { isObject, quote } from './json.ts';
import { CHECKS } from './registry.ts';

/** A rule parameter is unknown or has an invalid value. The message names the valid ones. */
export class RuleParametersError extends Error {
  override readonly name = 'RuleParametersError';
}

/**
 * Reads the parameters of the AWS Config rule: `checks`, a comma-separated list of check IDs. The default is all checks.
 * @param json `ruleParameters` of the event: a JSON object in a string, or nothing
 * @throws RuleParametersError
 */
export function parseRuleParameters(json: string | undefined): readonly Check[] {
  const { checks, ...strangers } = parseObject(json);
  const [stranger] = Object.keys(strangers);
  if (stranger !== undefined) {
    throw new RuleParametersError(`Unknown rule parameter ${quote(stranger)}. Valid parameters: checks.`);
  }
  if (checks === undefined) return CHECKS;
  if (typeof checks !== 'string') {
    throw new RuleParametersError(`Rule parameter "checks" must be a string, not ${quote(checks)}.`);
  }
  return selectChecks(checks, CHECKS);
}

/**
 * The known checks that a comma-separated list of IDs names, in their order.
 * @throws RuleParametersError if the list is empty or has an unknown ID
 */
export function selectChecks<T extends CheckInfo>(list: string, known: readonly T[]): readonly T[] {
  const ids = list.split(',').map((id) => id.trim());
  const knownIds = known.map(({ id }) => id);
  const stranger = ids.find((id) => !knownIds.includes(id));
  if (stranger !== undefined) {
    throw new RuleParametersError(`Unknown check ${quote(stranger)}. Valid checks: ${knownIds.join(', ')}.`);
  }
  return known.filter(({ id }) => ids.includes(id));
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
