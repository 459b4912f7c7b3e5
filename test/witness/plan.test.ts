import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { BROKERS, REPLACES } from '../cli/plan/brokers.ts';
import { CONFIGURATION, described, GROUPS, ID, publicBroker } from '../cli/plan/described.ts';
import { commandsOf, undoOf } from '../cli/plan/runbook-reader.ts';
import { plan, runbookIn } from '../cli/plan/support.ts';
import { HOSTILE, temporaryFolder } from '../cli/support.ts';
import type { AwsCliServer } from '../support/aws-cli-server.ts';
import { startAwsCliServer } from '../support/aws-cli-server.ts';
import { describeWith } from '../support/missing.ts';
import type { Moto } from '../support/moto.ts';
import { startMoto } from '../support/moto.ts';
import { findWitness } from '../support/python.ts';
import { findTerraform, TERRAFORM_ENVIRONMENT } from '../support/terraform.ts';

const folder = temporaryFolder();

const CLIENTS = ['--client-sources', 'sg-0eeeeeeeeeeeeeee1,pl-0fffffffffffffff1,10.1.0.0/16,2001:db8::/32'];
const CREATED = { name: 'orders-cluster', engineVersion: '3.13', hostInstanceType: 'mq.m5.large' };
const NETWORKS: typeof BROKERS = [
  ['sources of clients', publicBroker(), CLIENTS, CREATED],
  [
    'all sources and the VPC',
    publicBroker(),
    [...CLIENTS, '--administrator-sources', '10.2.0.0/16', '--vpc-id', 'vpc-12345678'],
    CREATED,
  ],
];

/** A broker whose configuration the plan creates. */
const LIMITED: (typeof BROKERS)[number] = [
  'RabbitMQ 4.2 with limits',
  described(),
  [
    ...['--engine-version', '4.2', '--host-instance-type', 'mq.m7g.large'],
    ...['--limit', 'runtime_parameters.limits.shovel=40', '--limit', 'max_message_size=1048576'],
  ],
  { name: 'orders-cluster', engineVersion: '4.2', hostInstanceType: 'mq.m7g.large' },
];

const linter = findWitness('cfn-lint');

describeWith(linter)('cfn-lint', () => {
  // Its list of instance types, which comes from prices, has mq.m7g.2xl for mq.m7g.2xlarge, and none that are to come.
  const UNLISTED = ['mq.m7g.2xlarge', 'mq.m9g.large'];

  test('finds nothing in the template of any broker', async () => {
    const paths = { listed: [] as string[], unlisted: [] as string[] };
    for (const [index, [, input, options, { hostInstanceType }]] of [...BROKERS, ...NETWORKS, LIMITED].entries()) {
      const { stdout } = await plan(input, ...options, '--format', 'cloudformation');
      const path = folder.write(`${index}.yaml`, stdout);
      paths[UNLISTED.includes(hostInstanceType) ? 'unlisted' : 'listed'].push(path);
    }
    const regions = ['--regions', 'eu-west-1', 'us-east-1'];
    expect(lint([...regions, '--', ...paths.listed])).toBe('');
    expect(lint([...regions, '--ignore-checks', 'E3670', '--', ...paths.unlisted])).toBe('');
  });

  test('does find what is wrong', async () => {
    const { stdout } = await plan(described(), '--format', 'cloudformation');
    const path = folder.write('wrong.yaml', stdout.replace('HostInstanceType:', 'InstanceType:'));
    expect(lint(['--', path])).toContain('InstanceType');
  });
});

