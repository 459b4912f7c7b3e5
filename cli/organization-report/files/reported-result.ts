import type { Verdict } from '../../../checks/check.ts';
import { daysLeft, hasEnded } from '../../../checks/exemption.ts';
import { parametersOf } from '../../report/check-parameters.ts';
import { describeParameters } from '../describe-parameters.ts';
import type { ReportedBroker, ReportedCheck, ReportedExemption, ReportedResult } from '../report.ts';
import { isSameParameters } from '../same-checks.ts';
import type { FileOptions } from './part.ts';

/** What a file says of a broker and a check. */
export interface FoundResult extends Omit<ReportedResult, 'exemption'> {
  /** As a report has it, perhaps with more members. */
  readonly exemption?: ReportedExemption | undefined;
}

/** Whether a broker is one of another engine, or is being deleted. */
export function isOutOfScope(
  results: readonly { readonly verdict: Verdict; readonly inScope?: boolean | undefined }[],
): boolean {
  return results.length > 0 && results.every(({ verdict, inScope }) => verdict === 'skip' && !inScope);
}

/** The parameters with which a file was evaluated, by check; `undefined` for those that it does not say. */
export type ParametersOfFile = (check: string) => ReportedCheck['parameters'];

/**
 * A result for each check of the report, in their order. What a file does not have is unknown, and so is what it has with
 * other parameters.
 * @param evaluatedWith by default what is asked for
 */
export function resultsOf(
  found: readonly FoundResult[],
  { checks, now }: Pick<FileOptions, 'checks' | 'now'>,
  evaluatedWith?: ParametersOfFile,
): readonly ReportedResult[] {
  const byCheck = new Map(found.map((result) => [result.check, result]));
  return checks.map((check): ReportedResult => {
    const result = byCheck.get(check.id);
    if (!result) return { check: check.id, verdict: 'unknown', detail: LACKING };
    const parameters = evaluatedWith ? evaluatedWith(check.id) : parametersOf(check);
    const isMeant = isSameParameters(parameters, parametersOf(check));
    // Whether a check applies does not depend on its parameters.
    if (isMeant || result.verdict === 'skip' || result.verdict === 'unknown') return withCurrentExemption(result, now);
    return { check: check.id, verdict: 'unknown', detail: explainOthers(describeParameters(parameters)) };
  });
}

const LACKING = 'The input has no result of this check. Evaluate it with all checks.';
const OTHERS = 'The input has no result of this check with the parameters that you ask for.';

const LONGEST = 200;

function explainOthers(parameters: string | undefined): string {
  if (parameters === undefined) {
    return `${OTHERS} It has one of a rule of AWS Config, whose parameters it does not say: report that file alone, without --set.`;
  }
  const shown = parameters.length > LONGEST ? `${parameters.slice(0, LONGEST - 1)}…` : parameters;
  return `${OTHERS} It has one with ${shown}: evaluate it again, or ask for that with --set.`;
}

/** Whether a result says only that a file has none. */
export function isLacking({ detail }: ReportedResult): boolean {
  return detail === LACKING || detail.startsWith(OTHERS);
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
