// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has them.
import type { Json } from './support.ts';
import type { Around } from './verdict-table.ts';
import { either, judgeBest, NO_VALUE, ref, table } from './verdict-table.ts';

const ID = 'rabbitmq-security-group-sources';
const ANYWHERE = '0.0.0.0/0';

/** A rule of a security group, from a narrow range to a port of brokers, but for what is given. */
function rule(differences: Json = {}): Json {
  return { IpProtocol: 'tcp', FromPort: 5671, ToPort: 5671, CidrIp: '10.0.0.0/16', ...differences };
}

const from = (source: Json): Json => rule({ CidrIp: undefined, ...source });

/** The group of the broker with these rules of its own. */
function own(...rules: readonly unknown[]): Around {
  return { Resources: { Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: rules } } } };
}

/** A rule that is a resource, for the group of the broker but for what is given. */
function added(differences: Json = {}, resource: Json = {}, others: Json = {}): Around {
  const Properties = rule({ GroupId: ref('Group'), CidrIp: ANYWHERE, ...differences });
  return { Resources: { Rule: { Type: 'AWS::EC2::SecurityGroupIngress', Properties, ...resource }, ...others } };
}

const GROUP = { Type: 'AWS::EC2::SecurityGroup' };

const WIDE = /^The security group "Group" lets in 0\.0\.0\.0\/0 on .*ports?.*\.$/;
const NARROW = /no wide address range/;
const NOT_KNOWN = /^The rules of the security group Group are not all known: /;

describe('the rules of a security group itself', () => {
  table(ID, [
    ['a narrow range passes', {}, 'pass', NARROW, own(rule())],
    ['no rules pass', {}, 'pass', NARROW, own()],
    ['a group without rules passes', {}, 'pass', NARROW, { Resources: { Group: { Type: 'AWS::EC2::SecurityGroup' } } }],
    ['a wide range fails', {}, 'fail', WIDE, own(rule(), rule({ CidrIp: ANYWHERE }))],
    ['a wide range of IPv6 fails', {}, 'fail', /lets in ::\/0/, own(from({ CidrIpv6: '::/0' }))],
    ['a wide range on all ports fails', {}, 'fail', WIDE, own({ IpProtocol: -1, CidrIp: ANYWHERE })],
    ['a protocol by its number fails', {}, 'fail', WIDE, own(rule({ IpProtocol: '06', CidrIp: ANYWHERE }))],
    ['a wide range without a last port fails', {}, 'fail', WIDE, own(rule({ ToPort: undefined, CidrIp: ANYWHERE }))],
    [
      'a wide range on another port passes',
      {},
      'pass',
      NARROW,
      own(rule({ FromPort: 22, ToPort: '22', CidrIp: ANYWHERE })),
    ],
    ['a wide range of UDP passes', {}, 'pass', NARROW, own(rule({ IpProtocol: 'udp', CidrIp: ANYWHERE }))],
    ['another group passes', {}, 'pass', NARROW, own(from({ SourceSecurityGroupId: ref('One') }))],
    [
      'another group passes, whatever the port',
      {},
      'pass',
      NARROW,
      own(from({ SourceSecurityGroupId: 'sg-1', FromPort: ref('One') })),
    ],
    ['a range that is not known is unknown', {}, 'unknown', NOT_KNOWN, own(rule({ CidrIp: ref('One') }))],
    ['a range of two is unknown', {}, 'unknown', NOT_KNOWN, own(rule({ CidrIp: either('10.0.0.0/16', ANYWHERE) }))],
    ['a range that is a list is unknown', {}, 'unknown', /a CidrIp is not a text/, own(rule({ CidrIp: [ANYWHERE] }))],
    [
      'a port that is not known is unknown',
      {},
      'unknown',
      /of a port, the parameter One/,
      own(rule({ ToPort: ref('One') })),
    ],
    [
      'a protocol that is not known is unknown',
      {},
      'unknown',
      /of an IpProtocol/,
      own(rule({ IpProtocol: ref('One') })),
    ],
    ['no protocol is unknown', {}, 'unknown', /one has no IpProtocol/, own(rule({ IpProtocol: undefined }))],
    [
      'a protocol that nobody knows is unknown',
      {},
      'unknown',
      /unknown protocol "tpc"/,
      own(rule({ IpProtocol: 'tpc' })),
    ],
    ['no source is unknown', {}, 'unknown', /one has no source/, own(from({}))],
    ['a rule that may be there is unknown', {}, 'unknown', NOT_KNOWN, own(either(rule(), NO_VALUE))],
    ['a rule that is not there passes', {}, 'pass', NARROW, own(NO_VALUE)],
    ['a rule that is a text is unknown', {}, 'unknown', /an object is required/, own('0.0.0.0/0')],
    [
      'rules from a macro are unknown',
      {},
      'unknown',
      /Fn::Transform/,
      own({ ...rule(), 'Fn::Transform': { Name: 'x' } }),
    ],
    [
      'a wide range fails beside what is not known',
      {},
      'fail',
      WIDE,
      own(rule({ CidrIp: ref('One') }), rule({ CidrIp: ANYWHERE })),
    ],
  ]);

  it('rules that are no list are unknown', () => {
    const Properties = { SecurityGroupIngress: rule() };
    const around = { Resources: { Group: { Type: 'AWS::EC2::SecurityGroup', Properties } } };
    expect(judgeBest(ID, {}, around)).toEqual({ verdict: 'unknown', detail: expect.stringMatching(/is not a list/) });
  });
});

