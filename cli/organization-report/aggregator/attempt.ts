import { Unusable } from '../../organization/unusable.ts';
import type { FailureKind } from '../../scan/failures.ts';
import { explainFailure, kindOf } from '../../scan/failures.ts';

const LATER = 'make the report again later';

/** What to do about a failed call, where it differs from other commands. */
export const REMEDIES: Readonly<Partial<Record<FailureKind, string>>> = {
  throttled: LATER,
  failing: LATER,
  unreachable: 'check the network, and make the report again',
  other: LATER,
};

/** Without credentials, every call fails. */
const ENDS: readonly FailureKind[] = ['expired', 'no-credentials'];

/** What a call returned, or why it failed. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/**
 * Waits for a response, and turns a failure into a value.
 * @throws Unusable if there are no credentials any more: a report would be of what was read by chance
 */
export async function attempt<T>(answer: Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await answer };
  } catch (error) {
    if (error instanceof Unusable) throw error;
    if (ENDS.includes(kindOf(error))) {
      throw new Unusable(explainFailure('Your credentials ended while AWS Config was read', error), { cause: error });
    }
    return { ok: false, error };
  }
}

/**
 * Waits for a response that the report cannot do without.
 * @param what cannot be done without it. @param denied what to do if the call is denied
 * @throws Unusable
 */
export async function demand<T>(answer: Promise<T>, what: string, denied: string): Promise<T> {
  const outcome = await attempt(answer);
  if (outcome.ok) return outcome.value;
  throw new Unusable(explainFailure(what, outcome.error, { ...REMEDIES, denied }), { cause: outcome.error });
}

/** The part of a sentence that asks for permissions. */
export function allow(actions: readonly string[]): string {
  return `allow ${[...new Set(actions)].join(', ')}`;
}
