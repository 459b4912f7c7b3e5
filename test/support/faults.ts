import { AwsError, BrokenAnswer, ConnectionDrop } from '../../simulator/aws/call.ts';
import type { BrokerAnswer } from './brokers.ts';
import { configurationItem } from './brokers.ts';
import { loadEvent } from './events.ts';
import type { LoopbackAccount, WireEvaluation } from './loopback-account.ts';
import { networkOf } from './network.ts';

const SCHEDULED = [
  'AssumeRole',
  'GetComplianceDetailsByConfigRule',
  'ListDiscoveredResources',
  'ListBrokers',
  'DescribeBroker',
  'PutEvaluations',
] as const;

/** The operations that an event needs. */
export const OPERATIONS = {
  scheduled: SCHEDULED,
  /** A schedule of the check of security groups, too. */
  groups: [...SCHEDULED, 'DescribeSecurityGroups', 'GetManagedPrefixListEntries'],
  oversized: ['AssumeRole', 'GetResourceConfigHistory', 'PutEvaluations'],
} as const;

export type EventName = keyof typeof OPERATIONS;

const AMQPS = { ipProtocol: 'tcp', fromPort: 5671, toPort: 5671 };

const NULLS = {
  FailedEvaluations: null,
  EvaluationResults: null,
  resourceIdentifiers: null,
  configurationItems: null,
  brokerSummaries: null,
  brokerId: null,
};

/** More than the function reads, made once. */
const LARGE = Buffer.from(`{"a":"${'x'.repeat(9 * 2 ** 20)}"}`);

export const stall = () => new BrokenAnswer('{', { stalls: true });

/** What comes instead of an answer. After each of them, the same call may succeed. */
export const FAULTS: readonly (readonly [name: string, fault: () => Error])[] = [
  ['an empty body', () => new BrokenAnswer('')],
  ['no content', () => new BrokenAnswer('', { status: 204 })],
  ['an empty object', () => new BrokenAnswer('{}')],
  ['a list', () => new BrokenAnswer('[]')],
  ['text', () => new BrokenAnswer('"ok"')],
  ['null', () => new BrokenAnswer('null')],
  ['a page of HTML', () => new BrokenAnswer('<html><body>Service Unavailable</body></html>')],
  ['an error with the status of a success', () => new BrokenAnswer('{"__type":"InternalFailure","message":"no"}')],
  ['half of an XML element', () => new BrokenAnswer('<DescribeSecurityGroupsResponse><securityGroupInfo>')],
  ['half of an object', () => new BrokenAnswer('{"BrokerSummaries":[')],
  ['members that are null', () => new BrokenAnswer(JSON.stringify(NULLS))],
  ['more than fits the memory', () => new BrokenAnswer(LARGE)],
  ['a body that stalls', stall],
  ['a page of HTML that refuses', () => new BrokenAnswer('<html><body>Forbidden</body></html>', { status: 403 })],
  ['a page of HTML that finds nothing', () => new BrokenAnswer('<html></html>', { status: 404 })],
  ['a timeout of a proxy', () => new BrokenAnswer('', { status: 408 })],
  ['JSON that refuses without a code', () => new BrokenAnswer('{"message":"Forbidden"}', { status: 403 })],
  ['a server error', () => new AwsError(500, 'InternalFailure')],
  ['throttling', () => new AwsError(400, 'ThrottlingException')],
  ['a dropped connection', () => new ConnectionDrop()],
];

/** The groups that brokers may have. The network has no `sg-gone`. */
export const NETWORK = networkOf(
  {
    'sg-narrow': [{ ...AMQPS, prefixListIds: [{ prefixListId: 'pl-narrow' }] }],
    'sg-wide': [{ ...AMQPS, ipRanges: [{ cidrIp: '10.0.0.0/8' }, { cidrIp: '0.0.0.0/0' }] }],
    'sg-wide-list': [{ ...AMQPS, prefixListIds: [{ prefixListId: 'pl-wide' }] }],
  },
  { 'pl-narrow': ['10.0.0.0/24'], 'pl-wide': ['10.0.0.0/24', '0.0.0.0/0'] },
);

/** The rule parameters with which an event needs these groups. */
export const WITH_GROUPS = { checks: 'default,rabbitmq-security-group-sources' };

const { configurationItemSummary: SUMMARY } = JSON.parse(String(loadEvent('oversized').invokingEvent));

/** A broker, and the one result of it that is true. */
export interface KnownBroker {
  readonly broker: BrokerAnswer;
  readonly truth: WireEvaluation['ComplianceType'];
}

/**
 * An account that has brokers, and results of them and of one that no longer exists.
 * @param oversized the broker whose item is too large for an event
 */
export function accountWith(
  known: readonly KnownBroker[],
  gone: BrokerAnswer,
  oversized: BrokerAnswer,
): Omit<LoopbackAccount, 'evaluations'> {
  const { configuration, ...item } = configurationItem(oversized);
  const captureTime = Date.parse(SUMMARY.configurationItemCaptureTime) / 1000;
  return {
    brokers: known.map(({ broker }) => broker),
    network: NETWORK,
    discovered: known.map(({ broker }) => broker.brokerId),
    recorded: [...known.filter((_, index) => index % 2 === 0).map(({ broker }) => broker.brokerId), gone.brokerId],
    items: [{ ...item, configurationItemCaptureTime: captureTime, configuration: JSON.stringify(configuration) }],
  };
}

/** All that may be said in an account: of each broker the one result that is true. */
export function truthOf(known: readonly KnownBroker[], gone: BrokerAnswer): ReadonlyMap<string, string> {
  return new Map([
    ...known.map(({ broker, truth }) => [broker.brokerId, truth] as const),
    [gone.brokerId, 'NOT_APPLICABLE'],
  ]);
}

/** What was said that is not true. */
export function untruths(said: readonly WireEvaluation[], truth: ReadonlyMap<string, string>): readonly string[] {
  return said
    .filter(({ ComplianceResourceId: id, ComplianceType }) => truth.get(id) !== ComplianceType)
    .map(({ ComplianceResourceId: id, ComplianceType }) => `${id} is ${truth.get(id)}, and not ${ComplianceType}`);
}

/** Errors that no fault of a call may lead to: the process ended, or the deployment seems to be wrong. */
export const UNFOUNDED_ERRORS = /Sandbox|Runtime|EvaluationRoleError/;
