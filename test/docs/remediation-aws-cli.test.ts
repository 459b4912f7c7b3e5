import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { DEFAULT_CHECKS } from '../../checks/registry.ts';
import { run, temporaryFolder } from '../cli/support.ts';
import type { AwsCliServer } from '../support/aws-cli-server.ts';
import { startAwsCliServer } from '../support/aws-cli-server.ts';
import { describeWith } from '../support/missing.ts';
import type { Moto } from '../support/moto.ts';
import { startMoto } from '../support/moto.ts';
import { findWitness } from '../support/python.ts';
import { GUIDE, spoil } from './support.ts';

const server = findWitness('moto_server');
const cli = findWitness('aws');

const BLOCKS = GUIDE.blocks.filter(({ language }) => language === 'sh');
const CREATE = BLOCKS.find((block) => block.text.includes('create-broker'))?.text ?? '';
const SHORT = [
  ...BLOCKS.map((block) => block.text).filter((block) => block !== CREATE),
  ...GUIDE.code.filter((code) => code.startsWith('aws ')),
];

/** What the commands need: names of things that are in every new account of moto. */
const LOOK_UP = `
VPC_ID=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
read -r SUBNET_ID_A SUBNET_ID_B SUBNET_ID_C < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
CLIENT_GROUP_ID=$(aws ec2 describe-security-groups --query 'SecurityGroups[0].GroupId' --output text)
ADMINISTRATOR_GROUP_ID=$CLIENT_GROUP_ID
`;

// moto is the witness of services, and the AWS CLI that of its options.
describeWith(cli === undefined ? undefined : server)('the commands of the AWS CLI', () => {
  const folder = temporaryFolder();
  let aws: AwsCliServer;
  let moto: Moto;

  beforeAll(async () => {
    aws = await startAwsCliServer();
    moto = await startMoto(server ?? '');
    // This program itself is not built: what goes to it is shown.
    mkdirSync(folder.path('bin'));
    chmodSync(folder.write('bin/npx', '#!/bin/sh\nexec cat\n'), 0o755);
  });

  afterAll(async () => {
    await moto.stop();
    await aws.stop();
  });

  async function bash(script: string, brokerId = '') {
    const child = spawn('bash', ['-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        HOME: folder.path('.'),
        PATH: `${folder.path('bin')}:${dirname(aws.program)}:${process.env.PATH}`,
        AWS_ENDPOINT_URL: moto.url,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_PAGER: '',
        BROKER_ID: brokerId,
      },
    });
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { status, stdout, stderr };
  }

  const createWith = (script: string, name: string) => bash(`${LOOK_UP}\n${script.replaceAll('orders-cluster', name)}`);

  let id = '';

  beforeAll(async () => {
    const { status, stdout, stderr } = await createWith(CREATE, 'orders-cluster');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    id = /"BrokerId": "([^"]+)"/.exec(stdout)?.[1] ?? '';
  });

  it('create a broker that passes all checks, with its password in Secrets Manager', async () => {
    const { stdout } = await bash('aws mq describe-broker --broker-id "$BROKER_ID"', id);
    const evaluated = await run(['evaluate', '--format', 'json', '-'], { stdin: [stdout] });
    const { results } = JSON.parse(evaluated.stdout);
    expect(results.map(({ verdict }: { verdict: string }) => verdict)).toEqual(DEFAULT_CHECKS.map(() => 'pass'));
    expect(JSON.parse(stdout)).toMatchObject({
      EngineType: 'RABBITMQ',
      Logs: { General: true },
      SubnetIds: [expect.any(String), expect.any(String), expect.any(String)],
      SecurityGroups: [expect.any(String)],
      Users: [{ Username: 'cluster-admin' }],
      MaintenanceWindowStartTime: { DayOfWeek: 'SUNDAY', TimeOfDay: '03:00', TimeZone: 'UTC' },
      Tags: { application: 'orders' },
    });
    const secret = await bash('aws secretsmanager get-secret-value --secret-id amazon-mq/orders-cluster');
    expect(JSON.parse(JSON.parse(secret.stdout).SecretString)).toEqual({
      username: 'cluster-admin',
      password: expect.stringMatching(/^\w{32}$/),
    });
  });

  it('create a broker with a key of your own', async () => {
    const option = GUIDE.code.find((code) => code.startsWith('--encryption-options')) ?? '';
    const script = `KMS_KEY_ARN=arn:aws:kms:eu-west-1:111122223333:key/1\n${spoil(CREATE, '--logs', `${option} --logs`)}`;
    const { stdout } = await createWith(script, 'orders-key');
    const { BrokerId } = JSON.parse(/\{\s*"BrokerArn"[^}]+\}/.exec(stdout)?.[0] ?? '{}');
    const show = 'aws mq describe-broker --broker-id "$BROKER_ID" --query EncryptionOptions';
    expect(JSON.parse((await bash(show, BrokerId)).stdout)).toEqual({
      KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      UseAwsOwnedKey: false,
    });
  });

  it.each(SHORT.map((script) => [script.split('\n', 1)[0], script]))('work: %s', async (_, script = '') => {
    expect(await bash(`set -euo pipefail\n${script}`, id)).toMatchObject({ status: 0, stderr: '' });
  });

  it('switch the general log on', async () => {
    const update = SHORT.find((script) => script.includes('update-broker')) ?? '';
    const show = 'aws mq describe-broker --broker-id "$BROKER_ID" --query Logs';
    const script = `{ ${spoil(update, 'true', 'false')} } >/dev/null; ${show}; { ${update} } >/dev/null; ${show}`;
    const { stdout } = await bash(script, id);
    expect(stdout.replaceAll(/\s/g, '')).toBe('{"General":false}{"General":true}');
  });

  it.each([
    ['an option', '--no-publicly-accessible', '--not-publicly-accessible'],
    ['a member', '{"General":true}', '{"Generally":true}'],
  ])('would not work with %s that there is not', async (what, right, wrong) => {
    const { status, stderr } = await createWith(spoil(CREATE, right, wrong), what.replace(' ', '-'));
    expect(status).not.toBe(0);
    expect(stderr).toContain(wrong.replaceAll(/[{}"]|:true/g, ''));
  });
});

it.each(BLOCKS)('bash can read the commands in line $line', async ({ text: script }) => {
  const child = spawn('bash', ['-n', '-c', script], { stdio: 'ignore' });
  expect(await once(child, 'close')).toEqual([0, null]);
});
