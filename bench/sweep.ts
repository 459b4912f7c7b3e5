import { setTimeout } from 'node:timers/promises';
import { MAX_EVALUATIONS } from '../lambda/ports.ts';
import { CONCURRENCY } from '../lambda/sweep.ts';
import { awsEnvironment, startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import { brokerId, describeAnswer } from '../test/support/brokers.ts';
import { loadEvent } from '../test/support/events.ts';
import type { WireEvaluation } from '../test/support/loopback-account.ts';
import { answerFor } from '../test/support/loopback-account.ts';
import type { Builds, Bundles } from './builds.ts';
import type { Both } from './interleave.ts';
import { interleave, median, medians, withBoth } from './interleave.ts';
import { peakRow } from './memory.ts';
import type { Run } from './processes.ts';
import { runHandler } from './processes.ts';
import type { Row } from './table.ts';

const ROUNDS = 3;
const BROKERS = 1_000;
/** The latency of each call, as within a region. */
const LATENCY_MS = 30;
const PAGE_SIZE = 100;

// The pages of the recorded results, of the discovered resources and of the listed brokers, read one after the other.
const PAGES = 3 * Math.ceil(BROKERS / PAGE_SIZE);
const BATCHES = Math.ceil(BROKERS / MAX_EVALUATIONS);

interface Case {
  readonly what: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The number of `DescribeBroker` calls. */
  readonly describes: number;
  /** The longest chain of calls that must wait for each other, at the chosen concurrency. */
  readonly callsInARow: number;
}

const ALL_CHECKS: Case = {
  what: 'all checks',
  parameters: {},
  describes: BROKERS,
  // Each page, the brokers with concurrency, the last batch. Earlier batches can be sent while brokers are described.
  callsInARow: PAGES + Math.ceil(BROKERS / CONCURRENCY) + 1,
};

const CLUSTER_CHECK: Case = {
  what: 'cluster check only',
  parameters: { checks: 'rabbitmq-cluster-deployment' },
  describes: 0,
  // Each page, then the batches with concurrency, because they do not wait for anything.
  callsInARow: PAGES + Math.ceil(BATCHES / CONCURRENCY),
};

/**
 * Measures a scheduled run where each call takes {@link LATENCY_MS}, compared with the time of the calls that must wait
 * for each other. It is the first invocation of its process, but the start of the process does not count.
 * @throws Error if a run made any other calls, or did not report every broker as compliant
 */
export async function measureSweep(builds: Builds): Promise<readonly Row[]> {
  const brokers = Array.from({ length: BROKERS }, (_, number) => describeAnswer(number));
  const ids = brokers.map((_, number) => brokerId(number));
  const evaluations: WireEvaluation[] = [];
  const answer = answerFor({ brokers, discovered: ids, recorded: ids, evaluations });
  const endpoints = await startAwsEndpoints(async (call) => {
    await setTimeout(LATENCY_MS);
    return answer(call);
  });
  const run = async ({ main: module }: Bundles, { what, parameters, describes }: Case): Promise<Run> => {
    evaluations.length = 0;
    const before = endpoints.calls.length;
    const event = loadEvent('scheduled', { ruleParameters: parameters });
    const result = await runHandler({ module, event, invocations: 1 }, awsEnvironment(endpoints.url));
    const calls = endpoints.calls.length - before;
    const compliant = evaluations.filter(({ ComplianceType }) => ComplianceType === 'COMPLIANT').length;
    if (calls === PAGES + describes + BATCHES && compliant === BROKERS) return result;
    throw new Error(`A scheduled run (${what}) made ${calls} calls and reported ${compliant} brokers as compliant.`);
  };
  try {
    const all = await interleave(
      ROUNDS,
      withBoth(builds, (bundles) => run(bundles, ALL_CHECKS)),
    );
    const cluster = await interleave(
      ROUNDS,
      withBoth(builds, (bundles) => run(bundles, CLUSTER_CHECK)),
    );
    return [
      sweepRow(ALL_CHECKS, all),
      sweepRow(CLUSTER_CHECK, cluster),
      peakRow(`scheduled run, ${ALL_CHECKS.what}`, all),
    ];
  } finally {
    await endpoints.close();
  }
}

function sweepRow({ what, callsInARow }: Case, runs: Both<Run>): Row {
  return {
    what: `Scheduled run, ${what}`,
    ...medians(runs, ({ durationsMs }) => median(durationsMs)),
    against: callsInARow * LATENCY_MS,
    reference: `${callsInARow} calls in a row`,
    unit: 'ms',
    aim: 1.2,
  };
}
