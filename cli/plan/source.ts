import { Buffer } from 'node:buffer';
import { statSync } from 'node:fs';
import type { Broker } from '../../checks/broker.ts';
import { isBrokerId, parseBrokerArn } from '../../checks/broker.ts';
import { BROKER_RESOURCE_TYPE, parseConfigurationItem } from '../../checks/configuration-item.ts';
import { isObject, readMember, readObject } from '../../checks/json.ts';
import { explainFailure } from '../scan/failures.ts';
import type { Aws } from '../scan/ports.ts';
import { readBytes } from '../sources/input/bytes.ts';
import { explainDuplicate, findDuplicateName } from '../sources/input/duplicate-name.ts';
import { InputError } from '../sources/input/input-error.ts';
import { decode } from '../sources/input/text.ts';
import { createRecogniser } from '../sources/recognise.ts';
import type { BrokerProperties } from './properties.ts';
import { readProperties } from './properties.ts';

/** One broker, as far as its source describes it. */
export interface PlannedBroker {
  readonly broker: Broker;
  readonly properties: BrokerProperties;
}

/** A broker in an account. An ID alone does not tell the region. */
export interface LiveBroker {
  readonly id: string;
  readonly region?: string | undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

// Far more than one broker needs.
const MAX_BYTES = 8 * 2 ** 20;
const EXPECTED =
  'Expected one broker: a DescribeBroker response, an AWS Config configuration item, or a Cloud Control GetResource response.';

/** The broker that an operand names, if it is the ID or ARN of one and not a file. */
export function liveBroker(operand: string): LiveBroker | undefined {
  const { id, region } = parseBrokerArn(operand);
  if (id !== undefined) return { id, region };
  if (!isBrokerId(operand) || statSync(operand, { throwIfNoEntry: false })) return undefined;
  return { id: operand };
}

/**
 * Reads a broker from an account with one call, `DescribeBroker`.
 * @throws InputError if it cannot be read, with the reason and what to do
 */
export async function readLive({ id, region }: LiveBroker, aws: Aws): Promise<PlannedBroker> {
  const name = region ?? aws.homeRegion;
  const reads = aws.session(undefined).region(name);
  try {
    const answer = await reads.describeBroker(id);
    if (!answer) throw new InputError(`is not a broker in ${name}: set its region with --region.`);
    const found = readDescribed(answer);
    // The region of the call is known even if the response has no ARN.
    return { ...found, broker: { ...found.broker, region: found.broker.region ?? name } };
  } catch (error) {
    if (error instanceof InputError) throw error;
    const remedies = {
      denied: 'allow mq:DescribeBroker',
      throttled: 'try again later',
      failing: 'try again later',
      unreachable: 'check the network',
      other: 'fix the problem and try again',
    };
    throw new InputError(explainFailure(`cannot be read in ${name}`, error, remedies), { cause: error });
  } finally {
    reads.close();
  }
}

/**
 * Reads the one broker in a file, or on standard input for `-`.
 * @throws InputError if it is something else, or several brokers
 */
export async function readSource(path: string, stdin: AsyncIterable<Uint8Array | string>): Promise<PlannedBroker> {
  const chunks: Buffer[] = [];
  let size = 0;
  await readBytes(path, stdin, (chunk) => {
    size += chunk.length;
    if (size > MAX_BYTES) throw new InputError(`is larger than ${MAX_BYTES / 2 ** 20} MiB. ${EXPECTED}`);
    chunks.push(Buffer.from(chunk));
  });
  return readDescribed(parse(decode(Buffer.concat(chunks))));
}

function parse(text: string): unknown {
  if (text.trim() === '') throw new InputError(`is empty. ${EXPECTED}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`is not JSON: ${(cause as Error).message}. ${EXPECTED}`, { cause });
  }
  const duplicate = findDuplicateName(text);
  if (duplicate !== undefined) throw new InputError(explainDuplicate(duplicate));
  return value;
}

/** @throws InputError if the value is not one broker with its properties */
function readDescribed(value: unknown): PlannedBroker {
  const recogniser = createRecogniser();
  recogniser.add(value);
  const { readings, problems } = recogniser.findings();
  const [problem] = problems;
  if (problem !== undefined) throw new InputError(problem);
  const [reading] = readings;
  if (!reading) throw new InputError(`has no broker. ${EXPECTED}`);
  if (readings.length > 1) throw new InputError(`has ${readings.length} brokers. ${EXPECTED}`);
  const newest = propertiesIn(value).sort((a, b) => b.time - a.time)[0];
  if (!newest) throw new InputError(`has a broker, but not all of its properties. ${EXPECTED}`);
  return { broker: withSafeIdentity(reading.broker), properties: newest.properties };
}

/** Drops an ID or region that AWS would not issue: people run commands that contain them. */
function withSafeIdentity(broker: Broker): Broker {
  const { id, region } = broker;
  return {
    ...broker,
    id: id !== undefined && /^[A-Za-z0-9-]{1,60}$/.test(id) ? id : undefined,
    region: region !== undefined && /^[a-z0-9-]{1,30}$/.test(region) ? region : undefined,
  };
}

/** Properties and the time of their capture in milliseconds: a history has several. */
interface Dated {
  readonly properties: BrokerProperties;
  readonly time: number;
}

/** The properties of all brokers. It goes by the same members that recognise the brokers. */
function propertiesIn(value: unknown): Dated[] {
  if (Array.isArray(value)) return value.flatMap(propertiesIn);
  if (!isObject(value)) return [];
  if ('invokingEvent' in value) return propertiesIn(parsed(value.invokingEvent));
  const nested = value.configurationItem ?? value.ConfigurationItem ?? value.configurationItems;
  if (typeof nested === 'object' && nested !== null) return propertiesIn(nested);
  if (Array.isArray(value.baseConfigurationItems)) return propertiesIn(value.baseConfigurationItems);
  if ('configurationItemCaptureTime' in value || 'configurationItemStatus' in value) return fromItem(value);
  if ('TypeName' in value) return fromCloudControl(value);
  // An entry of ListBrokers has neither of these.
  const isDescribed = ['EngineVersion', 'PubliclyAccessible'].some((name) => readMember(value, name) !== undefined);
  return isDescribed ? [{ properties: readProperties(value), time: 0 }] : [];
}

function fromItem(value: JsonObject): Dated[] {
  const item = parseConfigurationItem(value);
  if (item.resourceType !== BROKER_RESOURCE_TYPE) return [];
  const properties = readProperties(readObject(item.configuration), value.tags);
  return [{ properties, time: item.captureTime.getTime() }];
}

function fromCloudControl({ ResourceDescription, ResourceDescriptions }: JsonObject): Dated[] {
  const descriptions = Array.isArray(ResourceDescriptions) ? ResourceDescriptions : [ResourceDescription];
  return descriptions.map((description) => ({
    properties: readProperties(readObject(parsed(readObject(description).Properties))),
    time: 0,
  }));
}

/** Parses JSON text. It is valid, because recognising the broker parsed it before. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
