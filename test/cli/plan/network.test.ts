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
    expect(Object.keys(Parameters)).toEqual(['SubnetIds', 'VpcId']);
    expect(Parameters.VpcId.Default).toBe('vpc-12345678');
    expect([Rules, Conditions]).toEqual([undefined, undefined]);
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

  it.each(['0.0.0.0/0', '::/0', '10.0.0.0', '10.0.0.0/33', '999.0.0.0/8', 'sg-1', 'pl-', '10.0.0.0/8,10.0.0.0/8'])(
    'are none if they are %s',
    async (source) => {
      const { status, stderr } = await plan(publicBroker(), '--client-sources', source);
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('A /0 block lets everyone in') });
    },
  );
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

test.each(['::1', 'x y', 'sg-zz', '0.0.0.0/0'])('the script refuses the source %s', async (source) => {
  const { stdout } = await plan(publicBroker(), '--subnet-ids', SUBNETS.join(','));
  const env = { PATH: process.env.PATH, CLIENT_SOURCES: source, ADMINISTRATOR_SOURCES: '10.0.0.0/8' };
  expect(() => execFileSync('bash', ['-c', stdout], { env, encoding: 'utf8', stdio: 'pipe' })).toThrow(
    /is not a security group|lets everyone in/,
  );
});

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