describe('a rule that another resource adds', () => {
  const elsewhere = (groupId: unknown) => added({ GroupId: groupId });
  table(ID, [
    ['a wide range fails', {}, 'fail', WIDE, added()],
    ['a wide range fails by the ID of the group', {}, 'fail', WIDE, elsewhere({ 'Fn::GetAtt': ['Group', 'GroupId'] })],
    [
      'a wide range fails by the ID of the group in a text',
      {},
      'fail',
      WIDE,
      elsewhere({ 'Fn::Sub': '${Group.GroupId}' }),
    ],
    ['a narrow range passes', {}, 'pass', NARROW, added({ CidrIp: '10.0.0.0/8' })],
    [
      'a rule of a group by its ID is unknown',
      {},
      'unknown',
      /not known to which group Rule belongs/,
      elsewhere('sg-1'),
    ],
    ['a rule of another group passes', {}, 'pass', NARROW, added({ GroupId: ref('Other') }, {}, { Other: GROUP })],
    ['a rule of any group is unknown', {}, 'unknown', /not known to which group Rule belongs/, elsewhere(ref('One'))],
    [
      'a rule of one of two groups is unknown',
      {},
      'unknown',
      /to which group/,
      elsewhere(either(ref('Group'), 'sg-1')),
    ],
    ['a rule of no group is unknown', {}, 'unknown', /to which group/, elsewhere(undefined)],
    [
      'a rule of any group passes if it lets in a group',
      {},
      'pass',
      NARROW,
      added({ GroupId: ref('One'), CidrIp: undefined, SourceSecurityGroupName: 'x' }),
    ],
    [
      'a rule of any group passes if it is for another port',
      {},
      'pass',
      NARROW,
      added({ GroupId: ref('One'), FromPort: 22, ToPort: 22 }),
    ],
    ['a rule by a name that nobody gave passes', {}, 'pass', NARROW, added({ GroupId: undefined, GroupName: 'x' })],
    [
      'a rule by a reference in the name fails',
      {},
      'fail',
      WIDE,
      added({ GroupId: undefined, GroupName: ref('Group') }),
    ],
    ['a rule whose condition is false passes', {}, 'pass', NARROW, added({}, { Condition: 'Never' })],
    [
      'a rule whose condition is not known is unknown',
      {},
      'unknown',
      /Rule depends on Unknown, and/,
      added({}, { Condition: 'Unknown' }),
    ],
    ['a resource without a type is unknown', {}, 'unknown', /not known what Rule adds/, added({}, { Type: undefined })],
    [
      'a loop that is not known is unknown',
      {},
      'unknown',
      /not known what "?Fn::ForEach::Rules"? adds/,
      {
        Resources: {
          'Fn::ForEach::Rules': ['Name', ref('List'), { 'Rule${Name}': { Type: 'AWS::EC2::SecurityGroupIngress' } }],
        },
      },
    ],
    [
      'a loop of other resources passes',
      {},
      'pass',
      NARROW,
      { Resources: { 'Fn::ForEach::Topics': ['Name', ref('List'), { 'Topic${Name}': { Type: 'AWS::SNS::Topic' } }] } },
    ],
    [
      'a nested stack that gets the group is unknown',
      {},
      'unknown',
      /Nested may add some/,
      {
        Resources: {
          Nested: {
            Type: 'AWS::CloudFormation::Stack',
            Properties: { Parameters: { Id: { 'Fn::GetAtt': ['Group', 'GroupId'] } } },
          },
        },
      },
    ],
    [
      'a nested stack that does not get it passes',
      {},
      'pass',
      NARROW,
      { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Id: ref('One') } } } } },
    ],
  ]);

  const foreign = (Type: string, Id: unknown, more: Json = {}): Around => ({
    Resources: { Opener: { Type, Properties: { Rules: [{ Id }] }, ...more } },
  });
  table(ID, [
    ['a custom resource', {}, 'unknown', /: Opener may add some\.$/, foreign('Custom::Opener', ref('Group'))],
    [
      'a custom resource without a name of its type',
      {},
      'unknown',
      /Opener may add some/,
      foreign('AWS::CloudFormation::CustomResource', { 'Fn::Sub': 'x-${Group.GroupId}' }),
    ],
    [
      'a resource of another provider',
      {},
      'unknown',
      /Opener may add some/,
      foreign('Acme::Network::Opening', { 'Fn::GetAtt': ['Group', 'GroupId'] }),
    ],
    ['a custom resource that does not get the group', {}, 'pass', NARROW, foreign('Custom::Opener', ref('Vpc'))],
    [
      'a custom resource whose condition is false',
      {},
      'pass',
      NARROW,
      foreign('Custom::Opener', ref('Group'), { Condition: 'Never' }),
    ],
    ['a resource of AWS that cannot add any', {}, 'pass', NARROW, foreign('AWS::Lambda::Function', ref('Group'))],
    [
      'a loop of custom resources that is not known',
      {},
      'unknown',
      /not known what "?Fn::ForEach::Openers"? adds/,
      { Resources: { 'Fn::ForEach::Openers': ['Name', ref('List'), { 'Opener${Name}': { Type: 'Custom::Opener' } }] } },
    ],
    [
      'many rules of groups that are not known',
      {},
      'unknown',
      /Rule0 belongs/,
      {
        Resources: Object.fromEntries(
          Array.from({ length: 101 }, (_, at) => [`Rule${at}`, added({ GroupId: ref('One') }).Resources?.Rule]),
        ),
      },
    ],
    [
      'many rules of groups that are not known, of which only the last ones matter',
      {},
      'unknown',
      /not known to which groups 101 resources add rules/,
      {
        Resources: Object.fromEntries(
          Array.from({ length: 101 }, (_, at) => {
            const port = at < 100 ? 22 : 5671;
            return [`Rule${at}`, added({ GroupId: ref('One'), FromPort: port, ToPort: port }).Resources?.Rule];
          }),
        ),
      },
    ],
  ]);

  it.each([
    ['its own', 'orders', 'fail'],
    ['another one', 'payments', 'pass'],
    ['one that is not known', ref('One'), 'unknown'],
  ])('a rule by the name of a group: %s', (_, GroupName, verdict) => {
    const Group = { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupName: 'orders' } };
    const around = { Resources: { ...added({ GroupId: undefined, GroupName }).Resources, Group } };
    expect(judgeBest(ID, {}, around)).toMatchObject({ verdict });
  });
});

