import { isObject } from '../../checks/json.ts';
import { enumerate } from '../text/enumerate.ts';
import { InputError } from './input/input-error.ts';
import { tryToParse } from './input/json-text.ts';

type JsonObject = Readonly<Record<string, unknown>>;

interface QueryAnswer {
  readonly Results: readonly unknown[];
}

/**
 * Whether it is the answer to an advanced query of AWS Config, `SelectAggregateResourceConfig` or `SelectResourceConfig`.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_SelectAggregateResourceConfig.html
 */
export function isQueryAnswer(object: JsonObject): object is JsonObject & QueryAnswer {
  return Array.isArray(object.Results) && isObject(object.QueryInfo);
}

/** What a query has to select, so that its results are configuration items. */
const MEMBERS: readonly string[] = [
  ...['resourceType', 'resourceId', 'configurationItemStatus', 'configurationItemCaptureTime', 'configuration'],
];

/**
 * A result as a configuration item. It is JSON in a string, with the members that the query selects.
 * @throws InputError if it is not, or lacks members
 */
export function readQueryResult(result: unknown): JsonObject {
  const item = typeof result === 'string' ? tryToParse(result) : undefined;
  if (!isObject(item)) throw new InputError('has a result that is not JSON in a string.');
  const missing = MEMBERS.filter((member) => item[member] === undefined);
  if (missing.length === 0) return item;
  throw new InputError(`is of a query that does not select ${missing.join(', ')}. Select ${enumerate(MEMBERS)}.`);
}
