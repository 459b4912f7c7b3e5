import { fromBrokerSummary, fromDescribeBroker } from '../lambda/amazon-mq.ts';
import type { Broker } from '../lambda/broker.ts';
import { isObject, quote, readMember } from '../lambda/broker.ts';
import {
  BROKER_RESOURCE_TYPE,
  fromConfigurationItem,
  MalformedItemError,
  parseConfigurationItem,
} from '../lambda/configuration-item.ts';
import { isTrue, MalformedEventError, parseInvokingEvent } from '../lambda/event.ts';
import { fromCloudControl } from './from-cloud-control.ts';
import { InputError } from './input.ts';
import { count } from './render-table.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What was made of an input. */
export interface Recognised {
  readonly brokers: readonly Broker[];
  /** Configuration items and resources of other types. */
  readonly otherResources: number;
  /** Configuration items of which the input has a newer one of the same broker, or the same one again. */
  readonly olderItems: number;
  /** Parts of the input that could not be used, as sentences. */
  readonly problems: readonly string[];
}

interface Reading {
  readonly broker: Broker;
  /** Of a configuration item: which resource it is of, and when it was captured. */
  readonly version?: { readonly key: string; readonly time: number };
}

// NDJSON of snapshot files, say, and two to spare.
const MAX_NESTING = 4;

const EXPECTED =
  'Expected AWS Config configuration items (as events, the API or delivered files have them), ' +
  'or an answer of DescribeBroker, ListBrokers or Cloud Control.';

/** Finds the brokers in the JSON values of an input, whatever it is, by its content. */
export function recognise(values: readonly unknown[]): Recognised {
  const readings: Reading[] = [];
  const problems: string[] = [];
  let otherResources = 0;

  const visit = (value: unknown, path: readonly number[]): void => {
    try {
      const found = readValue(value);
      const missing = isObject(value) ? whatIsMissing(value) : undefined;
      if (missing !== undefined) problems.push(path.length === 0 ? missing : `element ${path.join('.')}: ${missing}`);
      if (found === 'other-resource') otherResources += 1;
      else if (!isList(found)) readings.push(found);
      else if (path.length === MAX_NESTING) throw new InputError(`has lists in lists. ${EXPECTED}`);
      else for (const [index, element] of found.entries()) visit(element, [...path, index + 1]);
    } catch (error) {
      if (!isExpected(error)) throw error;
      problems.push(path.length === 0 ? error.message : `element ${path.join('.')}: ${error.message}`);
    }
  };

  visit(values.length === 1 ? values[0] : values, []);
  const newest = newestOnly(readings);
  return {
    brokers: newest.map(({ broker }) => broker),
    otherResources,
    olderItems: readings.length - newest.length,
    problems,
  };
}

/** Of an answer that lists brokers, but not all of them. What is not there must not count as evaluated. */
function whatIsMissing(answer: JsonObject): string | undefined {
  const lists = ['BrokerSummaries', 'ResourceDescriptions'];
  if (lists.some((list) => readMember(answer, list)) && readMember(answer, 'NextToken')) {
    return 'is one page of several (it has a NextToken). Expected all of them, each a value or file of its own.';
  }
  const unprocessed = readMember(answer, 'UnprocessedResourceKeys');
  if (Array.isArray(unprocessed) && unprocessed.length > 0) {
    return `lacks ${count(unprocessed.length, 'resource')} that AWS Config did not process (unprocessedResourceKeys).`;
  }
  return undefined;
}

function readValue(value: unknown): Reading | readonly unknown[] | 'other-resource' {
  if (isList(value)) return value;
  if (!isObject(value)) throw new InputError(`is ${quote(value)}, not a JSON object. ${EXPECTED}`);
  const found = readKnownKind(value);
  if (found) return found;
  const members = Object.keys(value).slice(0, 5).map(quote).join(', ');
  throw new InputError(`is an object of no known kind (its members: ${members || 'none'}). ${EXPECTED}`);
}

/**
 * @returns a broker; or values to go on with, where the object is a list of some kind; or that it is another
 *   resource; or `undefined` if the object is of no known kind
 */