describe('the groups of a broker', () => {
  const groups = (...SecurityGroups: readonly unknown[]) => ({ SecurityGroups });
  const second: Around = {
    Resources: {
      Second: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: [rule({ CidrIp: ANYWHERE })] } },
    },
  };
  table(ID, [
    ['each counts', groups(ref('Group'), ref('Second')), 'fail', /^The security group "Second" lets in/, second],
    [
      'one that is not in the template is unknown',
      groups(ref('Group'), 'sg-1'),
      'unknown',
      /group sg-1 are not all known: it is not in the template\.$/,
    ],
    [
      'one that is a parameter is unknown',
      groups(ref('One')),
      'unknown',
      /group One are not all known: it is not in the template\.$/,
    ],
    ['one of another stack is unknown', groups({ 'Fn::ImportValue': 'group' }), 'unknown', /it is not in the template/],
    [
      'a wide range fails beside one that is elsewhere',
      groups('sg-1', ref('Second')),
      'fail',
      /"Second" lets in/,
      second,
    ],
    [
      'one of two is unknown',
      groups(either(ref('Group'), ref('Second'))),
      'unknown',
      /not known whether the broker has it/,
      second,
    ],
    [
      'one that may not be there is unknown',
      groups(ref('Group'), either(ref('Second'), NO_VALUE)),
      'unknown',
      /Unknown is not known/,
      second,
    ],
    [
      'one of two lists is unknown',
      { SecurityGroups: either([ref('Group')], [ref('Second')]) },
      'unknown',
      /^SecurityGroups is not known/,
      second,
    ],
    ['a list that is not known is unknown', { SecurityGroups: ref('List') }, 'unknown', /List has no value/],
    [
      'no groups are unknown',
      { SecurityGroups: undefined },
      'unknown',
      /so the broker has the default group of its VPC/,
    ],
    ['an empty list is unknown', groups(), 'unknown', /it is empty/],
    ['a public broker is skipped', { PubliclyAccessible: true }, 'skip', /no security groups/],
  ]);
});

describe('a prefix list', () => {
  const list = (Entries: unknown): Around => ({
    Resources: {
      List1: { Type: 'AWS::EC2::PrefixList', Properties: { Entries } },
      ...own(from({ SourcePrefixListId: ref('List1') })).Resources,
    },
  });
  table(ID, [
    ['of narrow ranges passes', {}, 'pass', NARROW, list([{ Cidr: '10.0.0.0/16' }, NO_VALUE])],
    ['with a wide range fails', {}, 'fail', WIDE, list([{ Cidr: '10.0.0.0/16' }, { Cidr: ANYWHERE }])],
    ['without entries passes', {}, 'pass', NARROW, list(undefined)],
    [
      'with an entry that is not known is unknown',
      {},
      'unknown',
      /entries of the prefix list List1/,
      list([{ Cidr: ref('One') }]),
    ],
    [
      'with entries that are not known is unknown',
      {},
      'unknown',
      /entries of the prefix list List1/,
      list(ref('List')),
    ],
    [
      'by its ID is unknown',
      {},
      'unknown',
      /prefix list "pl-1" are not known/,
      own(from({ SourcePrefixListId: 'pl-1' })),
    ],
    [
      'that is a parameter is unknown',
      {},
      'unknown',
      /of a SourcePrefixListId/,
      own(from({ SourcePrefixListId: ref('One') })),
    ],
  ]);
});
