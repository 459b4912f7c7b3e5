import pMap from 'p-map';
import { fromBrokerSummary, fromDescribeBroker } from '../../checks/amazon-mq.ts';
import type { Broker } from '../../checks/broker.ts';
import { explainUnknown } from '../../checks/broker.ts';
import type { Check } from '../../checks/check.ts';
import { evaluateBroker, lacksFacts } from '../../checks/evaluation.ts';
import { readText } from '../../checks/json.ts';
import type { SourceFindings } from '../sources/reading.ts';
import { count } from '../text/count.ts';
import { codeOf, explainFailure, kindOf } from './failures.ts';
import type { BrokerRecord, RegionReads } from './ports.ts';

/** Brokers of an account and region that are described at once. Amazon MQ would throttle more. */
export const BROKERS_AT_ONCE = 10;

/** What was read of an account and region. */
export interface RegionFindings extends SourceFindings {
  /** What the verdicts come from: of a broker that was described that answer, of any other its entry in the list. */
  readonly records: readonly BrokerRecord[];
}

/** Told of what goes on in a region. */
export interface RegionObserver {
  onListed(brokers: number): void;
  onBroker(): void;
}

interface BrokerFindings {
  readonly broker: Broker;
  /** None of a broker that is gone. */
  readonly record?: BrokerRecord;
  /** Why it could not be described. */
  readonly failure?: unknown;
}

/**
 * Reads all brokers of an account and region. Where the list breaks off, what came before counts and a problem says
 * so; a broker that cannot be described keeps what the list has, which never is enough for a pass of what it lacks.
 */
export async function readRegion(
  { source, account, region }: { readonly source: string; readonly account: string; readonly region: string },
  reads: RegionReads,
  checks: readonly Check[],
  observer: RegionObserver,
): Promise<RegionFindings> {
  const problems: string[] = [];
  const found = await pMap(
    listBrokers(reads, observer, problems),
    async (entry) => {
      const findings = await readBroker(entry, reads, checks);
      observer.onBroker();
      return findings;
    },
    { concurrency: BROKERS_AT_ONCE },
  );
  return {
    source,
    readings: found.map(({ broker }) => ({
      // The ARN has both, if it can be read.
      broker: { ...broker, accountId: broker.accountId ?? account, region: broker.region ?? region },
    })),
    records: found.flatMap(({ record }) => (record === undefined ? [] : [record])),
    problems,
    notices: describeNotices(found),
  };
}

/**
 * The entries of the list, each broker once: one that is created or deleted while the pages are read can move a
 * neighbour into a second one. @param problems is told where the list breaks off
 */
async function* listBrokers(
  reads: RegionReads,
  observer: RegionObserver,
  problems: string[],
): AsyncGenerator<BrokerRecord> {
  const seen = new Set<string>();
  let number = 0;
  try {
    for await (const page of readAhead(reads.listBrokers())) {
      number += page.length;
      observer.onListed(page.length);
      for (const entry of page) {
        const id = readText(entry.BrokerId);
        if (id !== undefined && seen.has(id)) continue;
        if (id !== undefined) seen.add(id);
        yield entry;
      }
    }
  } catch (error) {
    problems.push(listProblem(error, number));
  }
}

/** Asks for the next page before the one at hand is dealt with, so that nobody has to wait for it. */
async function* readAhead<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = pages[Symbol.asyncIterator]();
  let next = iterator.next();
  for (;;) {
    const { done, value } = await next;
    if (done) return;
    next = iterator.next();
    // It is dealt with when its turn comes. Until then Node.js would take a failure for one that nobody expects.
    next.catch(() => {});
    yield value;
  }
}

async function readBroker(entry: BrokerRecord, reads: RegionReads, checks: readonly Check[]): Promise<BrokerFindings> {
  const listed = fromBrokerSummary(entry);
  if (listed.id === undefined || !lacksFacts(evaluateBroker(listed, checks))) return { broker: listed, record: entry };
  try {
    const record = await reads.describeBroker(listed.id);
    if (record === undefined) return { broker: { ...listed, outOfScope: 'The broker no longer exists.' } };
    if (record.BrokerId !== listed.id) throw new Error('the answer is not of the broker that was asked for');
    return { broker: fromDescribeBroker(record), record };
  } catch (failure) {
    const broker = explainUnknown(listed, `DescribeBroker failed (${codeOf(failure)}).`);
    return { broker, record: entry, failure };
  }
}

function listProblem(error: unknown, read: number): string {
  const what =
    read === 0
      ? 'its brokers cannot be listed'
      : `its brokers cannot be listed to the end, only the first ${read} were read`;
  return explainFailure(what, error, {
    denied: 'allow mq:ListBrokers, or leave the region out of --regions',
    'invalid-credentials': 'enable the region for the account, or leave it out of --regions',
    unresolved: 'check the name of the region and the network, or leave it out if Amazon MQ is not offered there',
  });
}

/** One sentence for each kind of failure: a thousand brokers that are denied have one remedy. */
function describeNotices(found: readonly BrokerFindings[]): readonly string[] {
  const failures = found.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  return [...new Set(failures.map(kindOf))].map((kind) => {
    const same = failures.filter((failure) => kindOf(failure) === kind);
    return explainFailure(
      `${same.length} of ${count(found.length, 'broker')} cannot be described, so what only that tells is unknown`,
      same[0],
      { denied: 'allow mq:DescribeBroker' },
    );
  });
}
