import { annotate } from './annotation.ts';
import type { Verdict } from './checks.ts';
import type { Outcome } from './evaluation.ts';
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

/** Evaluations on their way to AWS Config, in full batches. */
export interface Report {
  /** Takes an evaluation, and sends the batch that it fills. Rejects only if AWS Config will take no more. */
  add(evaluation: Evaluation): Promise<void>;
  /** Sends the rest. A report in which nothing was said is sent empty, so that the rule counts as evaluated. */
  finish(): Promise<void>;
}

/**
 * Starts a report.
 * @param onProblem is told of every batch that did not arrive and of every evaluation that was not taken
 */
export function startReport(
  account: Pick<AwsAccount, 'putEvaluations'>,
  resultToken: string,
  onProblem: (problem: Error) => void,
): Report {
  let batch: Evaluation[] = [];
  let isEmpty = true;

  async function send(): Promise<void> {
    const evaluations = batch;
    batch = [];
    isEmpty = false;
    try {
      const refused = await account.putEvaluations(resultToken, evaluations);
      if (refused.length > 0) onProblem(new Error(`AWS Config did not take the evaluations of ${refused.join(', ')}.`));
    } catch (cause) {
      // A token or a rule that is not valid now will not be valid for the next batch.
      if (cause instanceof RefusedError) throw cause;
      onProblem(new Error(`${evaluations.length} evaluations could not be sent: ${messageOf(cause)}`, { cause }));
    }
  }

  return {
    async add(evaluation) {
      batch.push(evaluation);
      if (batch.length === MAX_EVALUATIONS) await send();
    },
    async finish() {
      if (batch.length > 0 || isEmpty) await send();
    },
  };
}

/** The name and message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
