import { createConnect } from '../../lambda/aws/connect.ts';
import { RefusedError } from '../../lambda/ports.ts';
import type { Call } from '../../simulator/aws/call.ts';
import { AwsError, BrokenAnswer, ConnectionDrop } from '../../simulator/aws/call.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import type { IpPermission } from '../../simulator/aws/network.ts';
import { PROTOCOLS } from '../../simulator/aws/protocols/protocols.ts';
import { answerEc2 } from '../../simulator/ec2/ec2.ts';
import { answerFor } from '../support/loopback-account.ts';
import { networkOf } from '../support/network.ts';

const SELF = { partition: 'aws', accountId: '111122223333' };
const NO_SIGNAL = new AbortController().signal;
const AMQPS = { ipProtocol: 'tcp', fromPort: 5671, toPort: 5671 };
const FROM_LIST: IpPermission = { ...AMQPS, prefixListIds: [{ prefixListId: 'pl-1' }] };

let answer: (call: Call) => unknown;
let endpoints: AwsEndpoints;
const environment = { ...process.env };

beforeEach(async () => {
  endpoints = await startAwsEndpoints((call) => answer(call));
  Object.assign(process.env, awsEnvironment(endpoints.url));
});

afterEach(async () => {
  process.env = { ...environment };
  await endpoints.close();
});

function serve(groups: Readonly<Record<string, readonly IpPermission[]>>, lists = {}): void {
  answer = answerFor({ brokers: [], network: networkOf(groups, lists), evaluations: [] });
}

async function connect(roleName?: string, accountId = SELF.accountId) {
  return await createConnect(roleName, () => import('../../lambda/aws/ec2.ts'))(accountId, SELF);
}

async function read(...groupIds: readonly string[]) {
  return await (await connect()).ingressRules(groupIds, NO_SIGNAL);
}

function calls(): readonly string[] {
  return endpoints.calls.map(({ operation, input }) => {
    const { GroupId, PrefixListId, NextToken } = input;
    return [operation, GroupId ?? PrefixListId, ...(NextToken === undefined ? [] : [NextToken])].join(' ');
  });
}

/** Answers an operation once, or as often as it is asked, otherwise than the account does. */
function instead(operation: string, make: () => unknown, times = Number.POSITIVE_INFINITY): void {
  const next = answer;
  let left = times;
  answer = (call) => {
    if (call.operation !== operation || left === 0) return next(call);
    left -= 1;
    return make();
  };
}

function fail(error: Error) {
  return () => {
    throw error;
  };
}

test('a rule of a group has each of its sources, protocols and ports', async () => {
  serve({
    'sg-1': [
      { ...AMQPS, ipRanges: [{ cidrIp: '10.0.0.0/8' }, { cidrIp: '0.0.0.0/0' }], ipv6Ranges: [{ cidrIpv6: '::/0' }] },
      { ipProtocol: '-1', groups: [{ groupId: 'sg-2' }] },
    ],
  });
  const common = { group: 'sg-1', protocol: 'tcp', fromPort: 5671, toPort: 5671 };
  expect(await read('sg-1')).toEqual([
    { ...common, source: { kind: 'range', cidr: '10.0.0.0/8' } },
    { ...common, source: { kind: 'range', cidr: '0.0.0.0/0' } },
    { ...common, source: { kind: 'range', cidr: '::/0' } },
    { group: 'sg-1', protocol: '-1', fromPort: undefined, toPort: undefined, source: { kind: 'group' } },
  ]);
});

test('a group may have no rules', async () => {
  serve({ 'sg-1': [] });
  expect(await read('sg-1')).toEqual([]);
});

test('prefix lists are expanded to their last page', async () => {
  const cidrs = Array.from({ length: 250 }, (_, index) => `10.0.${index}.0/24`);
  serve({ 'sg-1': [FROM_LIST] }, { 'pl-1': cidrs });
  const [rule] = await read('sg-1');
  expect(rule?.source).toEqual({ kind: 'prefix-list', id: 'pl-1', cidrs });
  expect(calls()).toEqual([
    'DescribeSecurityGroups sg-1',
    'GetManagedPrefixListEntries pl-1',
    'GetManagedPrefixListEntries pl-1 100',
    'GetManagedPrefixListEntries pl-1 200',
  ]);
});

test('each group and each prefix list is asked for once in an invocation, and again in the next one', async () => {
  serve({ 'sg-1': [FROM_LIST, FROM_LIST], 'sg-2': [FROM_LIST] }, { 'pl-1': ['10.0.0.0/24'] });
  const account = await connect();
  const groups = [['sg-1'], ['sg-1', 'sg-2'], ['sg-2', 'sg-1']];
  await Promise.all(groups.map((ids) => account.ingressRules(ids, NO_SIGNAL)));
  const once = ['DescribeSecurityGroups sg-1', 'DescribeSecurityGroups sg-2', 'GetManagedPrefixListEntries pl-1'];
  expect(calls().toSorted()).toEqual(once);
  await (await connect()).ingressRules(['sg-1', 'sg-2'], NO_SIGNAL);
  expect(calls().toSorted()).toEqual([...once, ...once].toSorted());
});

