import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { BROKERS, REPLACES } from '../cli/plan/brokers.ts';
import { CONFIGURATION, described, ID, publicBroker } from '../cli/plan/described.ts';
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

const linter = findWitness('cfn-lint');

describeWith(linter)('cfn-lint', () => {
  // Its list of instance types, which comes from prices, has mq.m7g.2xl for mq.m7g.2xlarge, and none that are to come.
  const UNLISTED = ['mq.m7g.2xlarge', 'mq.m9g.large'];

  test('finds nothing in the template of any broker', async () => {
    const paths = { listed: [] as string[], unlisted: [] as string[] };
    for (const [index, [, input, options, { hostInstanceType }]] of BROKERS.entries()) {
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
    for (const [, input, options] of BROKERS) {
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

  test('lets everyone in through no variable', async () => {
    const { stdout } = await plan(BROKERS[1]?.[1], '--format', 'terraform');
    const blocks = stdout.split(/^(?=\w)/m).filter((block) => /^variable /.test(block));
    const path = folder.path('variables');
    mkdirSync(path);
    writeFileSync(`${path}/main.tf`, blocks.join(''));
    const check = (cidr: string) =>
      execFileSync(
        'terraform',
        [
          ...[`-chdir=${path}`, 'plan', '-no-color', '-var', 'subnet_ids=["subnet-1"]', '-var', 'vpc_id=vpc-1'],
          ...['-var', `client_cidr_blocks=["${cidr}"]`, '-var', 'administrator_cidr_blocks=["10.0.0.0/8"]'],
        ],
        { env: TERRAFORM_ENVIRONMENT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      );
    expect(check('10.0.0.0/8')).toContain('No changes');
    expect(() => check('0.0.0.0/0')).toThrow('A /0 block lets everyone in');
  });
});

const server = findWitness('moto_server');
const cli = findWitness('aws');

describeWith(server && cli)('the AWS CLI, with moto instead of AWS', () => {
  let aws: AwsCliServer;
  let moto: Moto;

  beforeAll(async () => {
    aws = await startAwsCliServer();
    moto = await startMoto(server ?? '');
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
        // The plan of a broker with three subnets does not read it.
        SUBNET_IDS: 'subnet-1',
        ...variables,
      },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  const describeNew = (id: string) =>
    JSON.parse(bash(`aws mq describe-broker --region eu-west-1 --broker-id ${id.trim()}`));

  test('creates what the script says, with a password that only the secret has', async () => {
    const variables = {
      SUBNET_IDS: 'subnet-0ccccccccccccccc1,subnet-0ccccccccccccccc2',
      VPC_ID: bash(
        'aws ec2 create-vpc --region eu-west-1 --cidr-block 10.0.0.0/16 --query Vpc.VpcId --output text',
      ).trim(),
      CLIENT_CIDR: '10.1.0.0/16',
      ADMINISTRATOR_CIDR: '10.2.0.0/16',
    };
    const { stdout } = await plan(BROKERS[1]?.[1], '--name', 'made');
    const made = describeNew(bash(stdout, variables));
    expect(made).toMatchObject({
      BrokerName: 'made',
      DeploymentMode: 'CLUSTER_MULTI_AZ',
      EngineVersion: '3.13',
      HostInstanceType: 'mq.m5.large',
      PubliclyAccessible: false,
      AutoMinorVersionUpgrade: true,
      Logs: { General: true },
      SubnetIds: variables.SUBNET_IDS.split(','),
      Tags: { team: 'payments', ...REPLACES },
    });
    const [group] = made.SecurityGroups;
    const rules = JSON.parse(bash(`aws ec2 describe-security-groups --region eu-west-1 --group-ids ${group}`));
    expect(
      rules.SecurityGroups[0].IpPermissions.map(
        ({ FromPort, IpRanges }: { FromPort: number; IpRanges: { CidrIp: string }[] }) => [
          FromPort,
          IpRanges[0]?.CidrIp,
        ],
      ).sort(),
    ).toEqual([
      [15671, '10.2.0.0/16'],
      [443, '10.2.0.0/16'],
      [5671, '10.1.0.0/16'],
    ]);
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

  const vpc = () =>
    bash('aws ec2 create-vpc --region eu-west-1 --cidr-block 10.0.0.0/16 --query Vpc.VpcId --output text').trim();

  test('a script that stopped says how to undo it, and can then be run again', async () => {
    const { stdout } = await plan(BROKERS[1]?.[1], '--name', 'again');
    const variables = {
      SUBNET_IDS: 'subnet-1',
      VPC_ID: vpc(),
      CLIENT_CIDR: '10.1.0.0/16',
      ADMINISTRATOR_CIDR: '10.2.0.0/16',
    };
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
      .replace(/^export SUBNET_IDS=.*$/m, 'export SUBNET_IDS=subnet-1')
      .replace(/^export VPC_ID=.*$/m, `export VPC_ID=${vpc()} CLIENT_CIDR=10.1.0.0/16 ADMINISTRATOR_CIDR=10.2.0.0/16`);
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

  test('lets everyone in through no variable', async () => {
    const { stdout } = await plan(BROKERS[1]?.[1], '--name', 'open');
    const variables = {
      SUBNET_IDS: 'subnet-1',
      VPC_ID: 'vpc-1',
      CLIENT_CIDR: '0.0.0.0/0',
      ADMINISTRATOR_CIDR: '10.0.0.0/8',
    };
    expect(() => bash(stdout, variables)).toThrow('A /0 block lets everyone in');
  });

  it.each([['a KMS key'], ['users that the configuration authenticates'], ['a private one with three subnets']])(
    'takes the options of the script for %s',
    async (broker) => {
      const [, input, options = []] = BROKERS.find(([name]) => name === broker) ?? [];
      const name = broker.replaceAll(' ', '-');
      const { stdout } = await plan(input, ...options, '--name', name);
      expect(describeNew(bash(stdout)).BrokerName).toBe(name);
    },
  );

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