function readKnownKind(object: JsonObject): Reading | readonly unknown[] | 'other-resource' | undefined {
  if ('invokingEvent' in object) {
    return readNotification(parseInvokingEvent(object.invokingEvent), isTrue(object.eventLeftScope));
  }
  if ('messageType' in object) return readNotification(object, false);
  if (Array.isArray(object.configurationItems)) return object.configurationItems;
  if (Array.isArray(object.baseConfigurationItems)) return object.baseConfigurationItems;
  if (isObject(object.ConfigurationItem)) return [object.ConfigurationItem];
  if ('configurationItemStatus' in object || 'configurationItemCaptureTime' in object) return readItem(object, false);
  if (Array.isArray(object.BrokerSummaries)) return object.BrokerSummaries;
  if (Array.isArray(object.brokerSummaries)) return object.brokerSummaries;
  if ('BrokerId' in object || 'brokerId' in object) return { broker: readAmazonMq(object) };
  if ('TypeName' in object) return readCloudControl(object);
  return undefined;
}

function readNotification(notification: JsonObject, leftScope: boolean): Reading | 'other-resource' {
  const item = notification.configurationItem ?? notification.configurationItemSummary;
  if (!isObject(item)) {
    const type = quote(notification.messageType ?? null);
    throw new InputError(`is an event without a configuration item (its messageType: ${type}). ${EXPECTED}`);
  }
  return readItem(item, leftScope);
}

function readItem(value: JsonObject, leftScope: boolean): Reading | 'other-resource' {
  const item = parseConfigurationItem(value);
  if (item.resourceType !== BROKER_RESOURCE_TYPE) return 'other-resource';
  const broker = fromConfigurationItem(item);
  const outOfScope = leftScope ? 'The broker is no longer in the scope of the rule.' : undefined;
  return {
    broker: { ...broker, outOfScope: broker.outOfScope ?? outOfScope },
    version: { key: JSON.stringify([item.accountId, item.region, item.resourceId]), time: item.captureTime.getTime() },
  };
}

// DescribeBroker always has the first, ListBrokers has none of them.
const DESCRIBED = ['EngineVersion', 'PubliclyAccessible', 'Logs'];

function readAmazonMq(object: JsonObject): Broker {
  const isDescribed = DESCRIBED.some((name) => readMember(object, name) !== undefined);
  return isDescribed ? fromDescribeBroker(object) : fromBrokerSummary(object);
}

function readCloudControl(answer: JsonObject): Reading | readonly unknown[] | 'other-resource' {
  const { TypeName, ResourceDescription, ResourceDescriptions } = answer;
  if (Array.isArray(ResourceDescriptions)) {
    return ResourceDescriptions.map((description) => ({ TypeName, ResourceDescription: description }));
  }
  if (TypeName !== BROKER_RESOURCE_TYPE) return 'other-resource';
  const properties = isObject(ResourceDescription) ? ResourceDescription.Properties : undefined;
  if (typeof properties !== 'string')
    throw new InputError('has no ResourceDescription.Properties, which should be JSON as text.');
  try {
    return { broker: fromCloudControl(JSON.parse(properties)) };
  } catch (cause) {
    throw new InputError('has ResourceDescription.Properties that are not JSON.', { cause });
  }
}

/**
 * Of the configuration items of one resource the newest: the older ones are its past. One that is there again,
 * as in the events of several rules, counts once; two of the same time that differ both stay.
 */
function newestOnly(readings: readonly Reading[]): readonly Reading[] {
  const newest = new Map<string, number>();
  for (const { version } of readings) {
    if (version) newest.set(version.key, Math.max(version.time, newest.get(version.key) ?? version.time));
  }
  const seen = new Set<string>();
  return readings.filter(({ broker, version }) => {
    if (!version) return true;
    if (version.time !== newest.get(version.key)) return false;
    const text = JSON.stringify([version.key, broker]);
    const isRepeated = seen.has(text);
    seen.add(text);
    return !isRepeated;
  });
}

function isExpected(error: unknown): error is Error {
  return error instanceof InputError || error instanceof MalformedItemError || error instanceof MalformedEventError;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
