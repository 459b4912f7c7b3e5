import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { broker, eventItem } from '../forms.ts';
import { run, temporaryFolder } from '../support.ts';
import { described, GROUPS, ID, publicBroker, SUBNETS } from './described.ts';
import { FORMATS, plan } from './support.ts';

const folder = temporaryFolder();

const GOOD = described({ DeploymentMode: 'CLUSTER_MULTI_AZ', Logs: { General: true } });
const LOGGING = described({ DeploymentMode: 'CLUSTER_MULTI_AZ' });
const PENDING = described({
  DeploymentMode: 'CLUSTER_MULTI_AZ',
  Logs: { General: false, Pending: { General: true } },
});

describe('nothing to fix', () => {
  it.each(FORMATS)('with --format %s writes nothing, and says so', async (format) => {
    const runbook = folder.path(`nothing-${format}.md`);
    const { status, stdout, stderr } = await plan(GOOD, '--format', format, '--runbook', runbook);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: '',
      stderr: 'standard input: every default check passes: there is nothing to fix.\n',
    });
    expect(existsSync(runbook)).toBe(false);
  });
});

describe('what only a new broker can have', () => {
  const NEW_SUBNETS = 'subnet-0aaaaaaaaaaaaaaa1,subnet-0aaaaaaaaaaaaaaa2,subnet-0aaaaaaaaaaaaaaa3';
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const ONE_SUBNET = { ...GOOD, SubnetIds: SUBNETS.slice(0, 1) };

  it.each([
    ['other subnets', ONE_SUBNET, ['--subnet-ids', NEW_SUBNETS], 'You ask for other subnets than the broker has.'],
    ['another key', GOOD, ['--kms-key-id', KEY], 'You ask for another KMS key than the broker has.'],
    ['another key, and logging', LOGGING, ['--kms-key-id', KEY], /General.* You ask for another KMS key/],
  ])('%s of a broker that passes make a plan for a new one', async (_, old, options, reason) => {
    const runbook = folder.path('wished.md');
    const { status, stdout } = await plan(old, ...options, '--format', 'terraform', '--runbook', runbook);
    expect(status).toBe(0);
    for (const value of options[1]?.split(',') ?? []) expect(stdout).toContain(value);
    expect(readFileSync(runbook, 'utf8')).toMatch(reason);
  });

  it.each([
    ['its own subnets', GOOD, ['--subnet-ids', SUBNETS.toReversed().join(',')]],
    ['its own key', { ...GOOD, EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: KEY } }, ['--kms-key-id', KEY]],
  ])('%s do not', async (_, old, options) => {
    expect(await plan({ ...old, SubnetIds: SUBNETS }, ...options)).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('there is nothing to fix'),
    });
  });
});

describe('only general logging is missing', () => {
  test('the script has the one command, without Audit', async () => {
    const { status, stdout, stderr } = await plan(LOGGING);
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        '#!/usr/bin/env bash',
        'set -euo pipefail',
        '',
        'export AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1',
        'aws mq update-broker \\',
        `  --broker-id ${ID} \\`,
        `  --logs '{"General":true}'`,
        '',
      ].join('\n'),
    );
    expect(stderr).toContain('you do not need a new broker');
  });

  it.each([
    ['terraform', 'logs { general = true }'],
    ['cloudformation', 'Logs: { General: true }'],
  ])('with --format %s nothing is taken for a template, and what to do is said', async (format, setting) => {
    const { status, stdout, stderr } = await plan(LOGGING, '--format', format);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain(setting);
    expect(stderr).toContain(`aws mq update-broker --broker-id ${ID} --logs '{"General":true}'`);
  });

  test('the id is asked for where it is not known', async () => {
    const { BrokerArn, BrokerId, ...rest } = LOGGING;
    const { stdout } = await plan({ ...rest, BrokerId: 'no id; true' });
    expect(stdout).toContain(`: "\${BROKER_ID:?set it to the broker ID}"`);
    expect(stdout).toContain('--broker-id "$BROKER_ID"');
    expect(stdout).toContain(`"\${AWS_DEFAULT_REGION:?set it to the region of the broker}"`);
  });

  test('the runbook says what happens, how to verify it and how to undo it', async () => {
    const runbook = folder.path('logging.md');
    await plan(LOGGING, '--runbook', runbook);
    const text = readFileSync(runbook, 'utf8');
    expect(text).toContain('AWS does not document which of these a RabbitMQ broker needs');
    expect(text).toContain('--query Logs');
    expect(text).toContain('rabbitmq-conformance evaluate');
    expect(text).not.toContain('create-broker');
    expect(text.match(/\*\*To undo:\*\*/g)).toHaveLength(3);
  });

  test('a pending change that turns it off is cancelled', async () => {
    const runbook = folder.path('going-off.md');
    const logs = { General: true, Pending: { General: false } };
    const { status, stdout, stderr } = await plan(
      described({ DeploymentMode: 'CLUSTER_MULTI_AZ', Logs: logs }),
      '--runbook',
      runbook,
    );
    expect(status).toBe(0);
    expect(stdout).toContain(`--logs '{"General":true}'`);
    expect(stderr).toContain('a pending change will turn it off');
    expect(readFileSync(runbook, 'utf8')).toContain('General logging is on, but a pending change will turn it off.');
  });

  test('a pending change is not sent again', async () => {
    const runbook = folder.path('pending.md');
    const { status, stdout, stderr } = await plan(PENDING, '--runbook', runbook);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain('There is nothing to send');
    expect(readFileSync(runbook, 'utf8')).not.toContain('update-broker');
  });
});

