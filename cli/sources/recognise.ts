import { fromBrokerSummary, fromDescribeBroker } from '../../checks/amazon-mq.ts';
import {
  BROKER_RESOURCE_TYPE,
  fromConfigurationItem,
  MalformedItemError,
  parseConfigurationItem,
  tagsOf,
} from '../../checks/configuration-item.ts';
import { isTrue, MalformedEventError, parseInvokingEvent } from '../../checks/invoking-event.ts';
import { isObject, quote, readMember, readObject } from '../../checks/json.ts';
import { count } from '../text/count.ts';
import { fromCloudControl } from './from-cloud-control.ts';
import { readIngress } from './ingress.ts';
import { EXPECTED } from './input/expected.ts';
import { InputError } from './input/input-error.ts';
import type { BrokerReading } from './newest-only.ts';
import { createNewestOnly } from './newest-only.ts';
import { isQueryAnswer, readQueryResult } from './query-answer.ts';
import type { Findings } from './reading.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Finds the brokers in the values of one input. Detects the type of each value from its content. */
export interface Recogniser {
  /**
   * @param place says where in the input the value is; an empty string if that is obvious
   * @throws InputError if too much cannot be used
   */
  add(value: unknown, place?: () => string): void;
  /** Notes a part that cannot be used. @throws InputError if there are too many of them */
  reject(message: string, place?: () => string): void;
  /** Notes a configuration item of another resource type. */
  skip(): void;
  /** Whether anything so far had a known type, even if it could not be used. */
  isKnown(): boolean;
  /** Whether anything so far had a mark of its type that files of other programs do not have. */
  isMarked(): boolean;
  /** Whether anything so far could not be used. */
  isSpoilt(): boolean;
  findings(): Findings;
}

// Enough for a file with a list of responses that are lists themselves, and one level more.
const MAX_NESTING = 4;

// The problems of a large file of something else must not bury all other output.
const MAX_PROBLEMS = 20;
const MAX_REJECTED = 10_000;
// All brokers are held in memory until they are reported. An account has some dozens in a region.
const MAX_BROKERS = 100_000;

/** Recognises the values of one input. */
export function createRecogniser(): Recogniser {
  const newest = createNewestOnly();
  const problems: string[] = [];
  let rejected = 0;
  let otherResources = 0;
  let isKnown = false;
  let isMarked = false;

  const reject = (message: string, place?: () => string): void => {
    if (rejected === MAX_REJECTED) {
      throw new TooMuchError(`has more than ${MAX_REJECTED} parts that cannot be used. The rest was not read.`);
    }
    rejected += 1;
    if (rejected <= MAX_PROBLEMS) problems.push([place?.() ?? '', message].filter((text) => text !== '').join(': '));
  };

  const addBroker = (reading: BrokerReading): void => {
    if (newest.kept() === MAX_BROKERS) {
      throw new TooMuchError(
        `has more than ${MAX_BROKERS} brokers. The rest was not read. Split it into several files.`,
      );
    }
    newest.add(reading);
  };

  const note = (value: unknown): void => {
    isKnown = true;
    isMarked ||= !isObject(value) || hasMark(value);
  };

  const visit = (value: unknown, path: readonly number[], place?: () => string): void => {
    const placeOfPart = () => {
      const element = path.length === 0 ? '' : `element ${path.join('.')}`;
      return [place?.() ?? '', element].filter((text) => text !== '').join(': ');
    };
    try {
      const found = readValue(value);
      const missing = isObject(value) ? whatIsMissing(value) : undefined;
      if (missing !== undefined) reject(missing, placeOfPart);
      if (!isList(found) || isObject(value)) note(value);
      if (found === 'other-resource') otherResources += 1;
      else if (!isList(found)) addBroker(found);
      else if (path.length === MAX_NESTING) throw new UnknownKindError(`has too many nested lists. ${EXPECTED}`);
      else for (const [index, element] of found.entries()) visit(element, [...path, index + 1], place);
    } catch (error) {
      if (!isExpected(error) || error instanceof TooMuchError) throw error;
      if (!(error instanceof UnknownKindError)) note(value);
      reject(error.message, placeOfPart);
    }
  };

  return {
    add: (value, place) => visit(value, [], place),
    reject,
    skip: () => {
      isKnown = true;
      isMarked = true;
      otherResources += 1;
    },
    isKnown: () => isKnown,
    isMarked: () => isMarked,
    isSpoilt: () => rejected > 0,
    findings: () => {
      const readings = newest.readings();
      const older = newest.added() - readings.length;
      const more = rejected - problems.length;
      return {
        readings,
        problems: more > 0 ? [...problems, `${count(more, 'more part')} could not be used.`] : problems,
        otherResources,
        notices: older > 0 ? [`skipped ${count(older, 'older or repeated configuration item')}.`] : [],
      };
    },
  };
}

/** Something has an unknown type, in contrast to a known type that is broken. */
class UnknownKindError extends InputError {}

/** The input has too many brokers or problems. */
class TooMuchError extends InputError {}

/** What is missing from a response that does not list all brokers. The others must not count as evaluated. */
function whatIsMissing(answer: JsonObject): string | undefined {
  const lists = ['BrokerSummaries', 'ResourceDescriptions'];
  if ((lists.some((list) => readMember(answer, list)) || isQueryAnswer(answer)) && readMember(answer, 'NextToken')) {
    return 'is one page of several (it has a NextToken). Expected all pages, each as a separate value or file.';
  }
  const unprocessed = readMember(answer, 'UnprocessedResourceKeys');
  if (Array.isArray(unprocessed) && unprocessed.length > 0) {
    return `lacks ${count(unprocessed.length, 'resource')} that AWS Config did not process (unprocessedResourceKeys).`;
  }
  return undefined;
}

