import type { Broker } from './broker.ts';
import type { AwsAccount, DiscoveredBroker, RecordedResult } from './ports.ts';

/** What a sweep reads of an account. */
export interface AccountReads {
  describeBroker(brokerId: string): Promise<Broker | undefined>;
  recordedResults(ruleName: string): AsyncIterable<readonly RecordedResult[]>;
  discoveredBrokers(): AsyncIterable<readonly DiscoveredBroker[]>;
  listBrokers(): AsyncIterable<readonly Broker[]>;
}

/**
 * The reads of an account, each rejected as soon as the signal fires. Older versions of the AWS SDK, which the
 * Lambda runtime may have, sleep through it for up to 20 seconds between two attempts of a call.
 */
export function readsUntil(signal: AbortSignal, account: AwsAccount): AccountReads {
  return {
    describeBroker: (brokerId) => unlessAborted(signal, () => account.describeBroker(brokerId, signal)),
    recordedResults: (ruleName) => pagesUntil(signal, account.recordedResults(ruleName, signal)),
    discoveredBrokers: () => pagesUntil(signal, account.discoveredBrokers(signal)),
    listBrokers: () => pagesUntil(signal, account.listBrokers(signal)),
  };
}

async function* pagesUntil<T>(signal: AbortSignal, pages: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await unlessAborted(signal, () => iterator.next());
    if (done) return;
    yield value;
  }
}

async function unlessAborted<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([read(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
