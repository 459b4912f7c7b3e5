import type { Verdict } from '../../../checks/check.ts';
import { daysLeft, hasEnded } from '../../../checks/exemption.ts';
import type { ReportedBroker, ReportedExemption, ReportedResult } from '../report.ts';
import type { FileOptions } from './part.ts';

/** What a file says of a broker and a check. */
export interface FoundResult extends Omit<ReportedResult, 'exemption'> {
  /** As a report has it, perhaps with more members. */
  readonly exemption?: ReportedExemption | undefined;
}

/** Whether a broker is one of another engine, or is being deleted: no check applies. */
export function isOutOfScope(results: readonly { readonly verdict: Verdict }[]): boolean {
  return results.length > 0 && results.every(({ verdict }) => verdict === 'skip');
}

/** A result for each check of the report, in their order. What a file does not have is unknown. */
export function resultsOf(
  found: readonly FoundResult[],
  { checks, now }: Pick<FileOptions, 'checks' | 'now'>,
): readonly ReportedResult[] {
  const byCheck = new Map(found.map((result) => [result.check, result]));
  return checks.map(({ id }): ReportedResult => {
    const result = byCheck.get(id);
    if (result) return withCurrentExemption(result, now);
    return { check: id, verdict: 'unknown', detail: LACKING };
  });
}

const LACKING = 'The input has no result of this check. Evaluate it with all checks.';

/** Whether a result says only that a file has none. */
export function isLacking({ detail }: ReportedResult): boolean {
  return detail === LACKING;
}

/** An exemption that has ended since the file was written accepts nothing. */
function withCurrentExemption(
  { check, verdict, detail, evaluatedAt, since, exemption }: FoundResult,
  now: Date,
): ReportedResult {
  const result = { check, verdict, detail, evaluatedAt, since };
  if (verdict !== 'exempt' || exemption === undefined) return result;
  const { reason, until, ticket } = exemption;
  const entry = { checks: [check], reason, until };
  if (!hasEnded(entry, now)) return { ...result, exemption: { reason, until, daysLeft: daysLeft(entry, now), ticket } };
  return { ...result, verdict: 'fail', detail: `${detail} The exemption ended on ${until}.`, since: undefined };
}

/**
 * Accepts failures that a file still has as failures. Those that AWS Config recorded stay: the rule knows the exemptions.
 * @param address of the broker in a template or plan
 */
export function exemptResults(
  results: readonly ReportedResult[],
  subject: Pick<ReportedBroker, 'arn' | 'id' | 'name' | 'accountId' | 'region'>,
  place: { readonly source: string; readonly address?: string | undefined },
  { checks, exempt }: FileOptions,
): readonly ReportedResult[] {
  const { arn, id, name, accountId, region } = subject;
  const asked = results.flatMap(({ check: checkId, verdict, detail }) => {
    const check = checks.find((each) => each.id === checkId);
    return check ? [{ check, verdict, detail }] : [];
  });
  const answers = exempt(asked, place.source, {
    broker: { arn, id, name, accountId, region },
    address: place.address,
  });
  return results.map((result) => {
    const answer = answers.find(({ check }) => check.id === result.check);
    if (result.verdict !== 'fail' || result.evaluatedAt !== undefined) return result;
    if (answer?.verdict !== 'exempt' || !answer.exemption) return result;
    const { reason, until, daysLeft, ticket } = answer.exemption;
    return { ...result, verdict: 'exempt', since: undefined, exemption: { reason, until, daysLeft, ticket } };
  });
}
