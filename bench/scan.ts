import { setTimeout } from 'node:timers/promises';
import { BROKERS_AT_ONCE } from '../cli/scan/concurrency.ts';
import { awsEnvironment, startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import { startIdentityEndpoints } from '../test/cli/scan/identity-endpoints.ts';
import { describeAnswer } from '../test/support/brokers.ts';
import { answerFor } from '../test/support/loopback-account.ts';
import type { Builds, Bundles } from './builds.ts';
import { interleave, medians, wallOf, withBoth } from './interleave.ts';
import { runProgram } from './processes.ts';
import type { Row } from './table.ts';

const ROUNDS = 3;
const BROKERS = 1_000;
/** The latency of each call, as within a region. */
const LATENCY_MS = 30;
const PAGES = BROKERS / 100;

/** `GetCallerIdentity`, each page, each broker. */
const FEWEST_CALLS = 1 + PAGES + BROKERS;
/**
 * The longest chain of calls that must wait for each other: the account, the first page, then the brokers, several
 * concurrently, while the other pages are read.
 */
const CALLS_IN_A_ROW = 1 + 1 + Math.ceil(BROKERS / BROKERS_AT_ONCE);

/**
 * Measures the command `scan` for an account and region where each call takes {@link LATENCY_MS}, with the start of its
 * process, compared with the time of the calls that must wait for each other. Also counts its calls.
 * @throws Error if not every broker passed
 */
export async function measureScan(builds: Builds): Promise<readonly Row[]> {
  const brokers = Array.from({ length: BROKERS }, (_, number) => describeAnswer(number));
  const answer = answerFor({ brokers, evaluations: [] });
  const endpoints = await startAwsEndpoints(async (call) => {
    await setTimeout(LATENCY_MS);
    return answer(call);
  });
  const identity = await startIdentityEndpoints({ accounts: { OWN: '111122223333' } }, LATENCY_MS);
  const calls = () => endpoints.calls.length + identity.calls.length;
  const scan = async ({ cli }: Bundles) => {
    const before = calls();
    const environment = { ...awsEnvironment(endpoints.url), ...identity.environment };
    const { wallMs, output } = await runProgram(process.execPath, [cli, 'scan', '--format', 'json'], environment);
    const { pass, fail, skip, unknown } = JSON.parse(output).summary;
    if (pass < BROKERS || fail + skip + unknown > 0) throw new Error(`Not every broker passed in a scan:\n${output}`);
    return { wallMs, calls: calls() - before };
  };
  try {
    const runs = await interleave(ROUNDS, withBoth(builds, scan));
    const most = Math.max(...runs.now.map((run) => run.calls));
    return [
      {
        what: `Scan, ${most} calls (minimum ${FEWEST_CALLS})`,
        ...medians(runs, wallOf),
        against: CALLS_IN_A_ROW * LATENCY_MS,
        reference: `${CALLS_IN_A_ROW} calls in a row`,
        unit: 'ms',
        aim: 1.2,
      },
    ];
  } finally {
    await Promise.all([endpoints.close(), identity.close()]);
  }
}
