import type { Verdict } from '../checks/check.ts';
import type { Outcome } from '../checks/evaluation.ts';
import type { Evaluation, RecordedResult } from './ports.ts';

/**
 * Whether AWS Config has to hear of an outcome on a schedule, whose evaluation it would be.
 * @param result what AWS Config has, if it has a result; it must be known that it has no other
 * @param refreshMs the age from which an unchanged result is sent again; with 0, each is
 */
export function isNews(
  { verdict, exempted }: Outcome,
  { compliance, annotation, orderingTimestamp }: Evaluation,
  result: RecordedResult | undefined,
  refreshMs: number,
): boolean {
  // Results of different compliance never have the same annotation, and NOT_APPLICABLE is news only in place of another.
  if (!isProven(verdict)) return result !== undefined && result.annotation !== annotation;
  // Without a result, or its time, this is not a number, and no such is less than another.
  const age = Number(orderingTimestamp) - Number(result?.orderingTimestamp);
  const isSame = result?.compliance === compliance && result.annotation === annotation;
  // What an exemption accepts is sent each time: it can have changed without a word of the annotation.
  return !(isSame && age < refreshMs) || exempted.length > 0;
}

/** What is exempt is proven bad. */
export function isProven(verdict: Verdict): boolean {
  return verdict === 'pass' || verdict === 'fail' || verdict === 'exempt';
}
