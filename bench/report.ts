import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CONCURRENCY } from '../cli/organization/recorder-sources.ts';
import { awsEnvironment, startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import type { Builds, Bundles } from './builds.ts';
import { medians, once, wallOf, withBoth } from './interleave.ts';
import { peakOf, peaks } from './memory.ts';
import { runMeasured } from './processes.ts';
import { answerFor, BROKERS_PER_PLACE, callsInARow, fewestCalls, PLACES_PER_ACCOUNT } from './report-answers.ts';
import type { Row } from './table.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** The latency of each call, as within a region. */
const LATENCY_MS = 30;
const ACCOUNTS = 1_000;
const FEWER_ACCOUNTS = 100;
const BROKERS = ACCOUNTS * PLACES_PER_ACCOUNT * BROKERS_PER_PLACE;

/**
 * Measures the command `report` for an organization of 10,000 brokers where each call takes {@link LATENCY_MS}, with the
 * start of its process, compared with the time of the calls that must wait for each other. Also counts its calls, and
 * compares its memory peak with that for a tenth of the brokers.
 * @throws Error if the report does not have every broker
 */
export async function measureReport(builds: Builds): Promise<readonly Row[]> {
  const few = await run(builds.now, FEWER_ACCOUNTS);
  const runs = await once(withBoth(builds, (bundles) => run(bundles, ACCOUNTS)));
  const most = Math.max(...runs.now.map(({ calls }) => calls));
  const inARow = callsInARow(ACCOUNTS, CONCURRENCY);
  return [
    {
      what: `Report of ${BROKERS} brokers, ${most} calls (minimum ${fewestCalls(ACCOUNTS)})`,
      ...medians(runs, wallOf),
      against: inARow * LATENCY_MS,
      reference: `${inARow} calls in a row`,
      unit: 'ms',
      aim: 1.3,
    },
    {
      what: `Peak memory, report of ${BROKERS} brokers`,
      ...peaks(runs),
      against: peakOf([few]),
      reference: `with ${(BROKERS * FEWER_ACCOUNTS) / ACCOUNTS} brokers`,
      unit: 'MiB',
      aim: 2,
    },
  ];
}

async function run({ cli }: Bundles, accounts: number) {
  const answer = answerFor(accounts);
  let calls = 0;
  const endpoints = await startAwsEndpoints(async (call) => {
    calls += 1;
    await setTimeout(LATENCY_MS);
    return answer(call);
  });
  try {
    return await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'report.json');
      const args = [cli, 'report', '--format', 'json', '--output', path];
      const measured = await runMeasured(args, awsEnvironment(endpoints.url));
      const { brokers } = JSON.parse(readFileSync(path, 'utf8')).summary;
      const expected = accounts * PLACES_PER_ACCOUNT * BROKERS_PER_PLACE;
      if (brokers.conforming !== expected) throw new Error(`${brokers.conforming} of ${expected} brokers conform.`);
      return { ...measured, calls };
    });
  } finally {
    await endpoints.close();
  }
}
