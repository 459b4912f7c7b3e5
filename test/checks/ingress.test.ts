import {
  expand,
  fromPrefixListEntries,
  fromSecurityGroup,
  type IngressRule,
  prefixListsOf,
  rulesOfGroups,
} from '../../checks/ingress.ts';

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

const [range, list, other]: readonly IngressRule[] = [
  { ...amqps, source: { kind: 'range', cidr: '10.0.0.0/16' } },
  { ...amqps, source: { kind: 'prefix-list', id: 'pl-a' } },
  { ...amqps, source: { kind: 'prefix-list', id: 'pl-b' } },
] as const;

test('prefixListsOf names each list once that is not expanded', () => {
  const expanded: IngressRule = { ...amqps, source: { kind: 'prefix-list', id: 'pl-c', cidrs: [] } };

  expect(prefixListsOf([range, list, other, list, expanded])).toEqual(['pl-a', 'pl-b']);
});

test('expand gives the lists their ranges, and leaves those as they are that it has none of', () => {
  expect(expand([range, list, other], new Map([['pl-a', ['::/0']]]))).toEqual([
    range,
    { ...amqps, source: { kind: 'prefix-list', id: 'pl-a', cidrs: ['::/0'] } },
    other,
  ]);
});

test('rulesOfGroups has the rules of all groups, or none', () => {
  const rules = new Map([
    ['sg-a', [range]],
    ['sg-b', []],
  ]);

  expect(rulesOfGroups(['sg-a', 'sg-b'], rules)).toEqual([range]);
  expect(rulesOfGroups(['sg-b', 'sg-c'], rules)).toBeUndefined();
});
