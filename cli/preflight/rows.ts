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
  /** What it is about, such as an account or a region. */
  readonly subject: string;
  readonly detail: string;
  /** Commands that mend it, or what would make it visible. */
  readonly action?: string;
  /** The accounts that it is about, where they are many. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  /** Accounts that an organization's pack has to leave out unless this is mended. */
  readonly excludes?: readonly string[];
}

export type Finding = Omit<Row, 'check'>;

export function fine(subject: string, detail: string): Finding {
  return { status: 'fine', subject, detail };
}

export function toDo(subject: string, detail: string, action: string, more: Partial<Finding> = {}): Finding {
  return { status: 'to-do', subject, detail, action, ...more };
}

/** @param what that could not be seen, as the subject of a sentence. @param call that failed */
export function notVisible(subject: string, what: string, failure: Failure, call: keyof Aws, action?: string): Finding {
  return {
    status: 'not-visible',
    subject,
    detail: `${what} could not be read: ${failure.reason}`,
    action: action ?? remedy(failure, ACTIONS[call].join(' and ')),
  };
}

function remedy({ code }: Failure, actions: string): string {
  return /AccessDenied|Unauthorized|NotAuthorized|Forbidden/.test(code)
    ? `Needs the permission ${actions}.`
    : `Run this again when ${actions} answers.`;
}

interface Failure {
  readonly ok: false;
  readonly code: string;
  readonly reason: string;
}

/** Waits for an answer, and makes a value of a failure. */
export async function attempt<T>(answer: Promise<T>): Promise<{ readonly ok: true; readonly value: T } | Failure> {
  try {
    return { ok: true, value: await answer };
  } catch (error) {
    return { ok: false, code: error instanceof Error ? error.name : '', reason: explain(error) };
  }
}

/** What went wrong with a call, in one line that is a sentence. */
export function explain(error: unknown): string {
  const reason = printable(reasonOf(error));
  return /[.!?…]$/.test(reason) ? reason : `${reason}.`;
}

/** The first few of many, in words. */
export function some(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
