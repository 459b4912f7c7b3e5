/**
 * `ok`: survives unchanged. `remark`: survives, but there is something to know. `change`: will be different, or must be
 * changed. `lost`: will not survive.
 */
export type Verdict = 'lost' | 'change' | 'remark' | 'ok';

/** From the worst to the best. */
export const VERDICTS: readonly Verdict[] = ['lost', 'change', 'remark', 'ok'];

export interface Finding {
  readonly verdict: Exclude<Verdict, 'ok'>;
  /** A sentence whose subject is the object. */
  readonly detail: string;
  /** What to do, in sentences. */
  readonly action?: string;
  /** The page that says so. */
  readonly reference?: string;
}

/** The result of the review of an object. */
export interface Review<T> {
  readonly findings: readonly Finding[];
  /** As it should be imported; `undefined` if it must be left out. */
  readonly kept: T | undefined;
  /** What must be imported besides. */
  readonly added?: readonly T[];
}

/** A finding with the object that it is about. */
export interface Row extends Finding {
  /** Such as `queue`. */
  readonly kind: string;
  readonly name: string;
  readonly vhost?: string;
  /** What happens to the object in the importable definitions. */
  readonly imported: 'as-is' | 'changed' | 'left-out';
}

export function keep<T>(kept: T, ...findings: readonly Finding[]): Review<T> {
  return { kept, findings };
}

export function leaveOut(finding: Finding): Review<never> {
  return { kept: undefined, findings: [finding] };
}

export function lost(detail: string, action?: string, reference?: string): Finding {
  return { verdict: 'lost', detail, ...(action && { action }), ...(reference && { reference }) };
}

export function change(detail: string, action?: string, reference?: string): Finding {
  return { verdict: 'change', detail, ...(action && { action }), ...(reference && { reference }) };
}

export function remark(detail: string, action?: string, reference?: string): Finding {
  return { verdict: 'remark', detail, ...(action && { action }), ...(reference && { reference }) };
}