function lint(args: readonly string[]): string {
  try {
    return execFileSync(linter ?? '', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const terraform = findTerraform();

describeWith(terraform)('terraform', () => {
  test('would format no plan in another way', async () => {
    for (const [, input, options] of [...BROKERS, ...NETWORKS, LIMITED]) {
      const { stdout } = await plan(input, ...options, '--format', 'terraform');
      const formatted = execFileSync('terraform', ['fmt', '-'], {
        env: TERRAFORM_ENVIRONMENT,
        input: stdout,
        encoding: 'utf8',
      });
      expect(stdout).toBe(formatted);
    }
  });

  test('reads tags as they are, and evaluates nothing in them', async () => {
    const tags = {
      for: 'x',
      true: 'y',
      plain: '"; rm -rf /',
      file: `\${file("/etc/passwd")}`,
      doubled: `$\${file("/etc/passwd")} $$\${x} %%{ if true }%{ endif }`,
      'a key ${file("/etc/passwd")}': '\\u0024{x} \\ \b\f\n\r\t',
      hostile: HOSTILE,
    };
    const { stdout } = await plan(described({ Tags: tags }), '--format', 'terraform');
    const [, map] = /^ {2}tags = (\{\n.*?^ {2}\})$/ms.exec(stdout) ?? [];
    const path = folder.path('terraform');
    mkdirSync(path);
    writeFileSync(`${path}/main.tf`, `output "tags" {\n  value = ${map}\n}\n`);
    const call = (...args: readonly string[]) =>
      execFileSync('terraform', [`-chdir=${path}`, ...args], { env: TERRAFORM_ENVIRONMENT, encoding: 'utf8' });
    call('apply', '-auto-approve', '-no-color');
    expect(JSON.parse(call('output', '-json', 'tags'))).toEqual({ ...tags, ...REPLACES });
  });

  test('lets in what variables name, and everyone through none', async () => {
    const { stdout } = await plan(publicBroker(), '--format', 'terraform');
    const blocks = stdout.split(/^(?=\w)/m).filter((block) => /^variable /.test(block));
    // Which argument of the rule each source becomes, as the rule itself has it.
    const [, rule = ''] = /"clients" \{\n.*?( {2}referenced.*?)\}/s.exec(stdout) ?? [];
    const kinds = rule.replaceAll(/^ *(\w+) += (.*)$/gm, '$1 = { for source in var.client_sources : source => $2 }');
    const path = folder.path('variables');
    mkdirSync(path);
    writeFileSync(
      `${path}/main.tf`,
      `${blocks.join('')}output "kinds" {\n  value = {${kinds.replaceAll('each.value', 'source')}}\n}\n`,
    );
    const runWith = (minimum: unknown, ...sources: readonly string[]) => {
      const call = (...args: readonly string[]) =>
        execFileSync('terraform', [`-chdir=${path}`, ...args], {
          env: TERRAFORM_ENVIRONMENT,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      const variables = {
        subnet_ids: ['subnet-1'],
        minimum_zones: minimum,
        client_sources: sources,
        administrator_sources: ['10.0.0.0/8'],
      };
      call(
        ...['apply', '-auto-approve', '-no-color'],
        ...Object.entries(variables).flatMap(([name, value]) => ['-var', `${name}=${JSON.stringify(value)}`]),
      );
      return JSON.parse(call('output', '-json', 'kinds'));
    };
    const run = (...sources: readonly string[]) => runWith(3, ...sources);
    const none = { 'sg-1a': null, 'pl-1a': null, '10.0.0.0/8': null, '2001:db8::/32': null };
    expect(run(...Object.keys(none))).toEqual({
      referenced_security_group_id: { ...none, 'sg-1a': 'sg-1a' },
      prefix_list_id: { ...none, 'pl-1a': 'pl-1a' },
      cidr_ipv4: { ...none, '10.0.0.0/8': '10.0.0.0/8' },
      cidr_ipv6: { ...none, '2001:db8::/32': '2001:db8::/32' },
    });
    for (const source of ['0.0.0.0/0', '0.0.0.0/00', '::/0', '::/00', 'everyone', '10.0.0.1'])
      expect(() => run(source)).toThrow('A /0 block lets everyone in');
    expect(() => run()).toThrow('Expected at least one source');
    for (const minimum of [0, 1, 2.5, 4, -1])
      expect(() => runWith(minimum, '10.0.0.0/8')).toThrow('Expected 2 or 3 zones as the minimum');
    expect(() => runWith(2, '10.0.0.0/8')).not.toThrow();
  });

  test('stops where two subnets are in one zone, or fewer than three zones are not allowed', async () => {
    const { stdout } = await plan(publicBroker(), '--format', 'terraform');
    const [, condition = ''] = /^ {6}condition +=(.*data\.aws_subnet.*)$/m.exec(stdout) ?? [];
    const cases: readonly (readonly [zones: readonly string[], minimum: number, isEnough: boolean])[] = [
      [['a', 'b', 'c'], 3, true],
      [['a', 'b'], 3, false],
      [['a', 'b', 'b'], 3, false],
      [['a', 'b'], 2, true],
      [['a', 'a'], 2, false],
    ];
    const each = condition
      .replaceAll('data.aws_subnet.replacement', 'each.subnets')
      .replaceAll('var.minimum_zones', 'each.minimum');
    const values = cases.map(([zones, minimum]) => ({
      minimum,
      subnets: zones.map((zone) => ({ availability_zone_id: zone })),
    }));
    const path = folder.path('zones');
    mkdirSync(path);
    writeFileSync(
      `${path}/main.tf`,
      `output "is_enough" {\n  value = [for each in jsondecode(${JSON.stringify(JSON.stringify(values))}) : ${each}]\n}\n`,
    );
    const call = (...args: readonly string[]) =>
      execFileSync('terraform', [`-chdir=${path}`, ...args], { env: TERRAFORM_ENVIRONMENT, encoding: 'utf8' });
    call('apply', '-auto-approve', '-no-color');
    expect(JSON.parse(call('output', '-json', 'is_enough'))).toEqual(cases.map(([, , isEnough]) => isEnough));
  });
});

const server = findWitness('moto_server');
const cli = findWitness('aws');

describeWith(server && cli)('the AWS CLI, with moto instead of AWS', () => {
  let aws: AwsCliServer;
  let moto: Moto;
  let subnets: readonly string[] = [];

  beforeAll(async () => {
    aws = await startAwsCliServer();
    moto = await startMoto(server ?? '');
    const create = `vpc=$(aws ec2 create-vpc --region eu-west-1 --cidr-block 10.0.0.0/16 --query Vpc.VpcId --output text)
for zone in a b c; do aws ec2 create-subnet --region eu-west-1 --vpc-id "$vpc" --availability-zone "eu-west-1$zone" \\
  --cidr-block "10.0.$((16#$zone)).0/24" --query Subnet.SubnetId --output text; done`;
    subnets = bash(create).trim().split('\n');
  });
  afterAll(async () => {
    await moto.stop();
    await aws.stop();
  });

  function bash(script: string, variables: Readonly<Record<string, string>> = {}): string {
    return execFileSync('bash', ['-c', script], {
      env: {
        PATH: `${dirname(aws.program)}${delimiter}${process.env.PATH}`,
        AWS_ENDPOINT_URL: moto.url,
        AWS_ACCESS_KEY_ID: 'key',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        SUBNET_IDS: subnets.join(','),
        ...variables,
      },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  const SOURCES = { CLIENT_SOURCES: '10.1.0.0/16,2001:db8::/32', ADMINISTRATOR_SOURCES: '10.2.0.0/16' };

  const describeNew = (id: string) =>
    JSON.parse(bash(`aws mq describe-broker --region eu-west-1 --broker-id ${id.trim()}`));

  test('creates what the script says, with a password that only the secret has', async () => {
    const { stdout } = await plan(publicBroker(), '--name', 'made');
    const made = describeNew(bash(stdout, SOURCES));
    expect(made).toMatchObject({
      BrokerName: 'made',
      DeploymentMode: 'CLUSTER_MULTI_AZ',
      EngineVersion: '3.13',
      HostInstanceType: 'mq.m5.large',
      PubliclyAccessible: false,
      AutoMinorVersionUpgrade: true,
      Logs: { General: true },
      SubnetIds: subnets,
      Tags: { team: 'payments', ...REPLACES },
    });
    const [group] = made.SecurityGroups;
    const rules = JSON.parse(bash(`aws ec2 describe-security-groups --region eu-west-1 --group-ids ${group}`));
    const permissions: { FromPort: number; IpRanges: { CidrIp: string }[]; Ipv6Ranges: { CidrIpv6: string }[] }[] =
      rules.SecurityGroups[0].IpPermissions;
    expect(
      permissions
        .map(({ FromPort, IpRanges, Ipv6Ranges }) => [
          FromPort,
          ...IpRanges.map(({ CidrIp }) => CidrIp),
          ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
        ])
        .sort(),
    ).toEqual([
      [15671, '10.2.0.0/16'],
      [443, '10.2.0.0/16'],
      [5671, '10.1.0.0/16', '2001:db8::/32'],
    ]);
    expect(rules.SecurityGroups[0].IpPermissionsEgress).toEqual([]);
    const secret = JSON.parse(
      bash(
        'aws secretsmanager get-secret-value --region eu-west-1 --secret-id amazon-mq/made --query SecretString --output text',
      ),
    );
    expect(rules.SecurityGroups[0].Tags).toEqual([
      { Key: 'team', Value: 'payments' },
      { Key: 'rabbitmq-conformance:replaces', Value: ID },
    ]);
    expect(secret).toEqual({ username: 'made-admin', password: expect.stringMatching(/^[A-Za-z0-9]{32}$/) });
  });

  test('creates the configuration with the limits, and the broker with it', async () => {
    const [, input, options] = LIMITED;
    const { stdout } = await plan(input, ...options, '--security-groups', GROUPS.join(','));
    const { Configurations: configurations } = describeNew(bash(stdout));
    const { Id: id, Revision: revision } = configurations.Current;
    const data = bash(
      `aws mq describe-configuration-revision --region eu-west-1 --configuration-id ${id} --configuration-revision ${revision} \
        --query Data --output text | base64 --decode`,
    );
    expect(data).toBe('runtime_parameters.limits.shovel = 40\nmax_message_size = 1048576\n');
  });

  test('a script that stopped says how to undo it, and can then be run again', async () => {
    const { stdout } = await plan(publicBroker(), '--name', 'again');
    const variables = SOURCES;
    const failing = (script: string) => {
      try {
        return bash(script, variables);
      } catch (error) {
        return (error as { stderr: string }).stderr;
      }
    };
    const stopped = failing(stdout.replace('{"General":true}', '{"Generally":true}'));
    const undo = stopped.split('\n').filter((line) => line.startsWith('aws '));
    expect(undo).toHaveLength(2);
    expect(failing(stdout)).toContain('Stopped');
    bash(`export AWS_DEFAULT_REGION=eu-west-1\n${undo.join('\n')}`);
    expect(describeNew(bash(stdout, variables)).BrokerName).toBe('again');
  });

  test('the commands of the runbook create a broker, copy its configuration, and undo it for another try', async () => {
    const file = folder.path('moved.sh');
    const options = ['--name', 'moved', '--engine-version', '4.2', '--output', file];
    const runbook = await runbookIn(folder.path('runbook.md'), publicBroker(), ...options);
    const steps = commandsOf(runbook);
    const [configuration = ''] = steps.get('Copy the configuration, if you changed it') ?? [];
    const [wait = ''] = steps.get('Wait for the new broker, and evaluate it') ?? [];
    const create = (steps.get('Create the new broker') ?? [])
      .join('')
      .replace(/^export SUBNET_IDS=.*$/m, `export SUBNET_IDS=${subnets.join(',')}`)
      .replace(/^export CLIENT_SOURCES=.*$/m, `export CLIENT_SOURCES=${SOURCES.CLIENT_SOURCES}`)
      .replace(/^export ADMINISTRATOR_SOURCES=.*$/m, `export ADMINISTRATOR_SOURCES=${SOURCES.ADMINISTRATOR_SOURCES}`);
    const begin = `set -e\ncd ${folder.path('.')}\nexport AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1
rabbitmq-conformance() { cat; }\n`;
    // moto knows no old broker, and so no configuration of it.
    const own = `OWN=$(aws mq create-configuration --name old --engine-type RABBITMQ --engine-version 3.13 --query Id --output text)
aws mq update-configuration --configuration-id "$OWN" --data "$(printf 'a = 1' | base64)" --query Id\n`;
    const bring = configuration
      .replace(`'${CONFIGURATION.Id}'`, '"$OWN"')
      .replace(`--configuration-revision ${CONFIGURATION.Revision}`, '--configuration-revision 2');
    const undo = undoOf(runbook, 'Create the new broker').join('');
    const output = bash(`${begin}${create}${wait}${own}${bring}
aws mq describe-broker --broker-id "$NEW_ID" --query Configurations.Current
aws mq describe-configuration --configuration-id "$CONFIGURATION_ID" --query LatestRevision.Revision
${undo}${create}aws mq describe-broker --broker-id "$NEW_ID" --query BrokerName`);
    expect(output).toMatch(/"Revision": 2\n\}\n2\n/);
    expect(output).toContain('"moved"');
  });

  it.each([
    ['a KMS key'],
    ['users that the configuration authenticates'],
    ['a private single instance, whose one subnet is not reused'],
  ])('takes the options of the script for %s', async (broker) => {
    const [, input, options = []] = BROKERS.find(([name]) => name === broker) ?? [];
    const name = broker.replaceAll(/\W+/g, '-').slice(0, 50);
    const { stdout } = await plan(input, ...options, '--name', name);
    expect(describeNew(bash(stdout)).BrokerName).toBe(name);
  });

  test('describes a broker by its ARN, since the ids of moto are none', async () => {
    const id = bash(
      (await plan(described(), '--name', 'live')).stdout.replace('CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE'),
    ).trim();
    const program = join(import.meta.dirname, '../../dist/cli/index.js');
    const planIn = (region: string) =>
      bash(
        `'${process.execPath}' '${program}' plan arn:aws:mq:${region}:123456789012:broker:live:${id} --format cloudformation`,
      );
    expect(planIn('eu-west-1')).toContain('BrokerName: "live-cluster"');
    expect(() => planIn('eu-west-2')).toThrow('is not a broker in eu-west-2: set its region with --region.');
  });

  test('turns general logging on in place', async () => {
    const { stdout: create } = await plan(described(), '--name', 'quiet');
    const id = bash(create.replace('{"General":true}', '{"General":false}')).trim();
    expect(describeNew(id).Logs).toEqual({ General: false });
    const { stdout } = await plan(described({ BrokerId: id, DeploymentMode: 'CLUSTER_MULTI_AZ' }));
    bash(stdout);
    expect(describeNew(id).Logs).toMatchObject({ General: true });
  });
});
