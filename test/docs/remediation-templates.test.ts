import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { CfnBroker } from 'aws-cdk-lib/aws-amazonmq';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { readTemplate } from '../cli/sources/cloudformation/support.ts';
import { temporaryFolder } from '../cli/support.ts';
import { RabbitMqCluster } from '../fixtures/remediation/rabbitmq-cluster.ts';
import { withApp } from '../support/cdk.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';
import { GUIDE, judge, keyOf, RIGHT, sampleOf, spoil } from './support.ts';

const FIXTURE = 'test/fixtures/remediation/rabbitmq-cluster.ts';
const linter = findWitness('cfn-lint');
const python = findWitness('python');
const run = promisify(execFile);

const ZONES = ['a', 'b', 'c'];

/** The template of the CDK sample, in a VPC of others. */
function synthesizeSample(): string {
  return withApp((app) => {
    const stack = new Stack(app, 'Stack');
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ZONES.map((zone) => `eu-west-1${zone}`),
      privateSubnetIds: ZONES.map((zone) => `subnet-0123456789abcdef${zone}`),
      privateSubnetRouteTableIds: ZONES.map((zone) => `rtb-0123456789abcdef${zone}`),
    });
    new RabbitMqCluster(stack, 'Orders', {
      vpc,
      subnets: vpc.privateSubnets,
      clients: SecurityGroup.fromSecurityGroupId(stack, 'Clients', 'sg-0123456789abcdef1'),
      administrators: SecurityGroup.fromSecurityGroupId(stack, 'Administrators', 'sg-0123456789abcdef2'),
    });
    return JSON.stringify(app.synth().getStackByName('Stack').template);
  });
}

const CLOUDFORMATION = sampleOf('yaml').text;
const CDK = synthesizeSample();

it('the CDK sample is the file that is compiled, byte for byte', () => {
  expect(sampleOf('ts').text).toBe(readFileSync(FIXTURE, 'utf8'));
});

describe.each([
  ['CloudFormation', CLOUDFORMATION, ['DeploymentMode: CLUSTER_MULTI_AZ', 'DeploymentMode: SINGLE_INSTANCE']],
  ['CDK', CDK, ['"DeploymentMode":"CLUSTER_MULTI_AZ"', '"DeploymentMode":"SINGLE_INSTANCE"']],
])('the sample of %s', (_, template, [right = '', wrong = '']) => {
  const judgeTemplate = (text: string) => judge(readTemplate(text, { parameters: {} }));

  it('passes all checks', () => expect(judgeTemplate(template)).toEqual(RIGHT));

  it('would not with one node', () => {
    expect(judgeTemplate(spoil(template, right, wrong)).verdicts.flat()).toContain('fail');
  });

  it('has its password from Secrets Manager', () => {
    const passwords = template.split(/\bPassword["']?:/).slice(1);
    expect(passwords).toHaveLength(1);
    expect(passwords[0]?.slice(0, 80)).toContain('{{resolve:secretsmanager:');
  });

  it('keeps the broker and the secret when they leave the stack', () => {
    for (const policy of ['DeletionPolicy', 'UpdateReplacePolicy']) {
      expect(template.match(new RegExp(`${policy}"?: ?"?Retain`, 'g'))).toHaveLength(2);
    }
  });
});

/** The CloudFormation sample with a key of its own. */
function withKey(): string {
  const indented = keyOf('yaml').replaceAll(/^/gm, '      ');
  const text = spoil(CLOUDFORMATION, '      Logs:\n', `${indented}\n      Logs:\n`);
  return spoil(text, 'Resources:\n', '  KmsKeyArn:\n    Type: String\nResources:\n');
}

it('the CDK sample takes the properties of a key of your own', () => {
  const { encryptionOptions } = new Function('key', `return { ${keyOf('ts')} };`)({ keyArn: 'arn:aws:kms:::key/1' });
  const template = withApp((app) => {
    const broker = {
      ...{ brokerName: 'orders', engineType: 'RABBITMQ', deploymentMode: 'CLUSTER_MULTI_AZ' },
      ...{ hostInstanceType: 'mq.m7g.large', publiclyAccessible: false, encryptionOptions },
    };
    new CfnBroker(new Stack(app, 'Stack'), 'Broker', broker);
    return app.synth().getStackByName('Stack').template;
  });
  expect(template.Resources.Broker.Properties.EncryptionOptions).toEqual({
    KmsKeyId: 'arn:aws:kms:::key/1',
    UseAwsOwnedKey: false,
  });
});

describeWith(linter)('cfn-lint', () => {
  const folder = temporaryFolder();

  /** @param templates texts, by the names of their files */
  async function lint(templates: Readonly<Record<string, string>>): Promise<string> {
    const paths = Object.entries(templates).map(([name, text]) => folder.write(name, text));
    const answer = await run(linter ?? '', ['--regions', 'eu-west-1', 'us-east-1', '--', ...paths]).catch(
      (error: { readonly stdout: string; readonly stderr: string }) => error,
    );
    return answer.stdout + answer.stderr;
  }

  it('finds nothing in the samples', async () => {
    expect(await lint({ 'sample.yaml': CLOUDFORMATION, 'cdk.json': CDK, 'key.yaml': withKey() })).toBe('');
  });

  it('does find what is wrong', async () => {
    const wrong = spoil(CLOUDFORMATION, 'PubliclyAccessible', 'PublicAccessible');
    expect(await lint({ 'wrong.yaml': wrong })).toContain('PublicAccessible');
  });
});

describeWith(python)('what replaces a broker in CloudFormation', () => {
  it('is what its schema says', async () => {
    const program =
      'import json, sys; from cfnlint.schema import PROVIDER_SCHEMA_MANAGER as schemas; ' +
      'json.dump(schemas.get_resource_schema("eu-west-1", "AWS::AmazonMQ::Broker").schema, sys.stdout)';
    const { stdout } = await run(python ?? '', ['-c', program], { maxBuffer: 2 ** 24 });
    const schema: { readonly createOnlyProperties: readonly string[]; readonly properties: object } =
      JSON.parse(stdout);
    const rows = GUIDE.tables.at(-1)?.map(([name = '', effect = '']) => [name.replaceAll('`', ''), effect] as const);
    expect(rows?.length).toBeGreaterThan(5);
    for (const [name, effect] of rows ?? []) {
      expect(Object.keys(schema.properties)).toContain(name);
      expect([name, effect === 'replaces']).toEqual([
        name,
        schema.createOnlyProperties.includes(`/properties/${name}`),
      ]);
    }
  });
});
