import { join } from 'node:path';
import { awsEnvironment, startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import { loadEvent } from '../test/support/events.ts';
import { answerFor } from '../test/support/loopback-account.ts';
import type { Builds } from './builds.ts';
import { interleave, median, medians, once, wallOf, withBoth } from './interleave.ts';
import { peakOf, peakRow } from './memory.ts';
import type { Run } from './processes.ts';
import { runBoto3Rule, runHandler, runNode } from './processes.ts';
import type { Row } from './table.ts';

const COLD_ROUNDS = 10;
const WARM_ROUNDS = 3;
const WARM_EVENTS = 200;

/** By then, all hot code has been compiled, which takes more memory than the data. */
const MANY_EVENTS = 2_000;

const BARE_CALL = join(import.meta.dirname, 'bare-call.cjs');

/** Sends a number of change events to a rule in a new process. */
type Invoke = (events: number) => Promise<Run>;

/**
 * Measures a change event: the first one with the start and end of its process, later ones alone.
 * @param python a Python that has boto3, if there is one
 * @throws Error if an event made any call to AWS other than one `PutEvaluations`
 */
export async function measureChange(builds: Builds, python: string | undefined): Promise<readonly Row[]> {
  const endpoints = await startAwsEndpoints(answerFor({ brokers: [], evaluations: [] }));
  const environment = awsEnvironment(endpoints.url);
  const event = loadEvent('change-ok');
  const counted =
    (invoke: Invoke): Invoke =>
    async (events) => {
      const before = endpoints.calls.length;
      const run = await invoke(events);
      const calls = endpoints.calls.slice(before).map(({ operation }) => operation);
      if (calls.length === events && calls.every((operation) => operation === 'PutEvaluations')) return run;
      throw new Error(`${events} change events took ${calls.length} calls: ${[...new Set(calls)].join(', ')}.`);
    };
  const inNode = (module: string) => counted((invocations) => runHandler({ module, event, invocations }, environment));
  const boto3 =
    python === undefined
      ? undefined
      : counted((invocations) => runBoto3Rule(python, { event, invocations }, environment));
  try {
    return await measure(builds, inNode, boto3);
  } finally {
    await endpoints.close();
  }
}

async function measure(
  builds: Builds,
  inNode: (module: string) => Invoke,
  boto3: Invoke | undefined,
): Promise<readonly Row[]> {
  const rule = (events: number) => withBoth(builds, ({ main }) => inNode(main)(events));
  const cold = await interleave(COLD_ROUNDS, {
    node: () => runNode('0'),
    ...rule(1),
    boto3: boto3 && (() => boto3(1)),
  });
  const warm = await interleave(WARM_ROUNDS, {
    call: () => inNode(BARE_CALL)(WARM_EVENTS),
    ...rule(WARM_EVENTS),
    boto3: boto3 && (() => boto3(WARM_EVENTS)),
  });
  const many = await once(rule(MANY_EVENTS));
  const first = { what: 'First change event', ...medians(cold, wallOf), unit: 'ms' } as const;
  const later = { what: 'Warm change event', ...medians(warm, afterTheFirst), unit: 'ms' } as const;
  const peak = peakRow(`${WARM_EVENTS} change events`, warm);
  const besideBoto3 = (): readonly Row[] => [
    { ...first, against: median(cold.boto3.map(wallOf)), reference: 'boto3 rule' },
    { ...later, against: median(warm.boto3.map(afterTheFirst)), reference: 'boto3 rule' },
    { ...peak, against: peakOf(warm.boto3), reference: 'boto3 rule', aim: undefined },
  ];
  return [
    { ...first, against: median(cold.node.map(wallOf)), reference: 'bare Node.js start' },
    { ...later, against: median(warm.call.map(afterTheFirst)), reference: 'bare HTTP call' },
    ...(boto3 ? besideBoto3() : []),
    peakRow('first change event', cold),
    peak,
    peakRow(`${MANY_EVENTS} change events`, many),
  ];
}

function afterTheFirst({ durationsMs: [, ...later] }: Run): number {
  return median(later);
}
