import { setImmediate } from 'node:timers/promises';
import type { Check } from '../../../checks/check.ts';
import { evaluateBroker } from '../../../checks/evaluation.ts';
import { DEFAULT_CHECKS } from '../../../checks/registry.ts';
import { SECURITY_GROUP_SOURCES } from '../../../checks/security-group-sources.ts';
import { readRegion } from '../../../cli/scan/region.ts';
import { createRecogniser } from '../../../cli/sources/recognise.ts';
import type { BrokerFacts } from '../forms.ts';
import { broker, cliAnswer } from '../forms.ts';
import type { FakeRegion } from './support.ts';
import { awsError, fakeRegion, NO_OBSERVER } from './support.ts';

const TARGET = { source: '111122223333/eu-west-1', account: '111122223333', region: 'eu-west-1' };
const WITH_GROUPS: readonly Check[] = [...DEFAULT_CHECKS, SECURITY_GROUP_SOURCES];
const ASK_EC2 = /^(DescribeSecurityGroups|GetManagedPrefixListEntries)/;

const a = broker({ name: 'a' });
const b = broker({ name: 'b' });

/** The answers for brokers with their security groups. */
function withGroups(...brokers: readonly (readonly [BrokerFacts, ...groups: string[]])[]) {
  const answers = brokers.map(([facts, ...SecurityGroups]) => [facts.name, cliAnswer(facts, { SecurityGroups })]);
  return { pages: [brokers.map(([facts]) => facts)], answers: Object.fromEntries(answers) };
}

function from(...cidrs: readonly string[]) {
  return [{ IpProtocol: 'tcp', FromPort: 5671, ToPort: 5671, IpRanges: cidrs.map((CidrIp) => ({ CidrIp })) }];
}

function fromLists(...ids: readonly string[]) {
  return [{ IpProtocol: '-1', PrefixListIds: ids.map((PrefixListId) => ({ PrefixListId })) }];
}

const DENIED = awsError('UnauthorizedOperation', 403, 'You are not authorized to perform this operation.');

async function read(region: FakeRegion, checks: readonly Check[] = WITH_GROUPS) {
  const calls: string[] = [];
  const findings = await readRegion(TARGET, fakeRegion(region, calls), { checks }, NO_OBSERVER);
  const recogniser = createRecogniser();
  // As it is in an inventory.
  recogniser.add(JSON.parse(JSON.stringify({ BrokerSummaries: findings.records })));
  const resultsOf = (readings: ReturnType<typeof recogniser.findings>['readings']) =>
    readings.map((reading) => evaluateBroker(reading.broker, [SECURITY_GROUP_SOURCES])[0]);
  return {
    ...findings,
    calls,
    toEc2: calls.filter((call) => ASK_EC2.test(call)),
    results: resultsOf(findings.readings),
    offline: resultsOf(recogniser.findings().readings),
  };
}

