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
  // Replaces an older COMPLIANT result of a broker that could not be read.
  unknown: 'NOT_APPLICABLE',
  exempt: 'NOT_APPLICABLE',
};

/** The evaluation that reports an outcome to AWS Config. */
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
 * How long an evaluation waits for its batch to fill. If AWS Config keeps the result that arrives last, a result must
 * not be sent long after the broker was read: it would overwrite the result of a change since then.
 */
const MAX_WAIT_MS = 5_000;

// After one of these, AWS Config would reject every further batch too.
const FINAL_CODES = /^(InvalidResultToken|NoSuchConfigRule|AccessDenied)/;

/** Sends evaluations to AWS Config, in full batches unless one takes longer than {@link MAX_WAIT_MS} to fill. */
export interface Report {
  /** Takes an evaluation, and sends the batch if it is full. Rejects only if AWS Config no longer accepts evaluations. */
  add(evaluation: Evaluation): Promise<void>;
  /** Sends the rest. An empty report is sent too, so that the rule counts as evaluated. */
  finish(): Promise<void>;
}

/**
 * Starts a report.
 * @param onProblem is called for every batch that was not sent and every evaluation that AWS Config did not accept
 * @param signal stops the sending
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
  // Thrown with the next evaluation, or at the end.
  let refusal: RefusedError | undefined;

  async function send(): Promise<void> {
    const evaluations = batch;
    batch = [];
    isEmpty = false;
    clearTimeout(timer);
    try {
      const refused = await unlessAborted(signal, () => account.putEvaluations(resultToken, evaluations, signal));
      if (refused.length > 0) onProblem(new Error(`AWS Config rejected the evaluations of ${refused.join(', ')}.`));
    } catch (cause) {
      if (cause instanceof RefusedError && FINAL_CODES.test(cause.code)) {
        refusal = cause;
        // What was added meanwhile would be sent during the next invocation of a warm function.
        clearTimeout(timer);
      } else {
        onProblem(new Error(`${evaluations.length} evaluations could not be sent: ${messageOf(cause)}`, { cause }));
      }
    }
  }

  function sendLate(): void {
    sendingLate = Promise.all([sendingLate, send()]).then(() => {});
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
