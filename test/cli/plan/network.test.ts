import { execFileSync, spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { kindOfSource } from '../../../cli/plan/ingress.ts';
import { described, GROUPS, KEY, publicBroker, SUBNETS } from './described.ts';
import { callsOf, valuesOf } from './script-reader.ts';
import { FORMATS, plan } from './support.ts';

const CLIENTS = ['sg-0eeeeeeeeeeeeeee1', 'pl-0fffffffffffffff1', '10.1.0.0/16', '2001:db8::/32'];
const OTHER_SUBNETS = ['subnet-0ddddddddddddddd1', 'subnet-0ddddddddddddddd2', 'subnet-0ddddddddddddddd3'];
const NETWORK = ['--client-sources', CLIENTS.join(','), '--administrator-sources', '10.2.0.0/16'];

describe('sources that are given', () => {
  test('are the values of the Terraform variables that nobody sets', async () => {
    const { stdout } = await plan(publicBroker(), ...NETWORK, '--format', 'terraform');
    expect(stdout).toContain(`default     = ${JSON.stringify(CLIENTS).replaceAll(',', ', ')}`);
    expect(stdout).toContain('default     = ["10.2.0.0/16"]');
  });

  test('are rules of the template, which asks for none', async () => {
    const { stdout } = await plan(publicBroker(), ...NETWORK, '--format', 'cloudformation', '--vpc-id', 'vpc-12345678');
    const { Parameters, Rules, Conditions, Resources } = parse(stdout);
    expect(Object.keys(Parameters)).toEqual(['SubnetId1', 'SubnetId2', 'SubnetId3', 'VpcId']);
    expect(Parameters.VpcId.Default).toBe('vpc-12345678');
    expect([Object.keys(Rules), Conditions]).toEqual([['Subnets'], undefined]);
    const rule = (port: number, source: object) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...source });
    expect(Resources.SecurityGroup.Properties.SecurityGroupIngress).toEqual([
      rule(5671, { SourceSecurityGroupId: CLIENTS[0] }),
      rule(5671, { SourcePrefixListId: CLIENTS[1] }),
      rule(5671, { CidrIp: CLIENTS[2] }),
      rule(5671, { CidrIpv6: CLIENTS[3] }),
      rule(443, { CidrIp: '10.2.0.0/16' }),
      rule(15671, { CidrIp: '10.2.0.0/16' }),
    ]);
  });

  test('are in the script, which asks for none', async () => {
    const { stdout } = await plan(publicBroker(), ...NETWORK);
    expect(stdout).toContain(`CLIENT_SOURCES=${CLIENTS.join(',')}`);
    const ingress = callsOf(stdout).filter(([, operation]) => operation === 'authorize-security-group-ingress');
    expect(ingress.map((call) => JSON.parse(valuesOf(call, '--ip-permissions').join(''))[0].FromPort)).toEqual([
      ...[5671, 5671, 5671, 5671, 443, 15671],
    ]);
  });

  it.each(FORMATS)('with --format %s come before the security groups of the old broker', async (format) => {
    const { stdout, stderr } = await plan(described({ SubnetIds: SUBNETS }), ...NETWORK, '--format', format);
    expect(stdout).not.toContain(GROUPS[0]);
    expect(stderr).toContain('The plan creates a security group. It opens port 5671 to clients');
  });

  test('contradict security groups that are given', async () => {
    const { status, stderr } = await plan(publicBroker(), ...NETWORK, '--security-groups', GROUPS.join(','));
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('--security-groups too') });
  });

  it.each([
    '0.0.0.0/0',
    '0.0.0.0/00',
    '::/0',
    '10.0.0.0',
    '10.0.0.0/33',
    '999.0.0.0/8',
    'sg-1',
    'pl-',
    '10.0.0.0/8,10.0.0.0/8',
  ])('are none if they are %s', async (source) => {
    const { status, stderr } = await plan(publicBroker(), '--client-sources', source);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('A /0 block lets everyone in') });
  });

  it.each([
    ['10.0.0.5/16', '10.0.0.0/16', '10.0.0.5/32'],
    ['2001:db8::1:5/64', '2001:db8::/64', '2001:db8::1:5/128'],
  ])('are not %s, which has host bits', async (source, block, address) => {
    const { status, stderr } = await plan(publicBroker(), '--administrator-sources', `10.1.0.0/16,${source}`);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(
        `${source} names an address in the block ${block}: set ${block}, or ${address} for this address only.`,
      ),
    });
  });
});

test('one subnet is refused', async () => {
  const { status, stderr } = await plan(publicBroker(), '--subnet-ids', SUBNETS.slice(0, 1).join(','));
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('Expected three subnets') });
});

