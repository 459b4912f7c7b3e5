import type { IngressRule, IngressSource } from '../../../checks/ingress.ts';
import type { Cases, Facts } from '../../support/cases.ts';
import { GOOD } from '../../support/cases.ts';
import { hasDifferentTexts, isBoolean } from '../../support/proofs.ts';

const { publiclyAccessible } = GOOD;

/** A private broker with one group, which has these rules. */
function letsIn(...rules: readonly Partial<IngressRule>[]): Facts {
  const ingressRules = rules.map((rule) => ({
    group: 'sg-1',
    protocol: 'tcp',
    fromPort: 5671,
    toPort: 5671,
    source: { kind: 'group' },
    ...rule,
  }));
  return { publiclyAccessible, securityGroups: ['sg-1'], ingressRules };
}

function range(cidr: string, rule: Partial<IngressRule> = {}): Partial<IngressRule> {
  return { ...rule, source: { kind: 'range', cidr } };
}

function prefixList(...cidrs: readonly string[]): Partial<IngressRule> {
  return { source: { kind: 'prefix-list', id: 'pl-1', cidrs } };
}

const UNKNOWN_SOURCE: IngressSource = { kind: 'unknown', why: 'The rule has a source that is not known.' };
const UNEXPANDED: Partial<IngressRule> = { source: { kind: 'prefix-list', id: 'pl-1' } };
const WIDER = { minimumIpv4PrefixLength: '16', minimumIpv6PrefixLength: '56' };

