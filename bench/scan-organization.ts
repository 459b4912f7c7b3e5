import { setTimeout } from 'node:timers/promises';
import { PARENTS_AT_ONCE } from '../cli/organization/account-tree.ts';
import { ACCOUNTS_AT_ONCE, REGIONS_AT_ONCE } from '../cli/scan/concurrency.ts';
import type { AccountPlan } from '../simulator/aws/aws-state.ts';
import { createAwsState } from '../simulator/aws/aws-state.ts';
import { awsEnvironment, startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import { addAccessRoles } from '../simulator/aws/roles.ts';
import { brokersIn, createAdministratorKey, createSimulation } from '../simulator/aws/simulation.ts';
import { answer } from '../simulator/services.ts';
import { describeAnswer } from '../test/support/brokers.ts';
import type { Builds, Bundles } from './builds.ts';
import { interleave, medians, wallOf, withBoth } from './interleave.ts';
import { runProgram } from './processes.ts';
import type { Row } from './table.ts';

const ROUNDS = 3;
const ACCOUNTS = 200;
const UNITS = 10;
const BROKERS = 5;
const REGION = 'eu-west-1';
/** The latency of each call, as within a region. */
const LATENCY_MS = 30;
const PROPERTIES = { hostInstanceType: 'mq.m7g.large', publiclyAccessible: false, logs: { general: true } };
const MANAGEMENT = '100000000000';

/**
 * The caller, the root, its unit list and account list, those of each unit, a role for each other account, the brokers of
 * each account.
 */
const FEWEST_CALLS = 1 + 1 + 2 * (1 + UNITS) + (ACCOUNTS - 1) + ACCOUNTS * (1 + BROKERS);
/** Roles are assumed while regions are read, each with a list and then its brokers: the slower of both counts. */
const CALLS_IN_A_ROW =
  1 +
  1 +
  Math.ceil(UNITS / PARENTS_AT_ONCE) +
  Math.max(Math.ceil(ACCOUNTS / ACCOUNTS_AT_ONCE), 2 * Math.ceil(ACCOUNTS / REGIONS_AT_ONCE));

/** The management account, and the others in units of at most one page. */
function planAccounts(): readonly AccountPlan[] {
  return Array.from({ length: ACCOUNTS }, (_, number) => ({
    id: String(Number(MANAGEMENT) + number),
    organizationId: 'o-simulated1',
    isManagement: number === 0,
    units: number === 0 ? ['r-ab12'] : [`ou-ab12-${String(number % UNITS).padStart(8, '0')}`, 'r-ab12'],
    recorders: [],
  }));
}

/**
 * Measures `scan --organization` where each call takes {@link LATENCY_MS}, with the start of its process, compared with
 * the time of the calls that must wait for each other. Also counts its calls.
 * @throws Error if not every broker passed
 */
export async function measureOrganizationScan(builds: Builds): Promise<readonly Row[]> {
  const state = createAwsState(planAccounts());
  const simulation = createSimulation(state, { order: 'by-arrival' });
  addAccessRoles(state, MANAGEMENT, 'audit');
  for (const accountId of state.accounts.keys()) {
    const place = { accountId, region: REGION };
    for (let number = 0; number < BROKERS; number += 1) {
      const broker = describeAnswer(number);
      brokersIn(simulation, place).set(broker.brokerId, { ...PROPERTIES, ...broker });
    }
  }
  const endpoints = await startAwsEndpoints(async (call) => {
    await setTimeout(LATENCY_MS);
    return answer(simulation, call);
  });
  const environment = awsEnvironment(endpoints.url, createAdministratorKey(simulation, MANAGEMENT));
  const scan = async ({ cli }: Bundles) => {
    const before = endpoints.calls.length;
    const args = ['scan', '--organization', '--role-name', 'audit', '--format', 'json'];
    const { wallMs, output } = await runProgram(process.execPath, [cli, ...args], environment);
    const { pass, fail, skip, unknown } = JSON.parse(output).summary;
    if (pass < ACCOUNTS * BROKERS || fail + skip + unknown > 0) throw new Error(`Not every broker passed:\n${output}`);
    return { wallMs, calls: endpoints.calls.length - before };
  };
  try {
    const runs = await interleave(ROUNDS, withBoth(builds, scan));
    const most = Math.max(...runs.now.map((run) => run.calls));
    return [
      {
        what: `Scan of ${ACCOUNTS} accounts, ${most} calls (minimum ${FEWEST_CALLS})`,
        ...medians(runs, wallOf),
        against: CALLS_IN_A_ROW * LATENCY_MS,
        reference: `${CALLS_IN_A_ROW} calls in a row`,
        unit: 'ms',
        aim: 2,
      },
    ];
  } finally {
    await endpoints.close();
  }
}
