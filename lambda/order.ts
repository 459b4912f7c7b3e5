import type { RecordedResult } from './ports.ts';

/** What a schedule leaves out, and when it runs. */
export interface Refresh {
  /** The age from which an unchanged result is sent again, in milliseconds; with 0, all are. */
  readonly ageMs: number;
  readonly now: Date;
}

/**
 * The time in which the place where a run begins goes round once. A run reads for 275 seconds, and Lambda repeats it one
 * minute and then two minutes later: each repetition begins about a third further on. This is no part of a day, so that
 * the runs of two days do not begin at the same place.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const ROUND_MS = 1_113_000;

/**
 * The order in which to evaluate brokers, in case time runs out. Those whose results are oldest come first: what a run
 * has sent is new, so its repetition begins with the others. What a run leaves out stays old. So where something may be
 * left out, each run begins at another place of this order, and goes round.
 */
export function inOrder<T extends { readonly resourceId: string }>(
  subjects: readonly T[],
  resultOf: (resourceId: string) => RecordedResult | undefined,
  { ageMs, now }: Refresh,
): readonly T[] {
  const timeOf = ({ resourceId }: T) => resultOf(resourceId)?.orderingTimestamp?.getTime() ?? 0;
  const oldestFirst = subjects.toSorted((a, b) => timeOf(a) - timeOf(b));
  if (ageMs === 0) return oldestFirst;
  const start = Math.floor(((now.getTime() % ROUND_MS) / ROUND_MS) * oldestFirst.length);
  return [...oldestFirst.slice(start), ...oldestFirst.slice(0, start)];
}
