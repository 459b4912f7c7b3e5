import type { Fact, Facts } from './facts.ts';
import { FACT_IDS, FACTS } from './facts.ts';
import { kindOf, quote, readBoolean, readMember, readObject } from './json.ts';

/** What identifies a broker. Any field may be unknown, because sources contain different fields. */
export interface BrokerIdentity {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly arn?: string | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * An Amazon MQ broker as the checks see it, whatever its source.
 * A fact that is `undefined` is *not known*. It never means "off".
 */
export interface Broker extends BrokerIdentity, Facts {
  /** Why no check applies, as a sentence: the broker was deleted, or is out of the rule's scope. */
  readonly outOfScope?: string | undefined;
  /** What general logging will be after the pending change, if there is one. */
  readonly pendingGeneralLogging?: boolean | undefined;
  /** Why each missing fact is not known, as a sentence. Of tags that are there: why there may be more of them. */
  readonly whyUnknown?: Readonly<Partial<Record<Fact, string>>> | undefined;
}

/** The facts as they are in a source: any JSON value, or `undefined` or `null` if the source has none. */
export type RawFacts = { readonly [F in Fact | 'pendingGeneralLogging']?: unknown };

/** The facts that are in the configuration of a broker. The rules of its groups and the source of its password are not. */
export const CONFIGURED_FACTS = FACT_IDS.filter((fact) => fact !== 'ingressRules' && fact !== 'password');

/**
 * The facts in an object with the members of `AWS::AmazonMQ::Broker`, or of a `DescribeBroker` response in either spelling.
 * What is pending does not count yet, but for logging.
 */
export function rawFactsOf(object: Readonly<Record<string, unknown>>): RawFacts {
  const raw: { -readonly [F in keyof RawFacts]: unknown } = {};
  for (const fact of CONFIGURED_FACTS) raw[fact] = memberAt(object, FACTS[fact].name);
  raw.pendingGeneralLogging = memberAt(object, 'Logs.Pending.General');
  // What it is now. AWS Config and Cloud Control may have what was asked for as well.
  raw.engineVersion = readMember(object, 'EngineVersionCurrent') ?? raw.engineVersion;
  return raw;
}

function memberAt(object: unknown, path: string): unknown {
  return path.split('.').reduce((place, name) => readMember(readObject(place), name), object);
}

/**
 * Makes a broker from the facts in a source.
 * @param source names the source in the reasons, for example "the configuration item"
 * @param wanted the facts to read; by default all. The others are not known, for no reason.
 */
export function readBroker(
  identity: BrokerIdentity,
  raw: RawFacts,
  source: string,
  wanted: Iterable<Fact> = FACT_IDS,
): Broker {
  const facts: Partial<Record<Fact, unknown>> = {};
  const whyUnknown: Partial<Record<Fact, string>> = {};
  for (const fact of wanted) {
    const { name, read } = FACTS[fact];
    facts[fact] = read(raw[fact]);
    if (facts[fact] !== undefined) continue;
    const value = fact === 'password' ? kindOf(raw[fact]) : quote(raw[fact]);
    whyUnknown[fact] = isAbsent(raw[fact])
      ? whyAbsent(fact, source)
      : `${name} has the invalid value ${value} in ${source}.`;
  }
  const pendingGeneralLogging = readBoolean(raw.pendingGeneralLogging);
  return { ...identity, ...(facts as Facts), pendingGeneralLogging, whyUnknown };
}

/** The broker, with its missing facts filled in from another reading of the same broker. */
export function fillFacts(broker: Broker, reading: Broker): Broker {
  const missing = FACT_IDS.filter((fact) => broker[fact] === undefined);
  const whyUnknown: Partial<Record<Fact, string>> = { ...broker.whyUnknown };
  for (const fact of missing) {
    const why = reading.whyUnknown?.[fact];
    if (why !== undefined) whyUnknown[fact] = why;
    else if (reading[fact] !== undefined) delete whyUnknown[fact];
  }
  return {
    ...broker,
    id: broker.id ?? reading.id,
    name: broker.name ?? reading.name,
    arn: broker.arn ?? reading.arn,
    outOfScope: broker.outOfScope ?? reading.outOfScope,
    ...Object.fromEntries(missing.map((fact) => [fact, reading[fact]])),
    pendingGeneralLogging:
      broker.generalLogging === undefined ? reading.pendingGeneralLogging : broker.pendingGeneralLogging,
    whyUnknown,
  };
}

/** The broker, with a reason added to each of these facts that is missing, such as a failed lookup. */
export function explainUnknown(broker: Broker, reason: string, facts: readonly Fact[] = FACT_IDS): Broker {
  const whyUnknown: Partial<Record<Fact, string>> = { ...broker.whyUnknown };
  for (const fact of facts) {
    if (broker[fact] !== undefined) continue;
    whyUnknown[fact] = `${broker.whyUnknown?.[fact] ?? `${FACTS[fact].name} is not known.`} ${reason}`;
  }
  return { ...broker, whyUnknown };
}

/**
 * The parts of a broker's ARN, `arn:<partition>:mq:<region>:<account>:broker:<name>:<id>`,
 * or an empty object if the text is not such an ARN.
 */
export function parseBrokerArn(text: unknown): BrokerIdentity {
  if (typeof text !== 'string') return {};
  const [arn, , service, region, accountId, kind, name, id] = text.split(':');
  if (arn !== 'arn' || service !== 'mq' || kind !== 'broker' || !name || !id) return {};
  return { arn: text, region, accountId, name, id };
}

/** Whether a text has the form of an Amazon MQ broker ID: `b-` and a UUID. */
export function isBrokerId(text: string): boolean {
  return /^b-[0-9a-z]{8}(-[0-9a-z]{4}){3}-[0-9a-z]{12}$/.test(text);
}

function whyAbsent(fact: Fact, source: string): string {
  // Nobody looks for these in the configuration of a broker.
  if (fact === 'ingressRules') return `The rules of its security groups are not in ${source}.`;
  return `${FACTS[fact].name} is missing from ${source}.`;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
