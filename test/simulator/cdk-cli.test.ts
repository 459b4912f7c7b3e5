import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsState, RECORDS_ALL } from '../../simulator/aws/aws-state.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import type { Dial } from '../../simulator/aws/faults.ts';
import { withFaults } from '../../simulator/aws/faults.ts';
import { accountOf } from '../../simulator/aws/organization.ts';
import { createAdministratorKey, createSimulation } from '../../simulator/aws/simulation.ts';
import { bootstrap } from '../../simulator/cloudformation/bootstrap.ts';
import { answer } from '../../simulator/services.ts';
import { LONGEST } from '../support/cdk.ts';
import { copyAssembly } from './assemblies.ts';
import { runCdk } from './run-cdk.ts';
import { ACCOUNTS, ADMINISTRATOR, PAYMENTS, REGIONS, SETTINGS } from './support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const REGION_WITHOUT_BUCKET = 'eu-north-1';
const DEPLOY = ['deploy', '--all', '--require-approval', 'never'];
const DESTROY = ['destroy', '--all', '--force'];

describe('The CDK CLI', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-cli-test-'));
  const state = createAwsState(ACCOUNTS, { codeFolder: folder });
  const simulation = createSimulation(state, { order: 'by-arrival' });
  const dial: Dial = { latencyMs: 0, faults: [] };
  let endpoints: AwsEndpoints;

  beforeAll(async () => {
    bootstrap(state, HERE);
    bootstrap(state, { ...HERE, region: REGION_WITHOUT_BUCKET });
    state.buckets.delete(`cdk-hnb659fds-assets-${PAYMENTS}-${REGION_WITHOUT_BUCKET}`);
    for (const region of REGIONS) bootstrap(state, { accountId: ADMINISTRATOR, region });
    endpoints = await startAwsEndpoints(withFaults((call) => answer(simulation, call), dial));
  });

  afterEach(() => {
    dial.faults = [];
  });

  afterAll(async () => {
    await endpoints.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs it as an administrator of an account. */
  function cdk(args: readonly string[], app: string, accountId = PAYMENTS, environment: object = {}) {
    const own = awsEnvironment(endpoints.url, createAdministratorKey(simulation, accountId));
    return runCdk(args, app, folder, { ...own, ...environment });
  }

  const stacks = () => [...state.stacks.values()].filter(({ name }) => name === 'rabbitmq-conformance-account');

  test('deploys through passing faults, and destroys', async () => {
    const app = copyAssembly(SETTINGS.account, folder);
    dial.faults = [
      { kind: 'throttling', when: ({ operation }) => operation === 'DescribeStackEvents', times: 2 },
      { kind: 'dropped-connection', when: ({ operation }) => operation === 'CreateChangeSet', times: 1 },
      { kind: 'server-error', when: ({ operation }) => operation === 'PutObject', times: 1 },
    ];
    expect(await cdk(DEPLOY, app)).toMatchObject({ status: 0 });
    expect(dial.faults.map(({ times }) => times)).toEqual([0, 0, 0]);
    expect(stacks().map(({ status }) => status)).toEqual(['CREATE_COMPLETE']);
    expect([state.functions.size, state.rules.size]).toEqual([1, 3]);

    expect(await cdk(DESTROY, app)).toMatchObject({ status: 0 });
    expect(stacks().map(({ status }) => status)).toEqual(['DELETE_COMPLETE']);
    expect([state.functions.size, state.rules.size]).toEqual([0, 0]);
  });

  test('says why a stack fails, and deploys it when that is mended', async () => {
    const { recorders } = accountOf(state, PAYMENTS);
    recorders.delete(HERE.region);
    const app = copyAssembly(SETTINGS.account, folder);
    const failed = await cdk(DEPLOY, app);
    expect(failed).toMatchObject({ status: 1, output: expect.stringContaining('NoAvailableConfigurationRecorder') });
    expect(stacks().at(-1)?.status).toBe('ROLLBACK_COMPLETE');

    recorders.set(HERE.region, RECORDS_ALL);
    expect(await cdk(DEPLOY, app)).toMatchObject({ status: 0 });
    expect(stacks().at(-1)?.status).toBe('CREATE_COMPLETE');
  });

  test('changes nothing if the change set fails', async () => {
    const refused = copyAssembly(SETTINGS.account, folder, ({ Resources }) => {
      const [id = ''] = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm') ?? [];
      Resources[id] = { Type: 'AWS::Logs::LogGroup', Properties: {} };
    });
    // The changed template has the name of the old one, which the CLI would not publish again.
    for (const { objects } of state.buckets.values()) objects.clear();
    expect(await cdk(DEPLOY, refused)).toMatchObject({
      status: 1,
      output: expect.stringContaining('Update of resource type is not permitted'),
    });
    expect(stacks().at(-1)?.status).toBe('CREATE_COMPLETE');
  });

  test.each([
    ['a region that is not bootstrapped', 'us-east-1', 'Has the environment been bootstrapped?'],
    ['a region whose bucket is gone', REGION_WITHOUT_BUCKET, `Is account ${PAYMENTS} bootstrapped?`],
  ])('deploys nothing into %s', async (_, region, sentence) => {
    const before = state.stacks.size;
    const run = await cdk(DEPLOY, copyAssembly(SETTINGS.account, folder), PAYMENTS, { AWS_REGION: region });
    expect(run).toMatchObject({ status: 1, output: expect.stringContaining(sentence) });
    expect(state.stacks.size).toBe(before);
  });

  test('goes on where it stopped when its credentials had expired between two stacks', async () => {
    const app = copyAssembly(SETTINGS.organization, folder);
    dial.faults = [{ kind: 'expired-credentials', when: ({ input }) => String(input.StackName).includes('-pack-') }];
    const stopped = await cdk(DEPLOY, app, ADMINISTRATOR);
    expect(stopped).toMatchObject({ status: 1, output: expect.stringContaining('The security token included in the') });
    const functions = [...state.functions.values()].filter(({ accountId }) => accountId === ADMINISTRATOR);
    expect(functions).toHaveLength(REGIONS.length);
    expect(state.organizationPacks.size).toBe(0);

    dial.faults = [];
    const completed = await cdk(DEPLOY, app, ADMINISTRATOR);
    expect(completed).toMatchObject({ status: 0, output: expect.stringContaining('home (no changes)') });
    expect(state.organizationPacks.size).toBe(REGIONS.length);
  });

  test('publishes a template of a StackSet that is too large for the request', async () => {
    const { tags, rolePath, alarmTopicName } = LONGEST;
    const large = { ...SETTINGS['stack-set'], checks: 'all', tags, rolePath, alarms: true, alarmTopicName };
    const checkParameters = { 'rabbitmq-tags': { requiredTags: 'team' } };
    const app = copyAssembly({ ...large, checkParameters, namePrefix: 'large' }, folder);

    expect(await cdk(DEPLOY, app, ADMINISTRATOR)).toMatchObject({ status: 0 });
    const stackSet = [...state.stackSets.values()].find(({ name }) => name === 'large');
    expect(stackSet?.content.templateBody.length).toBeGreaterThan(51_200);
    const rules = [...state.rules.values()].filter(
      ({ accountId, region }) => accountId === PAYMENTS && region === HERE.region,
    );
    expect(rules.filter(({ name }) => name.startsWith('rabbitmq-engine-version'))).toHaveLength(1);
  });
});