describe('exit status 2, with one line, for', () => {
  const { EngineVersion, ...withoutVersion } = described();
  const { HostInstanceType, ...withoutType } = described();

  it.each<[string, unknown, readonly string[], string]>([
    ['ActiveMQ', described({ EngineType: 'ACTIVEMQ' }), [], 'the engine is ACTIVEMQ, not RabbitMQ.'],
    ['a broker that is being deleted', described({ BrokerState: 'DELETION_IN_PROGRESS' }), [], 'being deleted'],
    [
      'a configuration item of a deleted broker',
      eventItem(broker(), { configurationItemStatus: 'ResourceDeleted', configuration: null }),
      [],
      'the broker was deleted.',
    ],
    ['an engine that is not known', described({ EngineType: null }), [], 'EngineType is missing'],
    [
      'a mode that is not known, where only the log fails',
      described({ DeploymentMode: 'RING' }),
      [],
      '"RING" is an unknown deployment mode.',
    ],
    [
      'logging that is not known, where nothing fails',
      eventItem(broker({ general: undefined })),
      [],
      'Logs.General is missing from the configuration item. Pass a DescribeBroker response',
    ],
    ['a version that is not known', withoutVersion, [], 'has no EngineVersion: set the version'],
    [
      'a version that is none',
      described({ EngineVersion: 'latest' }),
      [],
      'has an invalid EngineVersion: set the version',
    ],
    ['an instance type that is not known', withoutType, [], 'has no HostInstanceType: set the instance type'],
    [
      'a version that is older than the old one',
      described({ EngineVersion: '4.2' }),
      ['--engine-version', '3.13'],
      'older',
    ],
    ['a version that is not offered', described(), ['--engine-version', '3.12'], 'Choose one of 3.13, 4.2, 4.3.'],
    ['an instance type that cannot', described(), ['--host-instance-type', 'mq.t3.micro'], 'Use mq.m7g.large.'],
    [
      'an instance type that cannot with the version',
      described(),
      ['--host-instance-type', 'mq.m5.large', '--engine-version', '4.2'],
      'Amazon MQ does not support mq.m5.large for clusters of RabbitMQ 4.2. Use mq.m7g.large.',
    ],
    ['a name that is the old one', described(), ['--name', 'orders'], 'names are unique'],
    [
      'a key that is none',
      described({ EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: `alias/\${x}` } }),
      [],
      'set the ARN with --kms-key-id',
    ],
    [
      'several brokers',
      [described(), described({ BrokerName: 'other' })],
      [],
      'has 2 RabbitMQ brokers: orders, other. Choose one',
    ],
    ['no broker', [], [], 'has no broker'],
    [
      'a list of brokers',
      { BrokerSummaries: [{ BrokerId: ID, EngineType: 'RABBITMQ' }] },
      [],
      'has only some facts of the broker. Pass',
    ],
    ['something else', { hello: 'world' }, [], 'an object of an unknown type'],
    ['text', 'hello', [], 'is neither JSON nor'],
    ['nothing', '', [], 'is empty'],
    ['a name that is there twice', '{"BrokerId": "a", "BrokerId": "b"}', [], '"BrokerId" twice'],
  ])('%s', async (_, input, options, message) => {
    for (const format of FORMATS) {
      const { status, stdout, stderr } = await plan(input, ...options, '--format', format);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(message);
      expect(stderr).toMatch(/^rabbitmq-conformance: -: [^\n]*\n$/);
    }
  });

  it.each<[string, readonly string[], string]>([
    ['no broker', [], "missing required argument 'broker'"],
    ['a file that is not there', ['/no/such/file'], 'the file does not exist'],
    ['part of an ID', ['b-1234'], 'b-1234: is neither a file nor the ID or ARN of a broker. An ID looks like b-'],
    ['part of an ARN', ['arn:aws:mq:eu-west-1'], 'is neither a file nor the ID or ARN of a broker'],
    ['a file that is not there, with a name like that of an ID', ['b-1.json'], 'the file does not exist'],
    ['a name that no broker has', ['-', '--name', 'a b'], '1 to 50 letters'],
    ['a version that is none', ['-', '--engine-version', 'latest'], 'a version such as'],
    ['an instance type that is none', ['-', '--host-instance-type', 'm5.large'], 'an instance type such as'],
    ['subnets that are none', ['-', '--subnet-ids', 'subnet-1'], 'distinct IDs'],
    ['a subnet that is there twice', ['-', '--subnet-ids', `${SUBNETS[0]},${SUBNETS[0]}`], 'distinct IDs'],
    ['security groups that are none', ['-', '--security-groups', `${SUBNETS[0]}`], 'sg-'],
    ['a region that is none', ['-', '--region', 'Ireland'], 'a region name'],
    ['a key that is none', ['-', '--kms-key-id', 'alias/x'], 'the ARN of a KMS key'],
    ['a format that is none', ['-', '--format', 'pulumi'], 'Allowed choices'],
    ['a runbook on standard output', ['-', '--runbook', '-'], 'the runbook needs a file'],
  ])('%s', async (_, args, message) => {
    const { status, stdout, stderr } = await run(['plan', ...args], { stdin: [JSON.stringify(described())] });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

test('no template sets an authentication strategy, which CloudFormation could not change later, and each says so', async () => {
  const { stdout } = await plan(described({ AuthenticationStrategy: 'CONFIG_MANAGED' }), '--format', 'cloudformation');
  expect(stdout).toContain('Never add AuthenticationStrategy to the template');
  expect(stdout).not.toMatch(/^\s+(AuthenticationStrategy|Configuration):/m);
});

describe('files', () => {
  test('a gzipped one is read, and plan and runbook go to files', async () => {
    const source = folder.write('broker.json.gz', gzipSync(JSON.stringify(publicBroker())));
    const [output, runbook] = [folder.path('replacement.tf'), folder.path('runbook.md')];
    const { status, stdout } = await run([
      ...['plan', source, '--format', 'terraform', '--output', output, '--runbook', runbook],
      ...['--security-groups', GROUPS.join(',')],
    ]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(readFileSync(output, 'utf8')).toContain('resource "aws_mq_broker"');
    expect(readFileSync(runbook, 'utf8')).toContain(`terraform -chdir=${folder.path('')} init`.replace('/ ', ' '));
  });

  test('one file for plan and runbook is an error', async () => {
    const path = folder.path('both');
    const { status, stderr } = await plan(described(), '--output', path, '--runbook', path);
    expect(status).toBe(2);
    expect(stderr).toContain('cannot hold both the plan and the runbook. Name two files.');
    expect(existsSync(path)).toBe(false);
  });

  test('where the runbook cannot be written, there is no plan either', async () => {
    const path = folder.path('a-folder');
    mkdirSync(path);
    const { status, stdout, stderr } = await plan(described(), '--runbook', path);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`${path}: cannot be written`);
  });
});
