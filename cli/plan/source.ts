import { statSync } from 'node:fs';
import type { Broker } from '../../checks/broker.ts';
import { isBrokerId, parseBrokerArn } from '../../checks/broker.ts';
import { quote } from '../../checks/json.ts';
import { explainFailure } from '../scan/failures.ts';
import type { Aws } from '../scan/ports.ts';
import { InputError } from '../sources/input/input-error.ts';
import type { BrokerProperties } from '../sources/properties.ts';
import { readProperties } from '../sources/properties.ts';
import type { Reading } from '../sources/reading.ts';
import { createRecogniser } from '../sources/recognise.ts';
import { listNames } from '../sources/skipped.ts';
import { readSources } from '../sources/sources.ts';

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

/** How a file with brokers is read. */
export interface SourceChoice {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** The name, ID, ARN or address of the broker. Without it, the file has only one broker, or one of RabbitMQ. */
  readonly broker?: string | undefined;
  /** Values for the parameters of templates. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/**
 * The broker that an operand names, if it is the ID or ARN of one and not a file.
 * @throws InputError if it was meant to be one
 */
export function liveBroker(operand: string): LiveBroker | undefined {
  const { id, region } = parseBrokerArn(operand);
  if (id !== undefined) return { id, region };
  if (statSync(operand, { throwIfNoEntry: false })) return undefined;
  if (isBrokerId(operand)) return { id: operand };
  if (!/^(b-|arn:)[^./]*$/.test(operand)) return undefined;
  throw new InputError(
    'is neither a file nor the ID or ARN of a broker. An ID looks like b-1234a5b6-78cd-901e-2fgh-3i45j6k178l9.',
  );
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
    const recogniser = createRecogniser();
    recogniser.add(answer);
    const { readings, problems } = recogniser.findings();
    const found = toPlanned(
      choose({ readings: readings.map((reading) => ({ ...reading, source: id })), problems }, undefined),
    );
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
  }
}

/**
 * Reads a broker in a file or folder, or on standard input for `-`.
 * @throws InputError if there is none, if it is one of several, or if the source has only some of its facts
 */
export async function readSource(
  path: string,
  { stdin, broker, parameters: values = {} }: SourceChoice,
): Promise<PlannedBroker> {
  const readings: Found[] = [];
  const problems: string[] = [];
  const parameters = [{ values, from: '--parameters', unused: 'problem' as const }];
  const exclude = { globs: [], folder: '.', from: 'plan', isWhole: false };
  for await (const found of readSources([path], { stdin, parameters, exclude })) {
    for (const reading of found.readings) readings.push({ ...reading, source: found.source });
    for (const problem of found.problems) {
      problems.push(found.source === path ? problem : `${found.source}: ${problem}`);
    }
  }
  return toPlanned(choose({ readings, problems }, broker));
}

/** A reading, and the file that it is in. */
type Found = Reading & { readonly source: string };

/** @param wanted the name, ID, ARN or address of a broker */
function choose(
  { readings, problems }: { readonly readings: readonly Found[]; readonly problems: readonly string[] },
  wanted: string | undefined,
): Reading {
  const all = readings.filter(({ unseen, isChangeOnly }) => unseen === undefined && !isChangeOnly);
  const named = wanted === undefined ? all : all.filter((reading) => namesOf(reading).includes(wanted));
  const candidates = named.length > 1 ? named.filter(({ broker }) => broker.engineType === 'RABBITMQ') : named;
  const [chosen] = candidates;
  const [problem] = problems;
  // What cannot be used may be another broker, unless one is named.
  if (problem !== undefined && (chosen === undefined || wanted === undefined)) throw new InputError(problem);
  if (chosen && candidates.length === 1) return chosen;
  if (all.length === 0) throw new InputError('has no broker.');
  if (named.length === 0) throw new InputError(`has no broker ${quote(wanted)}. It has ${list(all)}.`);
  if (!chosen) throw new InputError(`has ${named.length} brokers, but none with the engine RabbitMQ: ${list(named)}.`);
  throw new InputError(
    `has ${candidates.length} RabbitMQ brokers: ${list(candidates)}. Choose one with --broker, by its name, ID, ARN or address, or pass only its file.`,
  );
}

function namesOf({ address, broker: { arn, id, name } }: Reading): readonly string[] {
  return [address, name, id, arn].filter((text) => text !== undefined);
}

// More than anyone wants to read.
const MAX_NAMES = 10;

/** Names the file too where the name alone would not tell which broker it is. */
function list(readings: readonly Found[]): string {
  const nameOf = (reading: Found) => namesOf(reading)[0] ?? 'one without a name';
  const byName = Map.groupBy(readings, nameOf);
  const names = readings.map((reading) => {
    const name = nameOf(reading);
    return byName.get(name)?.some(({ source }) => source !== reading.source) ? `${name} in ${reading.source}` : name;
  });
  return listNames(names, names.length, MAX_NAMES);
}

/** @throws InputError if a source has only some facts of the broker */
export function toPlanned({ broker, describe }: Reading): PlannedBroker {
  if (!describe) {
    throw new InputError('has only some facts of the broker. Pass a DescribeBroker response, or the ID of the broker.');
  }
  return { broker: withSafeIdentity(broker), properties: readProperties(describe()) };
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
