import type { Broker } from '../checks/broker.ts';
import type { IngressRule } from '../checks/ingress.ts';
import type { AwsAccount, DiscoveredBroker, RecordedResult } from './ports.ts';

/**
 * The time reserved at the end of an invocation to send the last results: one `PutEvaluations` with all its attempts,
 * each of which may take 5.5 seconds. A fifth of the time, if there is little of it.
 */
const RESERVE_MS = 25_000;

/** The time reserved to write the log and the metrics. */
const CLOSE_MS = 1_000;

/** How long an invocation may read, and how long it may send, from now. All are whole milliseconds. */
export function divideTime(remainingMs: number): { readonly readMs: number; readonly sendMs: number } {
  const without = (reservedMs: number) => Math.max(0, Math.floor(remainingMs - reservedMs));
  return {
    readMs: without(Math.min(RESERVE_MS, remainingMs / 5)),
    sendMs: without(Math.min(CLOSE_MS, remainingMs / 20)),
  };
}

/** What the function reads in an account. */
export interface AccountReads {
  itemAt(resourceId: string, time: Date): Promise<unknown>;
  describeBroker(brokerId: string): Promise<Broker | undefined>;
  ingressRules(groupIds: readonly string[]): Promise<readonly IngressRule[]>;
  recordedResults(ruleName: string): AsyncIterable<readonly RecordedResult[]>;
  discoveredBrokers(): AsyncIterable<readonly DiscoveredBroker[]>;
  listBrokers(): AsyncIterable<readonly Broker[]>;
}

/** The reads of an account, each rejected as soon as the signal fires. */
export function readsUntil(signal: AbortSignal, account: AwsAccount): AccountReads {
  return {
    itemAt: (resourceId, time) => unlessAborted(signal, () => account.itemAt(resourceId, time, signal)),
    describeBroker: (brokerId) => unlessAborted(signal, () => account.describeBroker(brokerId, signal)),
    ingressRules: (groupIds) => unlessAborted(signal, () => account.ingressRules(groupIds, signal)),
    recordedResults: (ruleName) => pagesUntil(signal, account.recordedResults(ruleName, signal)),
    discoveredBrokers: () => pagesUntil(signal, account.discoveredBrokers(signal)),
    listBrokers: () => pagesUntil(signal, account.listBrokers(signal)),
  };
}

/**
 * The outcome of a call, or a rejection as soon as the signal fires. The call gets the signal too, but older versions
 * of the AWS SDK, which the Lambda runtime may have, ignore it for up to 20 seconds while they wait to retry.
 */
export async function unlessAborted<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([call(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function* pagesUntil<T>(signal: AbortSignal, pages: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await unlessAborted(signal, () => iterator.next());
    if (done) return;
    yield value;
  }
}
