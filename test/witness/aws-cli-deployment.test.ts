import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAwsState } from '../../simulator/aws/aws-state.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { createAdministratorKey, createSimulation } from '../../simulator/aws/simulation.ts';
import { bootstrap } from '../../simulator/cloudformation/bootstrap.ts';
import { answer } from '../../simulator/services.ts';
import { logGroup, NOBODY, role, template } from '../simulator/cloudformation/client.ts';
import { ACCOUNTS, ADMINISTRATOR, ORDERS, PAYMENTS, withWorld } from '../simulator/support.ts';
import type { AwsCliServer } from '../support/aws-cli-server.ts';
import { startAwsCliServer } from '../support/aws-cli-server.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';

const BUCKET = `cdk-hnb659fds-assets-${PAYMENTS}-eu-west-1`;
const VERSION = '/cdk-bootstrap/hnb659fds/version';

describeWith(findWitness('aws'))('The AWS CLI', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aws-cli-deployment-'));
  const state = createAwsState(ACCOUNTS);
  const simulation = createSimulation(state, { order: 'by-arrival' });
  let aws: AwsCliServer;
  let endpoints: AwsEndpoints;

  beforeAll(async () => {
    bootstrap(state, { accountId: PAYMENTS, region: 'eu-west-1' });
    endpoints = await startAwsEndpoints((call) => answer(simulation, call));
    aws = await startAwsCliServer();
  });

  afterAll(async () => {
    await aws.stop();
    await endpoints.close();
    rmSync(folder, { recursive: true });
  });

  async function run(...args: readonly string[]) {
    const environment = {
      ...awsEnvironment(endpoints.url, createAdministratorKey(simulation, PAYMENTS)),
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    };
    return await runWitness(aws.program, ['--output', 'json', ...args], { environment });
  }

  /** @returns what it printed, if it understood the answers */
  async function read(...args: readonly string[]): Promise<unknown> {
    const { status, output, errors } = await run(...args);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    return output === '' ? undefined : JSON.parse(output);
  }

  function file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  const of = ['--stack-name', 'stack'];
  const deploy = (path: string) => [
    ...['cloudformation', 'deploy', ...of, '--template-file', path],
    ...['--capabilities', 'CAPABILITY_IAM', '--no-fail-on-empty-changeset'],
  ];

  test('keeps objects in a bucket, and reads them', async () => {
    const object = ['--bucket', BUCKET, '--key', 'folder/a b'];
    const ETag = '"9a0364b9e99bb480dd25e1f0284c8555"';
    const put = await read('s3api', 'put-object', ...object, '--body', file('content', 'content'));
    expect(put).toMatchObject({ ETag });
    await read('s3api', 'get-object', ...object, join(folder, 'read'));
    expect(readFileSync(join(folder, 'read'), 'utf8')).toBe('content');
    expect(await read('s3api', 'list-objects-v2', '--bucket', BUCKET)).toMatchObject({
      Contents: [{ Key: 'folder/a b', Size: 7, ETag }],
    });
    expect(await read('s3api', 'get-bucket-location', '--bucket', BUCKET)).toEqual({ LocationConstraint: 'eu-west-1' });
    expect(await read('s3api', 'get-bucket-encryption', '--bucket', BUCKET)).toMatchObject({
      ServerSideEncryptionConfiguration: { Rules: [{ BucketKeyEnabled: false }] },
    });
    expect(await read('s3api', 'head-bucket', '--bucket', BUCKET)).toMatchObject({ BucketRegion: 'eu-west-1' });
  });

  test('reads who calls, and parameters', async () => {
    expect(await read('sts', 'get-caller-identity')).toMatchObject({ Account: PAYMENTS });
    expect(await read('ssm', 'get-parameters', '--names', VERSION, '/none')).toMatchObject({
      Parameters: [{ Name: VERSION, Type: 'String', Value: expect.stringMatching(/^\d+$/) }],
      InvalidParameters: ['/none'],
    });
  });

  /** Deploys a template. The AWS CLI names change sets by the second, so a second one can be refused for its name. */
  async function deployFile(path: string): ReturnType<typeof run> {
    const outcome = await run(...deploy(path));
    return outcome.errors.includes('AlreadyExistsException') ? deployFile(path) : outcome;
  }

  test('deploys a stack, changes it, waits for it and deletes it', async () => {
    const before = file('before.json', template({ Logs: logGroup({ RetentionInDays: 1 }) }));
    const after = file('after.json', template({ Logs: logGroup({ RetentionInDays: 2 }) }));
    expect(await deployFile(before)).toMatchObject({ status: 0 });
    expect(await deployFile(before)).toMatchObject({
      status: 0,
      output: expect.stringContaining('No changes to deploy'),
    });
    expect(await deployFile(after)).toMatchObject({ status: 0 });
    expect(await read('cloudformation', 'describe-stacks', ...of)).toMatchObject({
      Stacks: [{ StackName: 'stack', StackStatus: 'UPDATE_COMPLETE', EnableTerminationProtection: false }],
    });
    await read('cloudformation', 'delete-stack', ...of);
    await read('cloudformation', 'wait', 'stack-delete-complete', ...of);
    expect(await run('cloudformation', 'describe-stacks', ...of)).toMatchObject({
      status: 255,
      errors: expect.stringContaining(
        'An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id stack does not exist',
      ),
    });
  });

  test('says why a stack failed', async () => {
    const failing = file('failing.json', template({ Role: role(NOBODY) }));
    expect(await deployFile(failing)).toMatchObject({
      status: 255,
      errors: expect.stringContaining('Failed to create/update the stack'),
    });
    const events = [
      'cloudformation',
      'describe-stack-events',
      ...of,
      '--query',
      "StackEvents[?ResourceStatus=='CREATE_FAILED']",
    ];
    expect(await read(...events)).toMatchObject([
      { LogicalResourceId: 'Role', ResourceStatusReason: expect.stringContaining('Invalid principal in policy') },
    ]);
  });

  test('prints where a StackSet failed with the command that a deployment has as its output', async () => {
    const accounts = ACCOUNTS.map((one) => (one.id === ORDERS ? { ...one, recorders: ['eu-central-1'] } : one));
    await withWorld('stack-set', { accounts }, async ({ simulation, stacks, clientConfig }) => {
      const outputs = stacks.flatMap((stack) => ('outputs' in stack ? Object.entries(stack.outputs) : []));
      const [, command] = outputs.find(([name]) => name === 'AccountsFailures') ?? [];
      const environment = {
        ...awsEnvironment(
          String(clientConfig(ADMINISTRATOR).endpoint),
          createAdministratorKey(simulation, ADMINISTRATOR),
        ),
        PATH: `${dirname(aws.program)}:${process.env.PATH}`,
      };
      const { status, output, errors } = await runWitness('sh', ['-c', String(command)], { environment });
      expect({ status, errors }).toEqual({ status: 0, errors: '' });
      const rows = output.split('\n').filter((line) => /\d{12}/.test(line));
      expect(rows).toEqual([expect.stringMatching(`${ORDERS}.* eu-west-1 .* FAILED .*has no recorder`)]);
    });
  });

  test.each([
    ['a bucket that is not there', ['s3api', 'get-bucket-location', '--bucket', 'none'], 'NoSuchBucket'],
    ['a parameter that is not there', ['ssm', 'get-parameter', '--name', '/none'], 'ParameterNotFound'],
    ['an operation that is not simulated', ['cloudformation', 'list-exports'], 'InvalidAction'],
    ['an operation of S3 that is not simulated', ['s3api', 'get-bucket-acl', '--bucket', BUCKET], 'NotImplemented'],
  ] as const)('is refused %s', async (_, args, code) => {
    const { status, errors } = await run(...args);
    expect({ status, errors }).toEqual({ status: 255, errors: expect.stringContaining(`An error occurred (${code})`) });
  });
});
