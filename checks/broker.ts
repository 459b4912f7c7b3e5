import { quote, readBoolean, readName } from './json.ts';

/** The facts about a broker that checks read, each with its AWS name. */
export const FACT_NAMES = {
  engineType: 'EngineType',
  deploymentMode: 'DeploymentMode',
  publiclyAccessible: 'PubliclyAccessible',
  generalLogging: 'Logs.General',
} as const;

export type Fact = keyof typeof FACT_NAMES;

const FACTS = Object.keys(FACT_NAMES) as Fact[];

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
export interface Broker extends BrokerIdentity {
  /** Why no check applies, as a sentence: the broker was deleted, or is out of the rule's scope. */
  readonly outOfScope?: string | undefined;
  /** Upper case: AWS writes `RABBITMQ`, `RabbitMQ` and `rabbitmq`. */
  readonly engineType?: string | undefined;
  /** Upper case. */
  readonly deploymentMode?: string | undefined;
  readonly publiclyAccessible?: boolean | undefined;
  readonly generalLogging?: boolean | undefined;
  /** What general logging will be after the pending change, if there is one. */
  readonly pendingGeneralLogging?: boolean | undefined;
  /** Why each missing fact is not known, as a sentence. */
  readonly whyUnknown?: Readonly<Partial<Record<Fact, string>>> | undefined;
}

/** The facts as they are in a source: any JSON value, or `undefined` or `null` if the source has none. */
export type RawFacts = Readonly<Record<Fact | 'pendingGeneralLogging', unknown>>;

/**
 * Makes a broker from the facts in a source.
 * @param source names the source in the reasons, for example "the configuration item"
 */
export function readBroker(identity: BrokerIdentity, raw: RawFacts, source: string): Broker {
  const facts = {
    engineType: readName(raw.engineType),
    deploymentMode: readName(raw.deploymentMode),
    publiclyAccessible: readBoolean(raw.publiclyAccessible),
    generalLogging: readBoolean(raw.generalLogging),
  };
  const whyUnknown: Partial<Record<Fact, string>> = {};
  for (const fact of FACTS) {
    if (facts[fact] !== undefined) continue;
    whyUnknown[fact] = isAbsent(raw[fact])
      ? `${FACT_NAMES[fact]} is missing from ${source}.`
      : `${FACT_NAMES[fact]} has the invalid value ${quote(raw[fact])} in ${source}.`;
  }
  return { ...identity, ...facts, pendingGeneralLogging: readBoolean(raw.pendingGeneralLogging), whyUnknown };
}

/** The broker, with its missing facts filled in from another reading of the same broker. */
export function fillFacts(broker: Broker, reading: Broker): Broker {
  return {
    ...broker,
    id: broker.id ?? reading.id,
    name: broker.name ?? reading.name,
    arn: broker.arn ?? reading.arn,
    outOfScope: broker.outOfScope ?? reading.outOfScope,
    engineType: broker.engineType ?? reading.engineType,
    deploymentMode: broker.deploymentMode ?? reading.deploymentMode,
    publiclyAccessible: broker.publiclyAccessible ?? reading.publiclyAccessible,
    generalLogging: broker.generalLogging ?? reading.generalLogging,
    pendingGeneralLogging:
      broker.generalLogging === undefined ? reading.pendingGeneralLogging : broker.pendingGeneralLogging,
    whyUnknown: { ...broker.whyUnknown, ...reading.whyUnknown },
  };
}

/** The broker, with a reason added to each missing fact, such as a failed lookup. */
export function explainUnknown(broker: Broker, reason: string): Broker {
  const whyUnknown: Partial<Record<Fact, string>> = {};
  for (const fact of FACTS) {
    if (broker[fact] !== undefined) continue;
    whyUnknown[fact] = `${broker.whyUnknown?.[fact] ?? `${FACT_NAMES[fact]} is not known.`} ${reason}`;
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

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
