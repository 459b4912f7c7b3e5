import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../simulator/aws/aws-state.ts';
import { createAwsState } from '../../simulator/aws/aws-state.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { joinOrganization } from '../../simulator/aws/organization.ts';
import { createAdministratorKey, createSimulation } from '../../simulator/aws/simulation.ts';
import { bootstrap } from '../../simulator/cloudformation/bootstrap.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { createLambdaProcesses } from '../../simulator/lambda/processes.ts';
import type { Runtime } from '../../simulator/lambda/runtime.ts';
import { createRuntime } from '../../simulator/lambda/runtime.ts';
import { answer } from '../../simulator/services.ts';
import { remediate } from '../../simulator/systems-manager/automation.ts';
import { copyAssembly } from './assemblies.ts';
import { protect } from './protect.ts';
import { runCdk } from './run-cdk.ts';
import {
  ACCOUNTS,
  ADMINISTRATOR,
  JOINING,
  keyOf,
  makeBroker,
  ORDERS,
  PAYMENTS,
  REGIONS,
  SETTINGS,
  verdictsOf,
} from './support.ts';

const [REGION = ''] = REGIONS;
const DEPLOY = ['deploy', '--all', '--require-approval', 'never'];
const DESTROY = ['destroy', '--all', '--force'];

const processes = createLambdaProcesses();
afterAll(() => processes.stop());

describe.each(['organization', 'stack-set'] as const)('Where the service control policy is attached, %s', (shape) => {
  const settings = { ...SETTINGS[shape], regions: [REGION], logRemediation: 'manual' };
  const folder = mkdtempSync(join(tmpdir(), 'protected-test-'));
  const state = createAwsState(ACCOUNTS, { codeFolder: folder });
  const simulation = createSimulation(state, { order: 'by-arrival' });
  let endpoints: AwsEndpoints;
  let runtime: Runtime;

  beforeAll(async () => {
    bootstrap(state, { accountId: ADMINISTRATOR, region: REGION });
    protect(simulation, settings);
    endpoints = await startAwsEndpoints((call) => answer(simulation, call));
    runtime = createRuntime(simulation, endpoints.url, processes);
  });

  afterAll(async () => {
    runtime.stop();
    await endpoints.close();
    rmSync(folder, { recursive: true });
  });

  function cdk(args: readonly string[], changes = {}) {
    const app = copyAssembly({ ...settings, ...changes }, folder);
    return runCdk(args, app, folder, awsEnvironment(endpoints.url, createAdministratorKey(simulation, ADMINISTRATOR)));
  }

  /** The accounts that have rules. */
  const accounts = () => [...new Set([...state.rules.values()].map(({ accountId }) => accountId))].toSorted();
  const MEMBERS = [ADMINISTRATOR, PAYMENTS, ORDERS].toSorted();

  test('is deployed and changed', async () => {
    expect(await cdk(DEPLOY)).toMatchObject({ status: 0 });
    expect(accounts()).toEqual(MEMBERS);
    expect(await cdk(DEPLOY, { frequency: 'Six_Hours', logRetentionDays: 30 })).toMatchObject({ status: 0 });
    expect(accounts()).toEqual(MEMBERS);
  });

  test('reaches an account that joins', () => {
    expect(joinOrganization(state, JOINING)).toEqual([]);
    expect(accounts()).toEqual([...MEMBERS, JOINING.id]);
  });

  test('evaluates and remediates the brokers of a member', async () => {
    const place = { accountId: JOINING.id, region: REGION };
    const events = putBroker(simulation, place, makeBroker(place, 1, { logs: { general: false } }));
    for (const event of events) {
      for (const { error } of await runtime.deliver(event)) expect(error).toBeUndefined();
    }
    expect(verdictsOf(simulation)).toEqual({ [keyOf(place, 1)]: 'pass pass fail' });
    const rule = [...state.rules.values()].find((one) => one.accountId === JOINING.id && one.remediation);
    if (!rule) throw new Error('There is no rule with a remediation.');
    expect(remediate(simulation, rule, makeBroker(place, 1).brokerId, answer).status).toBe('Success');
  });

  test('is removed', async () => {
    expect(await cdk(DESTROY)).toMatchObject({ status: 0 });
    expect(accounts()).toEqual([]);
    const isOfDeployment = ({ id }: Pick<Account, 'id'>) =>
      [...state.roles.keys()].some((arn) => arn.includes(`::${id}:`) && /rabbitmq-co/.test(arn));
    expect([...state.accounts.values()].filter(isOfDeployment)).toEqual([]);
  });
});
