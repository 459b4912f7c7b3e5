import { isDeepStrictEqual } from 'node:util';
import type { ReportedCheck } from './report.ts';

/** Whether two reports have the same checks, in whatever order. @param others each of them once */
export function isSameChecks(some: readonly { readonly id: string }[], others: readonly { readonly id: string }[]) {
  const ids = new Set(some.map(({ id }) => id));
  return some.length === others.length && others.every(({ id }) => ids.has(id));
}

/**
 * Whether a check had the same parameters both times: values that are not known are those of rules of AWS Config, which
 * are the same only as other such values.
 */
export function isSameParameters(one: ReportedCheck['parameters'], other: ReportedCheck['parameters']): boolean {
  return isDeepStrictEqual(withSortedLists(one), withSortedLists(other));
}

/** The order of a list says nothing. */
function withSortedLists(parameters: ReportedCheck['parameters'] = {}): ReportedCheck['parameters'] {
  const sorted = (value: string) => value.split(',').sort().join(',');
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, sorted(value)]));
}