it.each<[string, string | undefined]>([
  ['sg-12345678', 'SourceSecurityGroupId'],
  ['pl-0123456789abcdef0', 'SourcePrefixListId'],
  ['10.0.0.0/8', 'CidrIp'],
  ['10.0.0.1/32', 'CidrIp'],
  ['2001:db8::/32', 'CidrIpv6'],
  ['::1/128', 'CidrIpv6'],
  ['2001:db8::/129', undefined],
  ['10.0.0.0/08', undefined],
  ['10.0.0.1/31', undefined],
  ['10.0.0.0/31', 'CidrIp'],
  ['2001:DB8::/32', 'CidrIpv6'],
  ['2001:db8::1/127', undefined],
  ['::ffff:10.0.0.0/104', 'CidrIpv6'],
  ['subnet-12345678', undefined],
  ['', undefined],
])('%s is of the kind %s', (text, kind) => {
  expect(kindOfSource(text)).toBe(kind);
});

test('kept security groups are to be looked at', async () => {
  const { stderr } = await plan(described());
  expect(stderr).toContain('keeps the security groups of the old one. Check that they open port 5671 to clients');
});

describe('the zones of the subnets, which the script reads', () => {
  /** Runs a script in which subnets are in these zones. @returns what it says before it would create anything */
  async function scriptIn(zones: readonly string[], environment: object = {}, ...options: readonly string[]) {
    const { stdout } = await plan(publicBroker(), ...NETWORK, ...options);
    const lines = zones.map((zone) => `${zone}\\tvpc-1\\n`).join('');
    const stub = `aws() { if [[ $2 == describe-subnets ]]; then printf '${lines}'; else echo "creates" >&2; exit 7; fi; }\n`;
    const ids = zones.map((_, index) => SUBNETS[index] ?? `subnet-0aaaaaaaaaaaaaa1${index}`);
    const env = { PATH: process.env.PATH, SUBNET_IDS: ids.join(','), ...environment };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return spawnSync('bash', ['-c', `${stub}${stdout}`], { env, encoding: 'utf8', stdio: [...stdio] }).stderr;
  }

  it.each<[string, readonly string[], object, readonly string[]]>([
    ['three', ['a', 'b', 'c'], {}, []],
    ['four', ['a', 'b', 'c', 'd'], {}, []],
    ['two, where MINIMUM_ZONES allows them', ['a', 'b'], { MINIMUM_ZONES: '2' }, []],
    ['two of --subnet-ids', ['a', 'b'], {}, ['--subnet-ids', SUBNETS.slice(0, 2).join(',')]],
  ])('are enough if they are %s', async (_, zones, environment, options) => {
    expect(await scriptIn(zones, environment, ...options)).toContain('creates');
  });

  it.each<[string, readonly string[], object, readonly string[]]>([
    ['two', ['a', 'b'], {}, []],
    ['two with three subnets', ['a', 'b', 'b'], {}, []],
    ['three with four subnets', ['a', 'b', 'c', 'c'], {}, []],
    ['one, where MINIMUM_ZONES allows two', ['a'], { MINIMUM_ZONES: '2' }, []],
    ['one with two of --subnet-ids', ['a', 'a'], {}, ['--subnet-ids', SUBNETS.slice(0, 2).join(',')]],
  ])('are not enough if they are %s', async (_, zones, environment, options) => {
    const said = await scriptIn(zones, environment, ...options);
    expect(said).toMatch(/^Choose three subnets, each in another Availability Zone\. .*\n$/);
  });

  it.each(['1', '0', '4', '-1', 'two', '2 '])('have no minimum of %s', async (minimum) => {
    const said = await scriptIn(['a', 'b', 'c'], { MINIMUM_ZONES: minimum });
    expect(said).toBe('Expected 2 or 3 zones as the minimum: a broker in one Availability Zone is lost with it.\n');
  });
});

