import { annotate } from '../checks/annotation.ts';
import type { Verdict } from '../checks/check.ts';
import type { Outcome } from '../checks/evaluation.ts';
import { unlessAborted } from './deadline.ts';
import type { AwsAccount, Evaluation } from './ports.ts';
import { MAX_EVALUATIONS, RefusedError } from './ports.ts';

const COMPLIANCE: Readonly<Record<Verdict, Evaluation['compliance']>> = {
  pass: 'COMPLIANT',
  fail: 'NON_COMPLIANT',
  skip: 'NOT_APPLICABLE',
  // So that no older COMPLIANT stays standing for a broker that nobody could read.
  unknown: 'NOT_APPLICABLE',
};

/** The evaluation that tells AWS Config an outcome. */
export function toEvaluation(
  resource: Pick<Evaluation, 'resourceType' | 'resourceId' | 'orderingTimestamp'>,
  outcome: Outcome,
): Evaluation {
  const { resourceType, resourceId, orderingTimestamp } = resource;
  return {
    resourceType,
    resourceId,
    compliance: COMPLIANCE[outcome.verdict],
    annotation: annotate(outcome),
    orderingTimestamp,
  };
}

/**
 * How long an evaluation waits for its batch to fill. If AWS Config keeps what arrives last, a reading must not be sent
 * long after it was made: the answer to a change since then would be overwritten.
 */
const MAX_WAIT_MS = 5_000;

// For these every further batch would be refused, too.
const FINAL_CODES = /^(InvalidResultToken|NoSuchConfigRule|AccessDenied)/;

/** Evaluations on their way to AWS Config, in full batches where that takes no longer than {@link MAX_WAIT_MS}. */
export interface Report {
  /** Takes an evaluation, and sends the batch that it fills. Rejects only if AWS Config takes no more. */
  add(evaluation: Evaluation): Promise<void>;
  /** Sends the rest. A report in which nothing was said is sent empty, so that the rule counts as evaluated. */
  finish(): Promise<void>;
}

/**
 * Starts a report.
 * @param onProblem is told of every batch that did not arrive and of every evaluation that was not taken
 * @param signal ends the sending
 */
export function startReport(
  account: Pick<AwsAccount, 'putEvaluations'>,
  resultToken: string,
  onProblem: (problem: Error) => void,
  signal: AbortSignal,
  maxWaitMs = MAX_WAIT_MS,
): Report {
  let batch: Evaluation[] = [];
  let isEmpty = true;
  let timer: NodeJS.Timeout | undefined;
  let sendingLate: Promise<void> = Promise.resolve();
  let refusal: RefusedError | undefined;

  async function send(): Promise<void> {
    const evaluations = batch;
    batch = [];
    isEmpty = false;
    clearTimeout(timer);
    try {
      const refused = await unlessAborted(signal, () => account.putEvaluations(resultToken, evaluations, signal));
      if (refused.length > 0) onProblem(new Error(`AWS Config did not take the evaluations of ${refused.join(', ')}.`));
    } catch (cause) {
      if (cause instanceof RefusedError && FINAL_CODES.test(cause.code)) refusal = cause;
      else onProblem(new Error(`${evaluations.length} evaluations could not be sent: ${messageOf(cause)}`, { cause }));
    }
    if (refusal) throw refusal;
  }

  function sendLate(): void {
    // A refusal is kept, and comes with the next evaluation or at the end.
    sendingLate = Promise.all([sendingLate, send().catch(() => {})]).then(() => {});
  }

  return {
    async add(evaluation) {
      if (refusal) throw refusal;
      batch.push(evaluation);
      if (batch.length === 1) timer = setTimeout(sendLate, maxWaitMs);
      if (batch.length === MAX_EVALUATIONS) await send();
    },
    async finish() {
      if (batch.length > 0 || isEmpty) await send();
      await sendingLate;
      if (refusal) throw refusal;
    },
  };
}

/** The name and message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
