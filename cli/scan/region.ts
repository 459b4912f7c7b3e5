import pMap from 'p-map';
import { fromBrokerSummary, fromDescribeBroker } from '../../checks/amazon-mq.ts';
import type { Broker } from '../../checks/broker.ts';
import { explainUnknown } from '../../checks/broker.ts';
import type { Check } from '../../checks/check.ts';
import { evaluateBroker, lacksFacts } from '../../checks/evaluation.ts';
import type { IngressAnswers } from '../../checks/ingress.ts';
import { createIngressLookUp } from '../../checks/ingress-look-up.ts';
import { readText } from '../../checks/json.ts';
import { addIngress, readIngress } from '../sources/ingress.ts';
import type { SourceFindings } from '../sources/reading.ts';
import { count } from '../text/count.ts';
import { BROKERS_AT_ONCE } from './concurrency.ts';
import { codeOf, explainFailure, kindOf } from './failures.ts';
import type { BrokerRecord, RegionReads } from './ports.ts';

/** What was read in an account and region. */
export interface RegionFindings extends SourceFindings {
  /** `undefined` if nothing was read. */
  readonly place?: { readonly account: string; readonly region: string };
  /** The basis of the verdicts: the `DescribeBroker` response of a broker, or else its entry in the list. */
  readonly records: readonly BrokerRecord[];
}

/** What the brokers are read for. */
export interface Asked {
  readonly checks: readonly Check[];
  /** Whether plans are made from the records: they need all that `DescribeBroker` returns, whatever the checks need. */
  readonly isForPlans?: boolean | undefined;
}

/** Is notified of the progress in a region. */
export interface RegionObserver {
  onListed(brokers: number): void;
  onBroker(): void;
}

interface BrokerFindings {
  readonly broker: Broker;
  /** `undefined` if the broker no longer exists. */
  readonly record?: BrokerRecord;
  /** Why it could not be described. */
  readonly failure?: unknown;
  /** Why the rules of its security groups are not all known. */
  readonly ingressFailure?: unknown;
}

/**
 * Reads all brokers of an account and region. If the list ends with an error, the brokers before it count, and a
 * problem says so. A broker that cannot be described keeps the facts of its list entry; the others stay unknown.
 */
export async function readRegion(
  { source, account, region }: { readonly source: string; readonly account: string; readonly region: string },
  reads: RegionReads,
  asked: Asked,
  observer: RegionObserver,
): Promise<RegionFindings> {
  const problems: string[] = [];
  const lookUp = createLookUp(reads);
  const found = await pMap(
    listBrokers(reads, observer, problems),
    async (entry) => {
      const findings = await addGroups(await readBroker(entry, reads, asked), asked, lookUp);
      observer.onBroker();
      return findings;
    },
    { concurrency: BROKERS_AT_ONCE },
  );
  return {
    source,
    place: { account, region },
    // Those of the session, whatever a response claims: exemptions are for accounts.
    readings: found.map(({ broker }) => ({ broker: { ...broker, accountId: account, region } })),
    records: found.flatMap(({ record }) => (record === undefined ? [] : [record])),
    problems,
    notices: describeNotices(found),
  };
}

/**
 * The entries of the list, each broker once. If a broker is created or deleted during the listing, another one can be
 * on two pages. @param problems receives the problem if the list ends with an error
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

/** Requests the next page while the current one is processed. */
async function* readAhead<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = pages[Symbol.asyncIterator]();
  let next = iterator.next();
  for (;;) {
    const { done, value } = await next;
    if (done) return;
    next = iterator.next();
    // The next iteration handles a failure. Until then, Node.js must not report an unhandled rejection.
    next.catch(() => {});
    yield value;
  }
}

async function readBroker(
  entry: BrokerRecord,
  reads: RegionReads,
  { checks, isForPlans }: Asked,
): Promise<BrokerFindings> {
  const listed = fromBrokerSummary(entry);
  const isOther = listed.engineType === 'ACTIVEMQ' || listed.outOfScope !== undefined;
  const isEnough = !(isForPlans && !isOther) && !lacksFacts(evaluateBroker(listed, checks));
  if (listed.id === undefined || isEnough) return { broker: listed, record: entry };
  try {
    const record = await reads.describeBroker(listed.id);
    if (record === undefined) return { broker: { ...listed, outOfScope: 'The broker no longer exists.' } };
    if (record.BrokerId !== listed.id) throw new Error('the response is for a different broker');
    return { broker: fromDescribeBroker(record), record };
  } catch (failure) {
    const broker = explainUnknown(listed, `DescribeBroker failed (${codeOf(failure)}).`);
    return { broker, record: entry, failure };
  }
}

type LookUp = (groups: readonly string[]) => Promise<{
  readonly answers: IngressAnswers;
  /** The first error instead of an answer. */
  readonly failure?: unknown;
}>;

function createLookUp(reads: RegionReads): LookUp {
  const failures = new Map<unknown, unknown>();
  const lookUp = createIngressLookUp(reads, (error, id) => {
    failures.set(id, error);
    return codeOf(error);
  });
  return async (groups) => {
    const answers = await lookUp(groups);
    const ids = [...groups, ...answers.PrefixLists.map(({ PrefixListId }) => PrefixListId)];
    return { answers, failure: ids.map((id) => failures.get(id)).find((error) => error !== undefined) };
  };
}

/** The findings with the rules of the security groups of the broker, if a check needs them. */
async function addGroups(found: BrokerFindings, { checks }: Asked, lookUp: LookUp): Promise<BrokerFindings> {
  const { broker, record } = found;
  const isNeeded = evaluateBroker(broker, checks).some(({ lacks }) => lacks === 'ingressRules');
  if (!isNeeded || record === undefined || broker.securityGroups === undefined) return found;
  const { answers, failure } = await lookUp(broker.securityGroups);
  const longer = addIngress(record, answers);
  return { ...found, broker: readIngress(broker, longer), record: longer, ingressFailure: failure };
}

function listProblem(error: unknown, read: number): string {
  const what = read === 0 ? 'its brokers cannot be listed' : `only the first ${read} of its brokers could be listed`;
  return explainFailure(what, error, {
    denied: 'allow mq:ListBrokers, or remove the region from --regions',
    'invalid-credentials': 'enable the region for the account, or remove it from --regions',
    unresolved: 'check the region name and the network, or remove the region if Amazon MQ is not available there',
  });
}

/** One sentence for each kind of failure: a thousand denied calls have the same remedy. */
function describeNotices(found: readonly BrokerFindings[]): readonly string[] {
  const explain = (failures: readonly unknown[], what: string, actions: string) =>
    [...Map.groupBy(failures, kindOf).values()].map((same) =>
      explainFailure(`${same.length} of ${count(found.length, 'broker')} ${what}`, same[0], {
        denied: `allow ${actions}`,
      }),
    );
  return [
    ...explain(
      found.flatMap(({ failure }) => failure ?? []),
      'cannot be described, so facts that are not in the list are unknown',
      'mq:DescribeBroker',
    ),
    ...explain(
      found.flatMap(({ ingressFailure }) => ingressFailure ?? []),
      'have security groups or prefix lists that cannot be read, so their rules are unknown',
      'ec2:DescribeSecurityGroups and ec2:GetManagedPrefixListEntries',
    ),
  ];
}
