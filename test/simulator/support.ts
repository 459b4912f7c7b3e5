import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigServiceClientConfig } from '@aws-sdk/client-config-service';
import type { AccountPlan, AwsState } from '../../simulator/aws/aws-state.ts';
import { createAwsState, DELEGATIONS } from '../../simulator/aws/aws-state.ts';
import type { Call } from '../../simulator/aws/call.ts';
import { SECRETS, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import type { Dial } from '../../simulator/aws/faults.ts';
import { withFaults } from '../../simulator/aws/faults.ts';
import type { Place } from '../../simulator/aws/place.ts';
import type { Broker, ResultOrder, Simulation } from '../../simulator/aws/simulation.ts';
import { createSimulation, startSession } from '../../simulator/aws/simulation.ts';
import type { RuleEvent } from '../../simulator/config/rule-events.ts';
import type { Ending } from '../../simulator/lambda/lambda-process.ts';
import { createLambdaProcesses } from '../../simulator/lambda/processes.ts';
import type { Runtime } from '../../simulator/lambda/runtime.ts';
import { createRuntime } from '../../simulator/lambda/runtime.ts';
import { answer } from '../../simulator/services.ts';
import { sharedByTests } from '../support/shared-by-tests.ts';
import type { Template } from './assemblies.ts';
import { assemblyOf, copyAssembly } from './assemblies.ts';
import type { DeployedStack } from './deploy-assembly.ts';
import { deployAssembly } from './deploy-assembly.ts';
import { hasLateResult } from './result-order.ts';

export const MANAGEMENT = '100000000000';
export const ADMINISTRATOR = '111111111111';
export const PAYMENTS = '222222222222';
export const ORDERS = '333333333333';
export const OUTSIDER = '999999999999';
export const UNIT = 'ou-ab12-12345678';
export const ROOT = 'r-ab12';
export const REGIONS = ['eu-west-1', 'eu-central-1'];

export const ORGANIZATION = 'o-simulated1';

const MEMBER = { organizationId: ORGANIZATION, units: [UNIT, ROOT], recorders: REGIONS };

/** An organization of four accounts, and one account outside. */
export const ACCOUNTS: readonly AccountPlan[] = [
  { id: MANAGEMENT, ...MEMBER, units: [ROOT], isManagement: true },
  { id: ADMINISTRATOR, ...MEMBER, delegations: DELEGATIONS },
  { id: PAYMENTS, ...MEMBER },
  { id: ORDERS, ...MEMBER },
  { id: OUTSIDER, recorders: REGIONS },
];

/** An account that joins the organization later. */
export const JOINING: AccountPlan = { id: '444444444444', ...MEMBER };

export type Shape = 'organization' | 'stack-set' | 'account';

const SEVERAL = { regions: REGIONS, homeRegion: 'eu-west-1', administrator: 'delegated' };

export const SETTINGS: Readonly<Record<Shape, Readonly<Record<string, unknown>>>> = {
  organization: {
    ...SEVERAL,
    deployment: 'organization',
    organizationalUnits: [ROOT],
    organizationId: ORGANIZATION,
    managementAccount: MANAGEMENT,
  },
  'stack-set': { ...SEVERAL, deployment: 'stack-set', organizationalUnits: [UNIT] },
  account: { deployment: 'account' },
};

/** Who deploys each shape. */
export const DEPLOYERS: Readonly<Record<Shape, string>> = {
  organization: ADMINISTRATOR,
  'stack-set': ADMINISTRATOR,
  account: PAYMENTS,
};

export interface WorldOptions {
  /** Needed where a result comes after a newer one: test both. */
  readonly order?: ResultOrder;
  readonly now?: () => number;
  readonly accounts?: readonly AccountPlan[];
  readonly deployer?: string;
  /** Instead of {@link SETTINGS}. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Deploys what has to be there before. */
  readonly before?: (deploy: World['deploy'], state: AwsState) => void;
  /** Changes each template before it is deployed, those in StackSets too. */
  readonly patch?: (template: Template) => void;
}

/** A simulated AWS in which a shape is deployed, with functions that can be invoked. */
export interface World {
  readonly simulation: Simulation;
  readonly stacks: readonly DeployedStack[];
  readonly calls: readonly Call[];
  readonly runtime: Runtime;
  readonly dial: Dial;
  /** Deploys other settings beside those that are there. */
  deploy(settings: Readonly<Record<string, unknown>>, deployer: string): readonly DeployedStack[];
  /** What a client of the AWS SDK needs to call as somebody in an account who may do everything. */
  clientConfig(accountId: string): Pick<ConfigServiceClientConfig, 'endpoint' | 'region' | 'credentials'>;
  /** Delivers events in order. @returns how all attempts ended */
  deliver(events: readonly RuleEvent[]): Promise<readonly Ending[]>;
}

const processes = createLambdaProcesses();
afterAll(() => processes.stop());

/** Deploys a shape, and lets it be used. */
export async function withWorld<T>(
  shape: Shape,
  options: WorldOptions,
  use: (world: World) => Promise<T> | T,
): Promise<T> {
  const workFolder = mkdtempSync(join(tmpdir(), 'simulator-test-'));
  const { order, accounts = ACCOUNTS, deployer = DEPLOYERS[shape], settings = SETTINGS[shape], patch } = options;
  const { now = Date.now } = options;
  const state = createAwsState(accounts, { codeFolder: sharedByTests('functions'), now });
  const simulation = createSimulation(state, { order: order ?? 'by-arrival' });
  const dial: Dial = { latencyMs: 0, faults: [] };
  const endpoints = await startAwsEndpoints(withFaults((call) => answer(simulation, call), dial));
  const runtime = createRuntime(simulation, endpoints.url, processes);
  const deploy: World['deploy'] = (given, accountId) => {
    const assembly = patch ? copyAssembly(given, workFolder, patch) : assemblyOf(given);
    return deployAssembly(state, assembly, { accountId, defaultRegion: 'eu-west-1' });
  };
  try {
    options.before?.(deploy, state);
    const outcome = await use({
      simulation,
      stacks: deploy(settings, deployer),
      calls: endpoints.calls,
      runtime,
      dial,
      deploy,
      clientConfig: (accountId) => ({
        endpoint: endpoints.url,
        region: 'eu-west-1',
        credentials: {
          accessKeyId: startAdministratorSession(simulation, accountId),
          secretAccessKey: 'secret',
          sessionToken: SECRETS.session,
        },
      }),
      async deliver(events) {
        const endings: Ending[] = [];
        for (const event of events) endings.push(...(await runtime.deliver(event)));
        return endings;
      },
    });
    if (order === undefined && hasLateResult(simulation, endpoints.calls)) {
      throw new Error('A result came after a newer one: give the world each of ORDERINGS.');
    }
    return outcome;
  } finally {
    runtime.stop();
    await endpoints.close();
    rmSync(workFolder, { recursive: true });
  }
}

/** Makes a role that may do everything. @returns the access key of a session of it */
export function startAdministratorSession(simulation: Simulation, accountId: string): string {
  const roleArn = `arn:aws:iam::${accountId}:role/all`;
  const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*' }] as const;
  const policy = { Version: '2012-10-17', Statement };
  simulation.state.roles.set(roleArn, { arn: roleArn, accountId, trust: policy, policies: [policy] });
  return startSession(simulation, { principalArn: roleArn, accountId });
}

/** The problems of stacks, by their names. */
export function problemsOf(stacks: readonly DeployedStack[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    stacks.flatMap((stack) => ('problem' in stack ? [[stack.name, stack.problem.message]] : [])),
  );
}

export function brokerIdOf(number: number): string {
  return `b-${String(number).padStart(8, '0')}-1111-4111-8111-111111111111`;
}

/** A broker of which all checks pass, but for what is given. */
export function makeBroker({ accountId, region }: Place, number: number, differences: Partial<Broker> = {}): Broker {
  const { brokerName = `broker-${number}` } = differences;
  return {
    brokerId: brokerIdOf(number),
    brokerArn: `arn:aws:mq:${region}:${accountId}:broker:${brokerName}:${brokerIdOf(number)}`,
    brokerState: 'RUNNING',
    engineType: 'RABBITMQ',
    engineVersion: '3.13',
    hostInstanceType: 'mq.m5.large',
    deploymentMode: 'CLUSTER_MULTI_AZ',
    publiclyAccessible: false,
    logs: { general: true },
    ...differences,
    brokerName,
  };
}

const CHECKS = ['rabbitmq-cluster-deployment', 'rabbitmq-no-public-access', 'rabbitmq-general-logging'];
const WORDS: Readonly<Record<string, string>> = { COMPLIANT: 'pass', NON_COMPLIANT: 'fail', NOT_APPLICABLE: 'skip' };

/** All results: for each account, region and broker, what the rules for clusters, public access and logs say. */
export function verdictsOf({ state, results }: Simulation): Readonly<Record<string, string>> {
  const verdicts: Record<string, string[]> = {};
  for (const [arn, ofRule] of results) {
    const [, , , region, account] = arn.split(':');
    const name = state.rules.get(arn)?.name ?? arn;
    const index = CHECKS.findIndex((check) => name.startsWith(check));
    for (const { resourceId, compliance } of ofRule.values()) {
      const key = `${account}/${region}/${resourceId}`;
      verdicts[key] ??= ['none', 'none', 'none'];
      verdicts[key][index] = WORDS[compliance] ?? compliance;
    }
  }
  return Object.fromEntries(Object.entries(verdicts).map(([key, words]) => [key, words.join(' ')]));
}

export function keyOf({ accountId, region }: Place, number: number): string {
  return `${accountId}/${region}/${brokerIdOf(number)}`;
}
