import { UNKNOWN_PREFIX } from '../checks/annotation.ts';
import type { Broker } from '../checks/broker.ts';
import { isBrokerId } from '../checks/broker.ts';
import { BROKER_RESOURCE_TYPE } from '../checks/configuration-item.ts';
import type { Judge, Outcome } from '../checks/evaluation.ts';
import { foldResults } from '../checks/evaluation.ts';
import { EXEMPT_PREFIX } from '../checks/exemption.ts';
import { quote } from '../checks/json.ts';
import type { AccountReads } from './deadline.ts';
import { readsUntil } from './deadline.ts';
import type { ScheduledEvent } from './event.ts';
import { evaluateWithLookUp } from './look-up.ts';
import { isNews } from './news.ts';
import type { Refresh } from './order.ts';
import { inOrder } from './order.ts';
import type { AwsAccount, RecordedResult } from './ports.ts';
import { RefusedError } from './ports.ts';
import type { Report } from './report.ts';
import { messageOf, toEvaluation } from './report.ts';
import { brokerIdOf, matchResourceIds, namesOf } from './resource-id.ts';

/**
 * The number of concurrent reads. Amazon MQ allows an account a burst of 100 calls and then 15 a second, across all of
 * its APIs, so more would only be throttled.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html#api-throttling-limits
 */
export const CONCURRENCY = 10;

/** Time ran out. The message says how many brokers were not evaluated. */
export class TimeRanOutError extends Error {
  override readonly name = 'TimeRanOutError';
}

/** What a sweep reports to its caller while it runs. */
export interface SweepObserver {
  /** @param isSent whether AWS Config hears of it */
  onOutcome(resourceId: string, outcome: Outcome, isSent: boolean): void;
  /** Something could not be read or sent. The sweep continues without it and must be retried. */
  onProblem(problem: Error): void;
  /** Something worth a line in the log, which a retry would not change. */
  onNotice(notice: string): void;
}

interface Subject {
  readonly broker: Broker;
  /** The ID of the broker in AWS Config. */
  readonly resourceId: string;
}

/**
 * Evaluates all brokers of an account and region, and retires the results of brokers that no longer exist.
 * Reads until the signal fires and reports what was evaluated by then. The rest is a problem that says how many.
 * @throws RefusedError if AWS Config does not accept results for this rule or token
 */
export async function sweep(
  { rule, notificationTime }: ScheduledEvent,
  judge: Judge,
  account: AwsAccount,
  report: Report,
  observer: SweepObserver,
  signal: AbortSignal,
  refresh: Refresh,
): Promise<void> {
  const { onProblem } = observer;
  const reads = readsUntil(signal, account);
  // The recorded results come first: a broker created while we list has no result that could be retired.
  const recorded = await readPages(reads.recordedResults(rule.name), 'The recorded results', onProblem);
  const [discovered, listed] = await Promise.all([
    readPages(reads.discoveredBrokers(), "AWS Config's list of brokers", onProblem),
    readPages(reads.listBrokers(), "Amazon MQ's list of brokers", onProblem),
  ]);

  const recordedOf = Map.groupBy(recorded.items, ({ resourceId }) => resourceId);
  // A result that moves from one page to the next while they are read is in both. They can differ, and either may stand.
  const isRepeated = (id: string) => (recordedOf.get(id)?.length ?? 0) > 1;
  const resultOf = (id: string) => (isRepeated(id) ? undefined : recordedOf.get(id)?.[0]);
  const standing = recorded.items.filter(isStanding);
  const resourceIdOf = matchResourceIds(discovered.items, new Set(standing.map(({ resourceId }) => resourceId)));
  const subjects = pairWithResourceIds(listed.items, resourceIdOf, onProblem);

  // Must not overwrite a result of an earlier attempt of this run, or of a change since it was scheduled.
  const due = subjects.filter(({ resourceId }) => !isSince(resultOf(resourceId), notificationTime));
  await evaluateAll(
    inOrder(due, resultOf, refresh),
    async ({ broker, resourceId }) => {
      const outcome = await evaluateWithLookUp(broker, judge, reads);
      const evaluation = toEvaluation(resourceAt(resourceId, notificationTime), outcome);
      // AWS Config may have another result than those that could be read.
      const isKnown = recorded.isComplete && !isRepeated(resourceId);
      const isSent = !isKnown || isNews(outcome, evaluation, resultOf(resourceId), refresh.ageMs);
      observer.onOutcome(resourceId, outcome, isSent);
      if (isSent) await report.add(evaluation);
    },
    onProblem,
    signal,
  );

  if (!recorded.isComplete || !discovered.isComplete || !listed.isComplete) return;
  const older = standing.filter((result) => isBefore(result, notificationTime));
  const discoveredIds = new Set(discovered.items.map(({ resourceId }) => resourceId));
  const resourceIds = new Map(
    subjects.flatMap(({ broker, resourceId }) => namesOf(broker).map((n) => [n, resourceId])),
  );
  await evaluateAll(
    older.filter(({ resourceId }) => !discoveredIds.has(resourceId) && resourceIds.get(resourceId) !== resourceId),
    async ({ resourceId }) => {
      const otherId = resourceIds.get(resourceId);
      const reason =
        otherId === undefined
          ? await whyGone(resourceId, reads, observer)
          : `This broker is now reported as ${otherId}.`;
      if (reason === undefined) return;
      const outcome = foldResults(judge({ outOfScope: reason }));
      await report.add(toEvaluation(resourceAt(resourceId, notificationTime), outcome));
    },
    onProblem,
    signal,
  );
}