test.each([
  ['InvalidGroup.NotFound', 400],
  ['UnauthorizedOperation', 403],
])('of a group that AWS refuses with %s nothing is known, but of the others all is', async (code, status) => {
  serve({ 'sg-2': [{ ...AMQPS, ipRanges: [{ cidrIp: '0.0.0.0/0' }] }] });
  instead('DescribeSecurityGroups', fail(new AwsError(status, code)), 1);
  const why = `DescribeSecurityGroups failed for sg-1 (${code}).`;
  const account = await connect();
  expect(await account.ingressRules(['sg-1'], NO_SIGNAL)).toEqual([
    { group: 'sg-1', protocol: '-1', source: { kind: 'unknown', why } },
  ]);
  expect(await account.ingressRules(['sg-1', 'sg-2'], NO_SIGNAL)).toMatchObject([
    { source: { kind: 'unknown', why } },
    { source: { kind: 'range', cidr: '0.0.0.0/0' } },
  ]);
  expect(calls()).toEqual(['DescribeSecurityGroups sg-1', 'DescribeSecurityGroups sg-2']);
});

test('of a prefix list that AWS refuses the reason is known', async () => {
  serve({ 'sg-1': [FROM_LIST] });
  expect(await read('sg-1')).toMatchObject([
    {
      ...{ group: 'sg-1', protocol: 'tcp', fromPort: 5671 },
      source: {
        kind: 'unknown',
        why: 'GetManagedPrefixListEntries failed for pl-1 (InvalidPrefixListID.NotFound).',
      },
    },
  ]);
});

describe.each(['DescribeSecurityGroups', 'GetManagedPrefixListEntries'])('%s', (operation) => {
  const known = { 'pl-1': ['10.0.0.0/24'] };

  test.each<[string, () => Error]>([
    ['throttling', () => new AwsError(503, 'RequestLimitExceeded', 'Request limit exceeded.')],
    ['a server error', () => new AwsError(500, 'InternalError')],
    ['an unavailable service', () => new AwsError(503, 'Unavailable')],
    ['a dropped connection', () => new ConnectionDrop()],
    ['an empty answer', () => new BrokenAnswer('')],
    ['an answer that stalls', () => new BrokenAnswer('<', { stalls: true })],
  ])('is repeated after %s', async (_, fault) => {
    serve({ 'sg-1': [FROM_LIST] }, known);
    instead(operation, () => fail(fault())(), 1);
    expect(await read('sg-1')).toMatchObject([{ source: { kind: 'prefix-list', cidrs: ['10.0.0.0/24'] } }]);
    expect(calls().filter((call) => call.startsWith(operation))).toHaveLength(2);
  });

  test.each<[string, () => unknown]>([
    ['without what it asked for', () => ({})],
    ['by a page of HTML', fail(new BrokenAnswer('<html><body>Service Unavailable</body></html>'))],
    ['by JSON', fail(new BrokenAnswer('{}'))],
  ])('that is answered %s is a transient failure', async (_, make) => {
    serve({ 'sg-1': [FROM_LIST] }, known);
    instead(operation, make);
    const error = await read('sg-1').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(RefusedError);
  });

  test('ends when the signal fires', async () => {
    serve({ 'sg-1': [FROM_LIST] }, known);
    const deadline = new AbortController();
    instead(operation, () => {
      deadline.abort();
      return new Promise(() => {});
    });
    const account = await connect();
    const error = await account.ingressRules(['sg-1'], deadline.signal).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/^AbortError: /);
  });
});

test('the answer for another group is none', async () => {
  serve({ 'sg-2': [] });
  instead('DescribeSecurityGroups', () => ({ securityGroupInfo: [{ groupId: 'sg-2', ipPermissions: [] }] }));
  await expect(read('sg-1')).rejects.toThrow('DescribeSecurityGroups was answered without what it asked for.');
});

test('another account is asked with the credentials of the evaluation role', async () => {
  serve({ 'sg-1': [] });
  const account = await connect('role', '444455556666');
  await account.ingressRules(['sg-1'], NO_SIGNAL);
  expect(endpoints.calls.map(({ operation, accessKeyId }) => [operation, accessKeyId])).toEqual([
    ['AssumeRole', 'OWN'],
    ['DescribeSecurityGroups', 'ASSUMED'],
  ]);
});

test('an answer that is cut anywhere proves nothing', async () => {
  const network = networkOf({ 'sg-1': [{ ...AMQPS, ipRanges: [{ cidrIp: '10.0.0.0/8' }, { cidrIp: '0.0.0.0/0' }] }] });
  const call = { service: 'ec2', operation: 'DescribeSecurityGroups', input: { GroupId: ['sg-1'] } } as const;
  const whole = { ...call, accessKeyId: '', region: '' };
  const body = String(PROTOCOLS.ec2.write(whole, answerEc2(network, whole), 'id').body);
  let length = 1;
  answer = () => {
    throw new BrokenAnswer(body.slice(0, length));
  };
  for (; length < body.length; length += 13) {
    await expect(read('sg-1')).rejects.toThrow(/parse error/);
  }
  length = body.length;
  expect(await read('sg-1')).toHaveLength(2);
});
