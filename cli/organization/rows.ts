import { reasonOf } from '../scan/failures.ts';
import { printable } from '../text/printable.ts';
import type { Aws } from './port.ts';
import { ACTIONS } from './port.ts';

/** `fine` only if proven. */
export type Status = 'fine' | 'to-do' | 'not-visible';

/** What a check found. */
export interface Row {
  readonly check: string;
  readonly status: Status;
  /** The subject of the check, such as an account or a region. */
  readonly subject: string;
  readonly detail: string;
  /** Commands that fix it, or what would make it visible. */
  readonly action?: string;
  /** The accounts that it is about, if there are several. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  /** Accounts that the organization conformance pack must exclude until this is fixed. */
  readonly excludes?: readonly string[];
}

export type Finding = Omit<Row, 'check'>;

export function fine(subject: string, detail: string): Finding {
  return { status: 'fine', subject, detail };
}

export function toDo(subject: string, detail: string, action: string, more: Partial<Finding> = {}): Finding {
  return { status: 'to-do', subject, detail, action, ...more };
}

/** @param what could not be read, as the subject of a sentence. @param call that failed */
export function notVisible(subject: string, what: string, failure: Failure, call: keyof Aws, action?: string): Finding {
  return unseen(subject, what, failure, ACTIONS[call], action);
}

/** As {@link notVisible}, for other calls. @param actions the IAM actions of the call */
export function unseen(
  subject: string,
  what: string,
  failure: Failure,
  actions: readonly string[],
  action?: string,
): Finding {
  return {
    status: 'not-visible',
    subject,
    detail: `${what} could not be read: ${failure.reason}`,
    action: action ?? remedy(failure, actions.join(' and ')),
  };
}

function remedy({ code }: Failure, actions: string): string {
  return /AccessDenied|Unauthorized|NotAuthorized|Forbidden/.test(code)
    ? `Requires permission for ${actions}.`
    : `Run this again when ${actions} succeeds.`;
}

/** A call that failed. */
export interface Failure {
  readonly ok: false;
  readonly code: string;
  readonly reason: string;
}

/** What a call returned, or why it failed. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | Failure;

/** Waits for a response, and turns a failure into a value. */
export async function attempt<T>(answer: Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await answer };
  } catch (error) {
    return { ok: false, code: error instanceof Error ? error.name : '', reason: explain(error) };
  }
}

/** Why a call failed, as a sentence on one line. */
export function explain(error: unknown): string {
  const reason = printable(reasonOf(error));
  return /[.!?…]$/.test(reason) ? reason : `${reason}.`;
}

/** The first few of many items, and how many more there are. */
export function some(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
