import { randomBytes } from 'node:crypto';
import type { AwsState } from './aws-state.ts';
import type { Network } from './network.ts';
import type { Place } from './place.ts';
import { placeKey } from './place.ts';

/** An Amazon MQ broker, as `DescribeBroker` answers. */
export interface Broker {
  readonly brokerId: string;
  readonly brokerName: string;
  readonly brokerArn: string;
  readonly brokerState: string;
  readonly engineType: string;
  readonly engineVersion: string;
  readonly hostInstanceType: string;
  readonly deploymentMode: string;
  readonly publiclyAccessible: boolean;
  readonly logs: { readonly general?: boolean; readonly pending?: { readonly general?: boolean } };
  readonly subnetIds?: readonly string[];
  /** Of a private broker. */
  readonly securityGroups?: readonly string[];
  readonly encryptionOptions?: { readonly useAwsOwnedKey: boolean; readonly kmsKeyId?: string };
  /** In ISO 8601. */
  readonly created?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export const BROKER_RESOURCE_TYPE = 'AWS::AmazonMQ::Broker';

/** What AWS Config keeps of a broker. Times are in milliseconds since 1970. */
export interface ConfigurationItem {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly arn: string;
  readonly status: 'ResourceDiscovered' | 'OK' | 'ResourceDeleted';
  readonly captureTime: number;
  /** In ISO 8601. */
  readonly creationTime?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** `undefined` of a deleted broker. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** A result as a rule holds it. */
export interface Result {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly compliance: string;
  readonly annotation?: string | undefined;
  readonly orderingTime: number;
  readonly recordedTime: number;
  /** Since when the compliance is the same. */
  readonly changedTime: number;
}

/** Whose an access key is: that of a user, or of a session of a role. */
export interface Session {
  readonly principalArn: string;
  readonly accountId: string;
  /** Of a session of a role. */
  readonly name?: string;
}

/** Which of two results AWS Config keeps is not documented. */
export type ResultOrder = 'by-ordering-timestamp' | 'by-arrival';

/** A simulated AWS at work. Places are keyed by {@link placeKey}. */
export interface Simulation {
  readonly state: AwsState;
  readonly order: ResultOrder;
  /** Whether a change of a log takes effect at once or with the next reboot is not documented. */
  logChanges: 'at-once' | 'pending';
  /** The brokers of each place, by id. */
  readonly brokers: Map<string, Map<string, Broker>>;
  /** What Amazon EC2 has in each place. */
  readonly networks: Map<string, Network>;
  /** The configuration items of each place, newest last, by resource id. */
  readonly items: Map<string, Map<string, ConfigurationItem[]>>;
  /** The results of each rule, by the ARN of the rule and the id of the resource. */
  readonly results: Map<string, Map<string, Result>>;
  /** Result tokens: the ARN of the rule that each is valid for. */
  readonly tokens: Map<string, string>;
  /** By access key id. */
  readonly sessions: Map<string, Session>;
  /** The clock: milliseconds since 1970. */
  readonly now: () => number;
}

export function createSimulation(state: AwsState, { order }: { order: ResultOrder }): Simulation {
  return {
    state,
    order,
    logChanges: 'at-once',
    now: state.now,
    brokers: new Map(),
    networks: new Map(),
    items: new Map(),
    results: new Map(),
    tokens: new Map(),
    sessions: new Map(),
  };
}

/** The member of a map, made where it is missing. */
export function at<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = create();
  map.set(key, made);
  return made;
}

/** The brokers of an account and region, by id. */
export function brokersIn({ brokers }: Simulation, place: Place): Map<string, Broker> {
  return at(brokers, placeKey(place), () => new Map());
}

/** What Amazon EC2 has in an account and region. */
export function networkIn({ networks }: Simulation, place: Place): Network {
  return at(networks, placeKey(place), () => ({ securityGroups: new Map(), prefixLists: new Map() }));
}

/** The configuration items of an account and region, newest last, by resource id. */
export function itemsIn({ items }: Simulation, place: Place): Map<string, ConfigurationItem[]> {
  return at(items, placeKey(place), () => new Map());
}

/** Makes temporary credentials of a session of a role. They do not expire. @returns the access key id */
export function startSession({ sessions }: Simulation, session: Session): string {
  const accessKeyId = makeAccessKeyId('ASIA');
  sessions.set(accessKeyId, { name: 'session', ...session });
  return accessKeyId;
}

/** Makes an access key of a user who may do everything in an account. @returns its id */
export function createAdministratorKey({ sessions, state }: Simulation, accountId: string): string {
  const principalArn = `arn:${state.partition}:iam::${accountId}:user/administrator`;
  if (!state.users.has(principalArn)) {
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } as const;
    const id = `AIDA${state.unique(17).toUpperCase()}`;
    state.users.set(principalArn, { arn: principalArn, id, accountId, policies: [policy] });
  }
  const accessKeyId = makeAccessKeyId('AKIA');
  sessions.set(accessKeyId, { principalArn, accountId });
  return accessKeyId;
}

/**
 * Random: signatures are not verified, so whoever knows the id of a key may use it, and calls can run code. Never made
 * twice: the CDK CLI remembers from run to run to which account a key belongs.
 */
function makeAccessKeyId(prefix: 'AKIA' | 'ASIA'): string {
  return `${prefix}${randomBytes(16).toString('hex').toUpperCase()}`;
}