/** Pairs brokers with their IDs in AWS Config. Ambiguous ones are left out and reported as problems. */
function pairWithResourceIds(
  brokers: readonly Broker[],
  resourceIdOf: (broker: Broker) => string | undefined,
  onProblem: (problem: Error) => void,
): readonly Subject[] {
  const pairs = Map.groupBy(withoutRepeats(brokers), resourceIdOf);
  return [...pairs].flatMap(([resourceId, same]): readonly Subject[] => {
    if (resourceId !== undefined && same.length === 1) return same.map((broker) => ({ broker, resourceId }));
    const names = same.map(({ id, name }) => quote(id ?? name ?? null)).join(', ');
    onProblem(
      new Error(
        resourceId === undefined
          ? `ListBrokers returned brokers without an ID: ${names}.`
          : `The AWS Config resource ${quote(resourceId)} could be any of these brokers: ${names}.`,
      ),
    );
    return [];
  });
}

/** The brokers, each id once: a broker that moves from one page to the next while the list is read is in both. */
function withoutRepeats(brokers: readonly Broker[]): readonly Broker[] {
  const ids = new Set<string>();
  return brokers.filter(({ id }) => id === undefined || (!ids.has(id) && ids.add(id)));
}

/**
 * Runs a task for each subject, some of them concurrently. A failed task is a problem, and the others continue.
 * Tasks that the signal stopped, or that had not started by then, are one problem that says how many they are.
 */
async function evaluateAll<T extends { readonly resourceId: string }>(
  subjects: readonly T[],
  task: (subject: T) => Promise<void>,
  onProblem: (problem: Error) => void,
  signal: AbortSignal,
): Promise<void> {
  let left = 0;
  const attempt = async (subject: T) => {
    try {
      signal.throwIfAborted();
      await task(subject);
    } catch (error) {
      // Only reporting throws this here: refused reads are outcomes.
      if (error instanceof RefusedError) throw error;
      if (signal.aborted) left += 1;
      else onProblem(new Error(`Could not read ${subject.resourceId}: ${messageOf(error)}`, { cause: error }));
    }
  };
  // A loop that throws ends the generator, and with it the other loops.
  const rest = takeAll(subjects);
  const loops = Array.from({ length: CONCURRENCY }, async () => {
    for (const subject of rest) await attempt(subject);
  });
  await Promise.all(loops);
  if (left > 0) {
    onProblem(new TimeRanOutError(`Time ran out: ${left} of ${subjects.length} brokers were not evaluated.`));
  }
}

// Not a library: it would be a twentieth of the inline code.
function* takeAll<T>(subjects: readonly T[]): Generator<T> {
  yield* subjects;
}

/** Why the result of a resource that is in no list can be retired, or `undefined` if it cannot. */
async function whyGone(
  resourceId: string,
  reads: AccountReads,
  { onNotice }: SweepObserver,
): Promise<string | undefined> {
  const brokerId = brokerIdOf(resourceId);
  // Of a name, "not found" says nothing: Amazon MQ describes brokers by their IDs only.
  if (!isBrokerId(brokerId)) {
    onNotice(`${resourceId} has a result, but no list has it, and it is not the ID of a broker. The result is kept.`);
    return undefined;
  }
  try {
    const broker = await reads.describeBroker(brokerId);
    if (broker === undefined) return 'The broker no longer exists.';
    onNotice(
      `${resourceId} has a result and exists, but neither AWS Config nor Amazon MQ lists it. The result is kept.`,
    );
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    onNotice(
      `${resourceId} has a result, but neither AWS Config nor Amazon MQ lists it. ${error.message}. The result is kept.`,
    );
  }
  return undefined;
}

async function readPages<T>(
  pages: AsyncIterable<readonly T[]>,
  what: string,
  onProblem: (problem: Error) => void,
): Promise<{ items: readonly T[]; isComplete: boolean }> {
  const items: T[] = [];
  try {
    for await (const page of pages) items.push(...page);
    return { items, isComplete: true };
  } catch (cause) {
    onProblem(new Error(`${what} could not be read completely: ${messageOf(cause)}`, { cause }));
    return { items, isComplete: false };
  }
}

function resourceAt(resourceId: string, orderingTimestamp: Date) {
  return { resourceType: BROKER_RESOURCE_TYPE, resourceId, orderingTimestamp };
}

/** Whether a result says more than that the rule does not apply, which of a broker that is gone stays right. */
function isStanding({ compliance, annotation = '' }: RecordedResult): boolean {
  return compliance !== 'NOT_APPLICABLE' || [EXEMPT_PREFIX, UNKNOWN_PREFIX].some((text) => annotation.startsWith(text));
}

function isSince(result: RecordedResult | undefined, time: Date): boolean {
  return result?.orderingTimestamp !== undefined && result.orderingTimestamp >= time;
}

function isBefore(result: RecordedResult, time: Date): boolean {
  return (result.orderingTimestamp ?? time) < time;
}
