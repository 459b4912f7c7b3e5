import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CONCURRENCY } from '../cli/organization/recorder-sources.ts';
import { awsEnvironment, startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import { BUNDLES, runMeasured } from './processes.ts';
import { answerFor, BROKERS_PER_PLACE, callsInARow, fewestCalls, PLACES_PER_ACCOUNT } from './report-answers.ts';
import type { Row } from './table.ts';

/** The latency of each call, as within a region. */
const LATENCY_MS = 30;
const ACCOUNTS = 1_000;
const FEWER_ACCOUNTS = 100;

/**
 * Measures the command `report` for an organization of 10,000 brokers where each call takes {@link LATENCY_MS}, with the
 * start of its process, compared with the time of the calls that must wait for each other. Also counts its calls, and
 * compares its memory peak with that for a tenth of the brokers.
 * @throws Error if the report does not have every broker
 */
export async function measureReport(): Promise<readonly Row[]> {
  const few = await run(FEWER_ACCOUNTS);
  const many = await run(ACCOUNTS);
  const inARow = callsInARow(ACCOUNTS, CONCURRENCY);
  return [
    {
      what: `Report of ${many.brokers} brokers, ${many.calls} calls (minimum ${fewestCalls(ACCOUNTS)})`,
      measured: many.wallMs,
      against: inARow * LATENCY_MS,
      reference: `${inARow} calls in a row`,
      unit: 'ms',
      aim: 1.3,
    },
    {
      what: `Peak memory, report of ${many.brokers} brokers`,
      measured: many.peakKiB / 1024,
      against: few.peakKiB / 1024,
      reference: `with ${few.brokers} brokers`,
      unit: 'MiB',
      aim: 2,
    },
  ];
}

async function run(accounts: number) {
  const answer = answerFor(accounts);
  let calls = 0;
  const endpoints = await startAwsEndpoints(async (call) => {
    calls += 1;
    await setTimeout(LATENCY_MS);
    return answer(call);
  });
  const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-bench-'));
  try {
    const path = join(folder, 'report.json');
    const args = [BUNDLES.cli, 'report', '--format', 'json', '--output', path];
    const measured = await runMeasured(args, awsEnvironment(endpoints.url));
    const { brokers } = JSON.parse(readFileSync(path, 'utf8')).summary;
    const expected = accounts * PLACES_PER_ACCOUNT * BROKERS_PER_PLACE;
    if (brokers.conforming !== expected) throw new Error(`${brokers.conforming} of ${expected} brokers conform.`);
    return { ...measured, calls, brokers: expected };
  } finally {
    rmSync(folder, { recursive: true });
    await endpoints.close();
  }
}
