import type { Broker } from './broker.ts';
import { isBrokerId, parseBrokerArn, rawFactsOf, readBroker } from './broker.ts';
import { isObject, quote, readMember, readObject, readText } from './json.ts';

export const BROKER_RESOURCE_TYPE = 'AWS::AmazonMQ::Broker';

/**
 * What we read from an AWS Config configuration item, in either of its two forms.
 * The `configuration` of a deleted resource is `null` or absent.
 */
export interface ConfigurationItem {
  readonly resourceType: string;
  /** As AWS Config has it. Evaluations repeat it; it is never derived. */
  readonly resourceId: string;
  readonly resourceName?: string | undefined;
  readonly arn?: string | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  readonly status?: string | undefined;
  readonly captureTime: Date;
  readonly configuration: unknown;
  readonly tags?: unknown;
}

/** A configuration item, or the JSON around it, is not in the form that AWS Config sends. The message names the member. */
export class MalformedItemError extends Error {
  override readonly name = 'MalformedItemError';
}

const ITEM = 'the configuration item';

// https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html
const PRESENT: ReadonlySet<string | undefined> = new Set(['OK', 'ResourceDiscovered']);
const ABSENT: ReadonlyMap<string | undefined, string> = new Map([
  ['ResourceDeleted', 'The broker was deleted.'],
  ['ResourceDeletedNotRecorded', 'The broker was deleted.'],
  ['ResourceNotRecorded', 'AWS Config does not record this broker.'],
]);

/**
 * Reads a configuration item in the form of events and delivered files (`awsAccountId`, `ARN`, an object
 * as `configuration`), or in the form of the API (`accountId`, `arn`, `configuration` as a JSON string).
 * Also reads the `configurationItemSummary` of an oversized item, which has no configuration.
 * @throws MalformedItemError if the item has no type, ID or capture time, without which no result can be reported
 */
export function parseConfigurationItem(value: unknown): ConfigurationItem {
  if (!isObject(value))
    throw new MalformedItemError(`A configuration item must be a JSON object, not ${quote(value)}.`);
  return {
    resourceType: requireText(value, 'resourceType'),
    resourceId: requireText(value, 'resourceId'),
    resourceName: readText(value.resourceName),
    arn: readText(value.ARN) ?? readText(value.arn),
    accountId: readText(value.awsAccountId) ?? readText(value.accountId),
    region: readText(value.awsRegion),
    status: readText(value.configurationItemStatus),
    captureTime: requireTime(value, 'configurationItemCaptureTime'),
    configuration: parseConfiguration(value.configuration),
    tags: value.tags,
  };
}

/** Makes a broker from a configuration item of {@link BROKER_RESOURCE_TYPE}. */
export function fromConfigurationItem(item: ConfigurationItem): Broker {
  // The item of a deleted resource may have no configuration, so its status is read first.
  const configuration = readObject(item.configuration);
  const arn = parseBrokerArn(readText(readMember(configuration, 'Arn')) ?? item.arn ?? item.resourceId);
  const identity = {
    // It is not documented that AWS Config's resourceId is the broker ID, and a lookup by anything else would fail.
    id:
      readText(readMember(configuration, 'Id')) ??
      arn.id ??
      (isBrokerId(item.resourceId) ? item.resourceId : undefined),
    name: readText(readMember(configuration, 'BrokerName')) ?? item.resourceName ?? arn.name,
    arn: item.arn ?? arn.arn,
    accountId: item.accountId ?? arn.accountId,
    region: item.region ?? arn.region,
  };
  const outOfScope = whyOutOfScope(item);
  if (outOfScope !== undefined) return { ...identity, outOfScope };
  if (!PRESENT.has(item.status)) {
    const reason = `The configuration item has the unknown status ${quote(item.status ?? null)}.`;
    return { ...identity, whyUnknown: { engineType: reason } };
  }
  return readBroker(identity, { ...rawFactsOf(configuration), tags: tagsOf(item), password: 'hidden' }, ITEM);
}

/**
 * The tags beside the configuration of an item, and those in it: an object or a list, as they are. The documents of AWS
 * do not say that both are always the same, so there is a tag with two values if they contradict each other. AWS Config
 * does not record the tags of all types of resources, so none in both places says nothing.
 * https://docs.aws.amazon.com/config/latest/developerguide/required-tags.html
 */
export function tagsOf({ tags, configuration }: Pick<ConfigurationItem, 'tags' | 'configuration'>): unknown {
  const inner = readMember(readObject(configuration), 'Tags');
  const both = [tags, inner].filter((each) => each !== undefined && each !== null && Object.keys(each).length > 0);
  return both.length > 1 ? both.flatMap((each) => (isObject(each) ? listOf(each) : each)) : both[0];
}

function listOf(tags: Readonly<Record<string, unknown>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function whyOutOfScope({ resourceType, status }: ConfigurationItem): string | undefined {
  if (resourceType !== BROKER_RESOURCE_TYPE) return `The resource is ${resourceType}, not ${BROKER_RESOURCE_TYPE}.`;
  return ABSENT.get(status);
}

// The API returns the configuration as a JSON string. If it cannot be parsed, every fact stays unknown.
function parseConfiguration(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function requireText(item: Readonly<Record<string, unknown>>, name: string): string {
  const text = readText(item[name]);
  if (text === undefined) throw new MalformedItemError(`${name} is missing from ${ITEM}.`);
  return text;
}

/** @throws MalformedItemError if the member is not a time (ISO 8601 text, seconds since 1970, or a `Date`) */
export function requireTime(object: Readonly<Record<string, unknown>>, name: string): Date {
  const value = object[name];
  const time =
    value instanceof Date || typeof value === 'string'
      ? new Date(value)
      : new Date(typeof value === 'number' ? value * 1000 : Number.NaN);
  if (Number.isNaN(time.getTime())) {
    throw new MalformedItemError(`${name} must be a time, such as "2026-01-31T12:00:00.000Z", not ${quote(value)}.`);
  }
  return time;
}