describe('the check of security groups', () => {
  it.each<[string, FakeRegion, readonly string[], readonly string[]]>([
    [
      'passes narrow ranges',
      { ...withGroups([a, 'sg-1']), groups: { 'sg-1': from('10.0.0.0/16') } },
      ['pass'],
      ['sg-1'],
    ],
    ['fails a wide range', { ...withGroups([a, 'sg-1']), groups: { 'sg-1': from('0.0.0.0/0') } }, ['fail'], ['sg-1']],
    [
      'reads all groups of a broker',
      { ...withGroups([a, 'sg-1', 'sg-2']), groups: { 'sg-1': [], 'sg-2': from('0.0.0.0/0') } },
      ['fail'],
      ['sg-1', 'sg-2'],
    ],
    [
      'reads a group once that several brokers have',
      { ...withGroups([a, 'sg-1'], [b, 'sg-1', 'sg-2']), groups: { 'sg-1': from('10.0.0.0/16'), 'sg-2': [] } },
      ['pass', 'pass'],
      ['sg-1', 'sg-2'],
    ],
    [
      'reads the prefix lists, each once',
      {
        ...withGroups([a, 'sg-1'], [b, 'sg-2']),
        groups: { 'sg-1': fromLists('pl-1'), 'sg-2': fromLists('pl-1', 'pl-2') },
        prefixLists: { 'pl-1': ['10.0.0.0/16'], 'pl-2': ['0.0.0.0/1', '128.0.0.0/1'] },
      },
      ['pass', 'fail'],
      ['sg-1', 'sg-2', 'pl-1', 'pl-2'],
    ],
    [
      'does not read groups of a public broker',
      withGroups([broker({ name: 'a', publiclyAccessible: true }), 'sg-1']),
      ['skip'],
      [],
    ],
    ['does not read groups of another engine', withGroups([broker({ engineType: 'ActiveMQ' }), 'sg-1']), ['skip'], []],
    ['does not know a broker whose groups are not said', withGroups([a]), ['unknown'], []],
    ['does not know a group that is gone', withGroups([a, 'sg-1']), ['unknown'], ['sg-1']],
    [
      'does not know half of the groups',
      { ...withGroups([a, 'sg-1', 'sg-2']), groups: { 'sg-1': from('10.0.0.0/16'), 'sg-2': DENIED } },
      ['unknown'],
      ['sg-1', 'sg-2'],
    ],
    [
      'fails a wide range of a group beside one that is gone',
      { ...withGroups([a, 'sg-1', 'sg-2']), groups: { 'sg-2': from('0.0.0.0/0') } },
      ['fail'],
      ['sg-1', 'sg-2'],
    ],
    [
      'does not know a prefix list that is denied',
      { ...withGroups([a, 'sg-1']), groups: { 'sg-1': fromLists('pl-1') }, prefixLists: { 'pl-1': DENIED } },
      ['unknown'],
      ['sg-1', 'pl-1'],
    ],
    [
      'fails a wide range beside a prefix list that is denied',
      {
        ...withGroups([a, 'sg-1']),
        groups: { 'sg-1': [...fromLists('pl-1'), ...from('0.0.0.0/0')] },
        prefixLists: { 'pl-1': DENIED },
      },
      ['fail'],
      ['sg-1', 'pl-1'],
    ],
  ])('%s, and so does the inventory', async (_, region, verdicts, asked) => {
    const { results, offline, toEc2 } = await read(region);
    expect(results.map((result) => result?.verdict)).toEqual(verdicts);
    expect(offline.map((result) => result?.verdict)).toEqual(verdicts);
    expect(toEc2.map((call) => call.split(' ')[1]).toSorted()).toEqual([...asked].toSorted());
  });

  it('says what is denied, and what to allow', async () => {
    const { results, offline, notices } = await read({
      ...withGroups([a, 'sg-1'], [b, 'sg-1', 'sg-2']),
      groups: { 'sg-1': DENIED, 'sg-2': fromLists('pl-1') },
    });
    const detail = 'DescribeSecurityGroups failed for sg-1 (UnauthorizedOperation).';
    expect([...results, ...offline].map((result) => result?.detail)).toEqual([detail, detail, detail, detail]);
    expect(notices).toEqual([
      '2 of 2 brokers have security groups or prefix lists that cannot be read, so their rules are unknown ' +
        '(UnauthorizedOperation: You are not authorized to perform this operation): ' +
        'allow ec2:DescribeSecurityGroups and ec2:GetManagedPrefixListEntries.',
    ]);
  });

  it('names the call that failed', async () => {
    const { results } = await read({
      ...withGroups([a, 'sg-1']),
      groups: { 'sg-1': fromLists('pl-1') },
      prefixLists: { 'pl-1': DENIED },
    });
    expect(results[0]?.detail).toBe('GetManagedPrefixListEntries failed for pl-1 (UnauthorizedOperation).');
  });

  it('keeps all that it read in the inventory', async () => {
    const { records } = await read({
      ...withGroups([a, 'sg-1']),
      groups: { 'sg-1': fromLists('pl-1') },
      prefixLists: { 'pl-1': ['10.0.0.0/16'] },
    });
    expect(records).toEqual([
      {
        ...cliAnswer(a, { SecurityGroups: ['sg-1'] }),
        SecurityGroupIngress: {
          SecurityGroups: [{ GroupId: 'sg-1', IpPermissions: fromLists('pl-1') }],
          PrefixLists: [{ PrefixListId: 'pl-1', Entries: [{ Cidr: '10.0.0.0/16' }] }],
        },
      },
    ]);
  });
});

test('without that check, nothing is asked of EC2 and the records are as before', async () => {
  const region = { ...withGroups([a, 'sg-1']), groups: { 'sg-1': from('0.0.0.0/0') } };
  const { calls, records } = await read(region, DEFAULT_CHECKS);
  expect(calls).toEqual(['ListBrokers', 'DescribeBroker']);
  expect(records).toEqual([cliAnswer(a, { SecurityGroups: ['sg-1'] })]);
});

test('no more than ten groups are read at once', async () => {
  let running = 0;
  let most = 0;
  const brokers = Array.from({ length: 30 }, (_, number) => broker({ name: `broker-${number}` }));
  const reads = fakeRegion(
    withGroups(...brokers.map(({ name, ...facts }) => [{ name, ...facts }, `${name}-1`, `${name}-2`] as const)),
  );
  const securityGroup = async (GroupId: string) => {
    running += 1;
    most = Math.max(most, running);
    // So that whatever may start now does.
    await setImmediate();
    running -= 1;
    return { GroupId, IpPermissions: [] };
  };
  const { readings } = await readRegion(TARGET, { ...reads, securityGroup }, { checks: WITH_GROUPS }, NO_OBSERVER);
  expect(readings.map(({ broker: read }) => read.ingressRules)).toEqual(brokers.map(() => []));
  expect(most).toBe(10);
});