function readValue(value: unknown): BrokerReading | readonly unknown[] | 'other-resource' {
  if (isList(value)) return value;
  // Not the value itself: a string of an unknown type may be a secret.
  if (!isObject(value)) throw new UnknownKindError(`is ${typeOf(value)}, not a JSON object. ${EXPECTED}`);
  const lists = LISTS.filter((name) => Object.hasOwn(value, name));
  if (lists.length > 1) {
    throw new InputError(`has ${lists.join(' and ')}. Expected only one of them in each object.`);
  }
  const found = readKnownKind(value);
  if (found) return found;
  const members = Object.keys(value).slice(0, 5).map(quote).join(', ');
  throw new UnknownKindError(`is an object of an unknown type (members: ${members || 'none'}). ${EXPECTED}`);
}

const MARKS = ['BrokerArn', 'BrokerState', 'DeploymentMode', 'EngineType', 'EngineVersion', 'HostInstanceType'];
const OTHER_MARKS = ['configurationItem', 'configurationItemSummary', 'invokingEvent', 'configurationItemStatus'];

/** Whether an object of a known type has more than a `messageType` or `brokerId`, as logs and Kafka have them too. */
function hasMark(object: JsonObject): boolean {
  if (typeof object.messageType === 'string' && /Configuration|Scheduled|Compliance/.test(object.messageType))
    return true;
  const isWeak = 'messageType' in object || readMember(object, 'BrokerId') !== undefined;
  return !isWeak || [...MARKS, ...OTHER_MARKS].some((name) => readMember(object, name) !== undefined);
}

const LISTS = [
  ...['configurationItems', 'baseConfigurationItems', 'ConfigurationItem'],
  ...['BrokerSummaries', 'brokerSummaries', 'ResourceDescriptions'],
];

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'string' ? 'a string' : `a ${typeof value}`;
}

/**
 * @returns a broker; or more values to read, if the object is a list of some type; or that it is another resource; or
 *   `undefined` if the object has an unknown type
 */
function readKnownKind(object: JsonObject): BrokerReading | readonly unknown[] | 'other-resource' | undefined {
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
  if (isQueryAnswer(object)) return object.Results.map(readQueryResult);
  if ('BrokerId' in object || 'brokerId' in object) return readAmazonMq(object);
  if ('TypeName' in object) return readCloudControl(object);
  return undefined;
}

function readNotification(notification: JsonObject, leftScope: boolean): BrokerReading | 'other-resource' {
  const item = notification.configurationItem ?? notification.configurationItemSummary;
  if (!isObject(item)) {
    const type = quote(notification.messageType ?? null);
    throw new InputError(`is an event without a configuration item (messageType: ${type}). ${EXPECTED}`);
  }
  return readItem(item, leftScope);
}

function readItem(value: JsonObject, leftScope: boolean): BrokerReading | 'other-resource' {
  const item = parseConfigurationItem(value);
  if (item.resourceType !== BROKER_RESOURCE_TYPE) return 'other-resource';
  const broker = fromConfigurationItem(item);
  const outOfScope = leftScope ? 'The broker is no longer in scope of the rule.' : undefined;
  return {
    broker: { ...broker, outOfScope: broker.outOfScope ?? outOfScope },
    describe: () => ({ ...readObject(item.configuration), Tags: tagsOf(item) }),
    version: { key: JSON.stringify([item.accountId, item.region, item.resourceId]), time: item.captureTime.getTime() },
  };
}

// DescribeBroker always returns the first, ListBrokers none of them.
const DESCRIBED = ['EngineVersion', 'PubliclyAccessible', 'Logs'];

function readAmazonMq(object: JsonObject): BrokerReading {
  const twice = Object.keys(object).find((name) => /^[A-Z]/.test(name) && Object.hasOwn(object, toCamelCase(name)));
  if (twice !== undefined) {
    const names = `${quote(twice)} and ${quote(toCamelCase(twice))}`;
    throw new InputError(`has ${names}, so its value is ambiguous. Expected only one of them.`);
  }
  const isDescribed = DESCRIBED.some((name) => readMember(object, name) !== undefined);
  return isDescribed
    ? { broker: readIngress(fromDescribeBroker(object), object), describe: () => object }
    : { broker: fromBrokerSummary(object) };
}

function toCamelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function readCloudControl(answer: JsonObject): BrokerReading | readonly unknown[] | 'other-resource' {
  const { TypeName, ResourceDescription, ResourceDescriptions } = answer;
  if (Array.isArray(ResourceDescriptions)) {
    return ResourceDescriptions.map((description) => ({ TypeName, ResourceDescription: description }));
  }
  if (TypeName !== BROKER_RESOURCE_TYPE) return 'other-resource';
  const properties = isObject(ResourceDescription) ? ResourceDescription.Properties : undefined;
  if (typeof properties !== 'string')
    throw new InputError('has no ResourceDescription.Properties. Expected JSON in a string.');
  try {
    const parsed: unknown = JSON.parse(properties);
    return { broker: fromCloudControl(parsed), describe: () => readObject(parsed) };
  } catch (cause) {
    throw new InputError('has ResourceDescription.Properties that are not valid JSON.', { cause });
  }
}

function isExpected(error: unknown): error is Error {
  return error instanceof InputError || error instanceof MalformedItemError || error instanceof MalformedEventError;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
