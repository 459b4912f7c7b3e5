import type { AccountPlan } from '../simulator/aws/aws-state.ts';
import { DELEGATIONS } from '../simulator/aws/aws-state.ts';
import type { Place } from '../simulator/aws/place.ts';
import type { Broker } from '../simulator/aws/simulation.ts';

export const ORGANIZATION = 'o-demonstration';
export const ROOT = 'r-demo';
export const UNIT = 'ou-demo-workload';
/** Units in it, by how the names of their accounts end. */
const UNITS_BELOW = { prod: 'ou-demo-production', test: 'ou-demo-testunit' } as const;
export const MANAGEMENT_ACCOUNT = '100000000000';
/** The delegated administrator. */
export const ADMINISTRATOR = '100000000001';

/** The name of the aggregator, that of the deployment by default. */
export const AGGREGATOR = 'rabbitmq-conformance';

/** The role in every account that the account of the deployment may assume. */
export const ACCESS_ROLE = 'audit';

const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-2', 'sa-east-1', 'ca-central-1'];
export const MAX_REGIONS = REGIONS.length;

const NAMES = [
  ...['management', 'security', 'shared-services', 'payments-prod', 'payments-test', 'orders-prod', 'orders-test'],
  ...['logistics-prod', 'logistics-test', 'analytics', 'integration', 'sandbox'],
];

/** An account of the demonstration, with the name that people know it by. */
export interface NamedAccount extends AccountPlan {
  readonly name: string;
}

/** A broker of the demonstration, and where it is. */
export interface PlacedBroker {
  readonly place: Place;
  readonly broker: Broker;
}

export function planRegions(count: number): readonly string[] {
  return REGIONS.slice(0, count);
}

/** The accounts of an organization: the management account, the delegated administrator, and workloads. */
export function planAccounts(count: number, regions: readonly string[]): readonly NamedAccount[] {
  return Array.from({ length: count }, (_, index) => {
    const name = NAMES[index] ?? `workload-${index + 1}`;
    return {
      id: String(Number(MANAGEMENT_ACCOUNT) + index),
      name,
      organizationId: ORGANIZATION,
      units: index === 0 ? [ROOT] : [...unitsBelow(name), UNIT, ROOT],
      isManagement: index === 0,
      delegations: index === 1 ? DELEGATIONS : [],
      recorders: regions,
    };
  });
}

function unitsBelow(name: string): readonly string[] {
  if (name.endsWith('-prod')) return [UNITS_BELOW.prod];
  return name.endsWith('-test') ? [UNITS_BELOW.test] : [];
}

/** Names the units as people do. */
export function nameUnits(names: Map<string, string>): void {
  names.set(ROOT, 'Root').set(UNIT, 'Workloads').set(UNITS_BELOW.prod, 'Production').set(UNITS_BELOW.test, 'Test');
}

const QUEUES = ['orders', 'billing', 'events', 'shipping', 'audit', 'search'];

/**
 * Brokers as organizations have them: most are good, others have one thing wrong or several, some are ActiveMQ's. They are
 * in the workload accounts.
 */
export function planBrokers(accounts: readonly NamedAccount[], regions: readonly string[]): readonly PlacedBroker[] {
  const places = accounts.slice(2).flatMap(({ id }) => regions.map((region) => ({ accountId: id, region })));
  // None to two in each account and region.
  const placed = places.flatMap((place, index) =>
    Array.from({ length: (index * 7 + Math.floor(index / 3) + 2) % 3 }, () => place),
  );
  return placed.map((place, number) => ({ place, broker: makeBroker(place, number) }));
}

/** A broker: the number decides its name, its id and what is wrong with it. */
function makeBroker(place: Place, number: number, differences: Partial<Broker> = {}): Broker {
  const { brokerName = `${QUEUES[number % QUEUES.length]}-${number}` } = differences;
  const brokerId = `b-${String(number).padStart(8, '0')}-0000-4000-8000-${place.accountId}`;
  const isActiveMq = number % 11 === 5;
  return {
    brokerId,
    brokerName,
    brokerArn: `arn:aws:mq:${place.region}:${place.accountId}:broker:${brokerName}:${brokerId}`,
    brokerState: 'RUNNING',
    engineType: isActiveMq ? 'ACTIVEMQ' : 'RABBITMQ',
    engineVersion: isActiveMq ? '5.18' : '3.13',
    hostInstanceType: 'mq.m5.large',
    deploymentMode: isActiveMq || number % 5 === 2 ? 'SINGLE_INSTANCE' : 'CLUSTER_MULTI_AZ',
    publiclyAccessible: number % 7 === 4,
    logs: { general: number % 6 !== 1 },
    ...differences,
  };
}

/** A broker that somebody makes public by mistake, when all is deployed. @param number that of no other broker */
export function planPublicBroker(place: Place, number: number): PlacedBroker {
  const broker = makeBroker(place, number, {
    brokerName: 'partner-feed',
    engineType: 'RABBITMQ',
    engineVersion: '3.13',
    deploymentMode: 'CLUSTER_MULTI_AZ',
    publiclyAccessible: true,
    logs: { general: true },
  });
  return { place, broker };
}

export function isRabbitMq({ engineType }: Broker): boolean {
  return engineType === 'RABBITMQ';
}

/** What the owners of the brokers do after a first look at the results. */
export interface Improvements {
  /** A public broker, if there is one, and the private cluster that takes its place. */
  readonly replaced?: PlacedBroker & { readonly replacement: Broker };
  /** Brokers whose log is switched on, as they are then. */
  readonly logged: readonly PlacedBroker[];
}

export function planImprovements(brokers: readonly PlacedBroker[]): Improvements {
  const rabbits = brokers.filter(({ broker }) => isRabbitMq(broker));
  const replaced = rabbits.find(({ broker }) => broker.publiclyAccessible);
  const logged = rabbits
    .filter((placed) => placed !== replaced && !placed.broker.logs.general)
    .map(({ place, broker }) => ({ place, broker: { ...broker, logs: { general: true } } }));
  if (!replaced) return { logged };
  const replacement = makeBroker(replaced.place, brokers.length, {
    // Two brokers of an account and region cannot have one name.
    brokerName: `${replaced.broker.brokerName}-private`,
    engineType: replaced.broker.engineType,
    engineVersion: replaced.broker.engineVersion,
    deploymentMode: 'CLUSTER_MULTI_AZ',
    publiclyAccessible: false,
    logs: { general: true },
  });
  return { replaced: { ...replaced, replacement }, logged };
}
