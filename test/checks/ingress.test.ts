import {
  fromPrefixListEntries,
  fromSecurityGroup,
  type IngressRule,
  prefixListsOf,
  rulesOfGroups,
} from '../../checks/ingress.ts';
import { createIngressLookUp } from '../../checks/ingress-look-up.ts';

/** As the SDK and the AWS CLI have a group. */
const GROUP = {
  GroupId: 'sg-a',
  IpPermissions: [
    {
      IpProtocol: 'tcp',
      FromPort: 5671,
      ToPort: 5671,
      IpRanges: [{ CidrIp: '10.0.0.0/16', Description: 'applications' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
      PrefixListIds: [{ PrefixListId: 'pl-a' }],
      UserIdGroupPairs: [{ GroupId: 'sg-b', UserId: '111122223333' }],
    },
    { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-a' }] },
  ],
};

const amqps = { group: 'sg-a', protocol: 'tcp', fromPort: 5671, toPort: 5671 };

test('fromSecurityGroup reads a rule for each source', () => {
  expect(fromSecurityGroup(GROUP)).toEqual([
    { ...amqps, source: { kind: 'range', cidr: '10.0.0.0/16' } },
    { ...amqps, source: { kind: 'range', cidr: '2001:db8::/32' } },
    { ...amqps, source: { kind: 'prefix-list', id: 'pl-a' } },
    { ...amqps, source: { kind: 'group' } },
    { group: 'sg-a', protocol: '-1', source: { kind: 'group' } },
  ]);
});

test.each<readonly [string, object]>([
  ['no protocol', { IpProtocol: undefined }],
  ['a number as its protocol', { IpProtocol: 6 }],
  ['a text as a port', { FromPort: '5671' }],
  ['a part of a port', { ToPort: 0.5 }],
  ['a range without an address', { IpRanges: [{}] }],
  ['an IPv6 range that is a text', { Ipv6Ranges: ['::/0'] }],
  ['a prefix list without an ID', { PrefixListIds: [{ PrefixListId: null }] }],
  ['a group without an ID', { UserIdGroupPairs: [{ UserId: '111122223333' }] }],
  ['no source', { IpRanges: [], Ipv6Ranges: undefined, PrefixListIds: [], UserIdGroupPairs: [] }],
  ['ranges that are no list', { IpRanges: { CidrIp: '0.0.0.0/0' } }],
])('fromSecurityGroup does not drop a rule that has %s', (_sentence, change) => {
  const rules = fromSecurityGroup({ GroupId: 'sg-a', IpPermissions: [{ ...GROUP.IpPermissions[0], ...change }] });

  expect(rules).toContainEqual(
    expect.objectContaining({ source: { kind: 'unknown', why: expect.stringContaining('the security group sg-a') } }),
  );
});

test.each([[null], [{}], [{ GroupId: 'sg-a' }], [{ IpPermissions: [] }], ['sg-a']])(
  'fromSecurityGroup knows nothing of %j',
  (value) => {
    expect(fromSecurityGroup(value)).toBeUndefined();
  },
);

test.each<readonly [unknown, readonly string[] | undefined]>([
  [
    [{ Cidr: '10.0.0.0/8', Description: 'all' }, { Cidr: '::/0' }],
    ['10.0.0.0/8', '::/0'],
  ],
  [[], []],
  [[{ Cidr: '10.0.0.0/8' }, {}], undefined],
  [undefined, undefined],
])('fromPrefixListEntries makes %j into %j', (entries, cidrs) => {
  expect(fromPrefixListEntries(entries)).toEqual(cidrs);
});

const LISTS: IngressRule[] = ['pl-a', 'pl-b', 'pl-a'].map((id) => ({ ...amqps, source: { kind: 'prefix-list', id } }));

test('prefixListsOf names each list once', () => {
  expect(prefixListsOf([{ ...amqps, source: { kind: 'group' } }, ...LISTS])).toEqual(['pl-a', 'pl-b']);
});

describe('rulesOfGroups', () => {
  const OPEN = { GroupId: 'sg-b', IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] };
  const FROM_LIST = {
    GroupId: 'sg-a',
    IpPermissions: [{ IpProtocol: 'tcp', PrefixListIds: [{ PrefixListId: 'pl-a' }] }],
  };
  const open = { group: 'sg-b', protocol: '-1', source: { kind: 'range', cidr: '0.0.0.0/0' } };
  const unknown = (why: string) => ({ source: { kind: 'unknown', why } });

  test.each<readonly [string, unknown, readonly object[]]>([
    ['has the rules of all groups', { SecurityGroups: [{ GroupId: 'sg-a', IpPermissions: [] }, OPEN] }, [open]],
    [
      'expands prefix lists',
      { SecurityGroups: [FROM_LIST, OPEN], PrefixLists: [{ PrefixListId: 'pl-a', Entries: [{ Cidr: '::/0' }] }] },
      [{ source: { kind: 'prefix-list', id: 'pl-a', cidrs: ['::/0'] } }, open],
    ],
    [
      'names the call and the code for a group that was refused',
      { SecurityGroups: [{ GroupId: 'sg-a', Error: 'InvalidGroup.NotFound' }, OPEN] },
      [unknown('DescribeSecurityGroups failed for sg-a (InvalidGroup.NotFound).'), open],
    ],
    [
      'names the call and the code for a prefix list that was refused',
      { SecurityGroups: [FROM_LIST, OPEN], PrefixLists: [{ PrefixListId: 'pl-a', Error: 'UnauthorizedOperation' }] },
      [unknown('GetManagedPrefixListEntries failed for pl-a (UnauthorizedOperation).'), open],
    ],
    [
      'knows nothing of a group without an answer',
      { SecurityGroups: [OPEN] },
      [unknown('DescribeSecurityGroups failed for sg-a (no answer).'), open],
    ],
    [
      'knows nothing of a group whose answer cannot be read',
      { SecurityGroups: [{ GroupId: 'sg-a' }, OPEN] },
      [unknown('DescribeSecurityGroups failed for sg-a (no answer).'), open],
    ],
    [
      'knows nothing of a prefix list whose answer cannot be read',
      { SecurityGroups: [FROM_LIST, OPEN], PrefixLists: [{ PrefixListId: 'pl-a', Entries: [{}] }] },
      [unknown('GetManagedPrefixListEntries failed for pl-a (no answer).'), open],
    ],
    [
      'knows nothing without answers',
      { SecurityGroups: 'sg-a', PrefixLists: null },
      ['sg-a', 'sg-b'].map((id) => unknown(`DescribeSecurityGroups failed for ${id} (no answer).`)),
    ],
  ])('%s', (_sentence, answers, rules) => {
    expect(rulesOfGroups(['sg-a', 'sg-b'], answers)).toMatchObject(rules);
    expect(rulesOfGroups(['sg-a', 'sg-b'], answers)).toHaveLength(rules.length);
  });
});

describe('createIngressLookUp', () => {
  const calls: string[] = [];
  const answer = <T>(id: string, value: T): T => {
    calls.push(id);
    if (id.endsWith('-denied')) throw new Error('denied');
    return value;
  };
  const lookUp = createIngressLookUp(
    {
      securityGroup: async (GroupId) => answer(GroupId, { ...GROUP, GroupId }),
      prefixListEntries: async (id) => answer(id, [{ Cidr: '::/0' }]),
    },
    (error, id) => {
      if (id === 'sg-thrown-denied') throw error;
      return (error as Error).message;
    },
  );

  afterEach(() => {
    calls.length = 0;
  });

  test('reads each group and each prefix list once, also one that was refused', async () => {
    const found = {
      SecurityGroups: [
        { ...GROUP, GroupId: 'sg-1' },
        { GroupId: 'sg-denied', Error: 'denied' },
      ],
      PrefixLists: [{ PrefixListId: 'pl-a', Entries: [{ Cidr: '::/0' }] }],
    };
    const both = await Promise.all([lookUp(['sg-1', 'sg-denied']), lookUp(['sg-1', 'sg-denied'])]);
    expect(both).toEqual([found, found]);
    expect(calls).toEqual(['sg-1', 'sg-denied', 'pl-a']);
  });

  test('throws an error that is no answer', async () => {
    await expect(lookUp(['sg-thrown-denied'])).rejects.toThrow('denied');
  });
});