export const CASES: Cases = {
  proof: {
    PubliclyAccessible: isBoolean(false),
    SecurityGroups: hasDifferentTexts(1),
    // The rules of the groups are nowhere in the JSON of a broker.
    SecurityGroupIngress: () => false,
  },
  rows: [
    ['another group as the source passes', letsIn({}), 'pass', /^The security groups let in no wide address range\.$/],
    ['no rule at all lets nobody in', letsIn(), 'pass', /let in no wide address range/],
    ['a private network passes', letsIn(range('10.0.0.0/8'), range('192.168.0.0/16')), 'pass', /no wide address/],
    ['one address passes', letsIn(range('203.0.113.7/32'), range('2001:db8::1/128')), 'pass', /no wide address/],
    [
      '0.0.0.0/0 fails',
      letsIn(range('0.0.0.0/0')),
      'fail',
      /^The security group "sg-1" lets in 0\.0\.0\.0\/0 on port 5671\.$/,
    ],
    ['::/0 fails', letsIn(range('::/0')), 'fail', /lets in ::\/0 on port 5671\.$/],
    [
      'half of all addresses fail',
      letsIn(range('0.0.0.0/1'), range('128.0.0.0/1')),
      'fail',
      /lets in 0\.0\.0\.0\/1 on port 5671\.$/,
    ],
    ['a wide range of IPv6 fails', letsIn(range('2001:db8::/31')), 'fail', /lets in 2001:db8::\/31 on port 5671\.$/],
    ['the limit is a parameter', letsIn(range('10.0.0.0/15')), 'fail', /lets in 10\.0\.0\.0\/15/, WIDER],
    ['the limit itself passes', letsIn(range('10.0.0.0/16')), 'pass', /no wide address/, WIDER],
    ['the limit of IPv6 is another', letsIn(range('2001:db8::/55')), 'fail', /lets in 2001:db8::\/55/, WIDER],
    ['the limit of IPv6 itself passes', letsIn(range('2001:db8::/56')), 'pass', /no wide address/, WIDER],
    [
      'one wide range among several fails',
      letsIn({}, range('10.0.0.0/8'), range('0.0.0.0/0')),
      'fail',
      /0\.0\.0\.0\/0/,
    ],
    ['the web console counts', letsIn(range('0.0.0.0/0', { fromPort: 443, toPort: 443 })), 'fail', /lets in 0/],
    ['the management API counts', letsIn(range('0.0.0.0/0', { fromPort: 15671, toPort: 15671 })), 'fail', /lets in 0/],
    [
      'a range of ports counts',
      letsIn(range('0.0.0.0/0', { fromPort: 0, toPort: 65535 })),
      'fail',
      /on ports 0-65535\.$/,
    ],
    ['another port does not count', letsIn(range('0.0.0.0/0', { fromPort: 22, toPort: 22 })), 'pass', /no wide/],
    [
      'all protocols count',
      letsIn(range('0.0.0.0/0', { protocol: '-1', fromPort: -1, toPort: -1 })),
      'fail',
      /on all ports\.$/,
    ],
    [
      'all protocols have all ports, whatever is said',
      letsIn(range('0.0.0.0/0', { protocol: '-1', fromPort: 22, toPort: 22 })),
      'fail',
      /lets in 0\.0\.0\.0\/0/,
    ],
    ['the number of TCP counts', letsIn(range('0.0.0.0/0', { protocol: '6' })), 'fail', /lets in 0\.0\.0\.0\/0/],
    ['TCP in upper case counts', letsIn(range('0.0.0.0/0', { protocol: 'TCP' })), 'fail', /lets in 0\.0\.0\.0\/0/],
    [
      'TCP without ports has all of them',
      letsIn(range('0.0.0.0/0', { fromPort: undefined, toPort: undefined })),
      'fail',
      /lets in 0/,
    ],
    ['UDP does not count', letsIn(range('0.0.0.0/0', { protocol: 'udp' })), 'pass', /no wide address range/],
    [
      'ICMP does not count',
      letsIn(range('0.0.0.0/0', { protocol: 'icmp', fromPort: -1, toPort: -1 })),
      'pass',
      /no wide/,
    ],
    ['a prefix list of narrow ranges passes', letsIn(prefixList('10.0.0.0/8', '2001:db8::/32')), 'pass', /no wide/],
    ['an empty prefix list passes', letsIn(prefixList()), 'pass', /no wide address range/],
    ['a prefix list with a wide range fails', letsIn(prefixList('10.0.0.0/8', '0.0.0.0/0')), 'fail', /lets in 0\.0/],
    [
      'a prefix list that is not expanded is unknown',
      letsIn({}, UNEXPANDED),
      'unknown',
      /^The ranges of the prefix list "pl-1" are not known\.$/,
    ],
    ['a wide range beside what is not known fails', letsIn(UNEXPANDED, range('0.0.0.0/0')), 'fail', /lets in 0\.0\.0/],
    ['a source that is not known is unknown', letsIn({ source: UNKNOWN_SOURCE }), 'unknown', /^The rule has a source/],
    [
      'a source that is not known does not matter on another port',
      letsIn({ source: UNKNOWN_SOURCE, fromPort: 22, toPort: 22 }),
      'pass',
      /no wide/,
    ],
    ['TCP up to any port counts', letsIn(range('0.0.0.0/0', { fromPort: -1, toPort: 0 })), 'fail', /lets in 0/],
    ['TCP from any port on counts', letsIn(range('0.0.0.0/0', { fromPort: 0, toPort: -1 })), 'fail', /lets in 0/],
    [
      'the name of all protocols counts',
      letsIn(range('0.0.0.0/0', { protocol: 'all', fromPort: 0, toPort: 0 })),
      'fail',
      /lets/,
    ],
    [
      'the number of TCP counts with zeros before it',
      letsIn(range('0.0.0.0/0', { protocol: '06' })),
      'fail',
      /lets in/,
    ],
    ['255 is the last protocol', letsIn(range('0.0.0.0/0', { protocol: '255' })), 'pass', /no wide/],
    ['256 is no protocol', letsIn(range('0.0.0.0/0', { protocol: '256' })), 'unknown', /unknown protocol "256"/],
    ['the number of UDP does not count', letsIn(range('0.0.0.0/0', { protocol: '17' })), 'pass', /no wide/],
    [
      'a protocol that nobody knows is unknown',
      letsIn(range('0.0.0.0/0', { protocol: 'tpc' })),
      'unknown',
      /^A security group has a rule for the unknown protocol "tpc"\.$/,
    ],
    ['a protocol that nobody knows does not matter between groups', letsIn({ protocol: 'tpc' }), 'pass', /no wide/],
    ['IPv4 addresses in IPv6 are no IPv4', letsIn(range('::ffff:0.0.0.0/96')), 'pass', /no wide address range/],
    [
      'a prefix that is too long is unknown',
      letsIn(range('10.0.0.0/33')),
      'unknown',
      /unknown range "10\.0\.0\.0\/33"/,
    ],
    ...[
      ...['256.0.0.0/8', '10.0.0/8', '10.0.0.0.0/8', '010.0.0.0/8', '10.0.0.0/08', '10.0.0.0.'],
      ...['2001:db8/32', '2001:db8:::/32', '1:2:3:4:5:6:7:8:9/64', '2001:db8::/129', ':::/32'],
    ].map(
      (text) => [`the range ${text} is unknown`, letsIn(range(text)), 'unknown', /lets in the unknown range/] as const,
    ),
    ['a range of something else is unknown', letsIn(range('Cidr/8')), 'unknown', /unknown range "Cidr\/8"/],
    ['what is no range is unknown', letsIn(range('0.0.0.0')), 'unknown', /lets in the unknown range "0\.0\.0\.0"\.$/],
    [
      'a public broker is skipped',
      { publiclyAccessible: true },
      'skip',
      /^A public RabbitMQ broker has no security gr/,
    ],
    ['absent access is unknown', { ...GOOD, publiclyAccessible: undefined }, 'unknown', /^PubliclyAccessible is miss/],
    ['absent groups are unknown', { ...GOOD, securityGroups: undefined }, 'unknown', /^SecurityGroups is missing/],
    ['an empty list of groups is unknown', { ...GOOD, securityGroups: [] }, 'unknown', /^SecurityGroups is not known/],
    ['a text for the groups is unknown', { ...GOOD, securityGroups: 'sg-1' }, 'unknown', /invalid value "sg-1" in/],
    [
      'absent rules are unknown',
      { ...GOOD, ingressRules: undefined },
      'unknown',
      /^The rules of its security groups are not in/,
    ],
  ],
};