describe('the subnets that a template asks for', () => {
  /** The descriptions of the assertions that fail where subnets are in these zones and VPCs. */
  async function failures(zones: readonly string[], vpcs: readonly string[], ...options: readonly string[]) {
    const { stdout } = await plan(publicBroker(), '--format', 'cloudformation', ...options);
    const evaluate = (node: object): unknown => {
      const [[name, inner] = []] = Object.entries(node);
      if (name === 'Ref') return inner === 'VpcId' ? 'the VPC' : undefined;
      if (name === 'Fn::ValueOf') {
        const [parameter, attribute] = inner;
        const index = ['SubnetId1', 'SubnetId2', 'SubnetId3'].indexOf(parameter);
        return { AvailabilityZone: zones, VpcId: vpcs }[attribute as 'VpcId'][index];
      }
      if (name === 'Fn::Not') return !evaluate(inner[0]);
      if (name === 'Fn::Or') return inner.some((each: object) => evaluate(each) === true);
      const [members, value] = [inner[0].map(evaluate), evaluate(inner[1])];
      if (name === 'Fn::Contains') return members.includes(value);
      if (name === 'Fn::EachMemberEquals') return members.every((each: unknown) => each === value);
      throw new Error(`There is no rule function ${name}.`);
    };
    const { Assertions }: { Assertions: readonly { Assert: object; AssertDescription: string }[] } =
      parse(stdout).Rules.Subnets;
    return Assertions.filter(({ Assert }) => evaluate(Assert) !== true).map(
      ({ AssertDescription: description }) => description.split(/[,.]/)[0],
    );
  }

  const THE_VPC = ['the VPC', 'the VPC', 'the VPC'];

  it.each<[string, readonly string[], readonly string[], readonly string[], readonly string[]]>([
    ['pass in three zones of the VPC', ['a', 'b', 'c'], THE_VPC, [], []],
    ['fail if the first two share a zone', ['a', 'a', 'c'], THE_VPC, [], ['Choose three subnets']],
    ['fail if the last two share a zone', ['a', 'b', 'b'], THE_VPC, [], ['Choose three subnets']],
    ['fail if the outer two share a zone', ['a', 'b', 'a'], THE_VPC, [], ['Choose three subnets']],
    [
      'fail in another VPC than the group',
      ['a', 'b', 'c'],
      ['y', 'y', 'y'],
      [],
      ['Choose subnets of the VPC in VpcId'],
    ],
    [
      'pass in any one VPC with groups that exist',
      ['a', 'b', 'c'],
      ['x', 'x', 'x'],
      ['--security-groups', 'sg-12345678'],
      [],
    ],
    [
      'fail in two VPCs with groups that exist',
      ['a', 'b', 'c'],
      ['x', 'x', 'y'],
      ['--security-groups', 'sg-12345678'],
      ['Choose subnets of one VPC'],
    ],
  ])('%s', async (_, zones, vpcs, options, expected) => {
    expect(await failures(zones, vpcs, ...options)).toEqual(expected);
  });
});

test('nothing goes out of the security group that is created', async () => {
  const template = parse((await plan(publicBroker(), '--format', 'cloudformation')).stdout);
  expect(template.Resources.SecurityGroup.Properties.SecurityGroupEgress).toEqual([
    expect.objectContaining({ CidrIp: '127.0.0.1/32' }),
  ]);
  expect((await plan(publicBroker(), '--format', 'terraform')).stdout).not.toContain('egress');
  const revoke = callsOf((await plan(publicBroker())).stdout).find(
    ([, name]) => name === 'revoke-security-group-egress',
  );
  expect(valuesOf(revoke ?? [], '--ip-permissions')).toEqual(['output of describe-security-groups']);
});

test.each(['::1', 'x y', 'sg-zz', '0.0.0.0/0', '0.0.0.0/00', '::/000', '10.0.0.0/08'])(
  'the script refuses the source %s',
  async (source) => {
    const { stdout } = await plan(publicBroker(), '--subnet-ids', SUBNETS.join(','));
    const env = { PATH: process.env.PATH, CLIENT_SOURCES: source, ADMINISTRATOR_SOURCES: '10.0.0.0/8' };
    expect(() => execFileSync('bash', ['-c', stdout], { env, encoding: 'utf8', stdio: 'pipe' })).toThrow(
      /is not a security group|lets everyone in/,
    );
  },
);

test.each<[string, readonly string[], boolean]>([
  ['not in a subnet of the old broker', ['--subnet-ids', OTHER_SUBNETS.join(',')], true],
  [
    'also in one of the old broker',
    ['--subnet-ids', [...SUBNETS.slice(0, 1), ...OTHER_SUBNETS.slice(1)].join(',')],
    false,
  ],
  [
    'somewhere else, with groups of its own',
    ['--subnet-ids', OTHER_SUBNETS.join(','), '--security-groups', 'sg-12345678'],
    false,
  ],
])('a new broker that keeps security groups must be in their VPC: %s', async (_, options, isSaid) => {
  const { stderr } = await plan(described(), ...options);
  expect(stderr.includes(`needs subnets in the VPC of ${GROUPS.join(', ')}, or Amazon MQ refuses it.`)).toBe(isSaid);
});

test('a KMS key of another region is refused', async () => {
  const { status, stderr } = await plan(described(), '--kms-key-id', KEY.replace('eu-west-1', 'us-west-2'));
  expect(status).toBe(2);
  expect(stderr).toContain(
    'is in eu-west-1, but the key that you set with --kms-key-id is in us-west-2. Set a key in eu-west-1.',
  );
});
