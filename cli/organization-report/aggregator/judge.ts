import { oneLine, UNKNOWN_PREFIX } from '../../../checks/annotation.ts';
import type { Check, Verdict } from '../../../checks/check.ts';
import type { CheckResult } from '../../../checks/evaluation.ts';
import { daysLeft, EXEMPT_PREFIX } from '../../../checks/exemption.ts';
import { COMBINED_RULE } from '../../../checks/registry.ts';
import type { ReportedExemption, ReportedResult } from '../report.ts';
import { GRAVEST_FIRST } from '../summary.ts';
import type { OwnResult } from './own-rules.ts';
import { isFor } from './own-rules.ts';
import type { ComplianceChange } from './port.ts';

/** Of several rules of a check, the graver result counts. */

/** What a check says of the configuration that AWS Config has recorded. */
export interface RecordedResult extends CheckResult {
  /** It has the default values of parameters, and the rule may have others. */
  readonly isByDefault?: boolean;
}

/** What is known of a broker beside the results of rules. */
export interface Evidence {
  /** The results of all checks whose parameters have values; `undefined` if AWS Config has recorded no configuration. */
  readonly recorded?: readonly RecordedResult[] | undefined;
  readonly change?: ComplianceChange | undefined;
  readonly now: Date;
}

/** The result of a check, from all results of its rules for the broker; `undefined` if there is none. */
export function judge(
  check: JudgedCheck,
  results: readonly OwnResult[],
  evidence: Evidence,
): ReportedResult | undefined {
  const judged = results
    .filter(({ rule, compliance }) => isFor(rule, check.id) && compliance !== 'INSUFFICIENT_DATA')
    .map((result) => judgeResult(check, result, evidence));
  return judged.toSorted((a, b) => GRAVEST_FIRST.indexOf(a.verdict) - GRAVEST_FIRST.indexOf(b.verdict))[0];
}

function judgeResult(check: JudgedCheck, result: OwnResult, evidence: Evidence): ReportedResult {
  const { rule, annotation, time } = result;
  const { change } = evidence;
  const read =
    rule.base === COMBINED_RULE ? readCombined(check, result, evidence) : readSingle(check, result, evidence);
  const evaluatedAt = time?.toISOString();
  // The compliance of the broker last changed when this rule did not comply already.
  const since = read.verdict === 'fail' && change?.failingRules.includes(rule.name) ? change.time : undefined;
  return {
    check: check.id,
    ...read,
    detail: read.detail ?? annotation ?? `AWS Config says ${result.compliance}.`,
    evaluatedAt,
    since,
  };
}

type JudgedCheck = Pick<Check, 'id' | 'isOptIn' | 'values'>;

interface Read {
  readonly verdict: Verdict;
  /** By default the annotation. */
  readonly detail?: string;
  readonly exemption?: ReportedExemption;
}

/** AWS Config has the last word, but for a COMPLIANT that its own record contradicts. */
function readSingle(check: JudgedCheck, { compliance, annotation = '' }: OwnResult, { recorded, now }: Evidence): Read {
  const own = recorded?.find((one) => one.check.id === check.id);
  switch (compliance) {
    case 'COMPLIANT':
      if (own?.verdict !== 'fail' || own.isByDefault) return { verdict: 'pass' };
      return {
        verdict: 'unknown',
        detail:
          `AWS Config says COMPLIANT, but the configuration that it has recorded fails: ${own.detail} ` +
          'Evaluate the rule, and make the report again. If that does not help, ' +
          (check.values ? 'compare --set with the parameters of the rule.' : 'look at who made the rule.'),
      };
    case 'NON_COMPLIANT':
      return { verdict: 'fail' };
    case 'NOT_APPLICABLE':
      return readNotApplicable(annotation, now);
    default:
      return { verdict: 'unknown', detail: `AWS Config says ${compliance ?? 'nothing'}, which is not known.` };
  }
}

function readNotApplicable(annotation: string, now: Date): Read {
  if (annotation.startsWith(UNKNOWN_PREFIX)) return { verdict: 'unknown' };
  if (!annotation.startsWith(EXEMPT_PREFIX)) return { verdict: 'skip' };
  const exemption = readExemption(annotation, now);
  if (exemption === undefined) {
    return { verdict: 'unknown', detail: `AWS Config says "${annotation}", in which there is no last day.` };
  }
  if (exemption.daysLeft < 0) {
    const detail = `The exemption ended on ${exemption.until}, and AWS Config has no result since.`;
    return { verdict: 'unknown', detail };
  }
  return { verdict: 'exempt', exemption };
}

/** Reads what `describeExemptions` wrote. The ticket stays in the reason. `undefined` without a day that there is. */
function readExemption(annotation: string, now: Date): ReportedExemption | undefined {
  const [, until = '', reason = ''] = /^(\d{4}-\d{2}-\d{2}): (.+)$/s.exec(annotation.slice(EXEMPT_PREFIX.length)) ?? [];
  const days = daysLeft({ until }, now);
  return Number.isNaN(days) ? undefined : { reason, until, daysLeft: days };
}

/**
 * One rule says the gravest of several checks, and not of which. The recorded configuration tells them apart, but only if
 * it explains what the rule says: else AWS Config has recorded another one than the rule has evaluated. What it does not
 * prove stays unknown: the rule may evaluate other checks than these, and with other parameters.
 */
function readCombined(check: JudgedCheck, result: OwnResult, evidence: Evidence): Read {
  const { recorded = [] } = evidence;
  const own = recorded.find((one) => one.check.id === check.id);
  // It does not apply, whatever the parameters.
  if (check.isOptIn && own?.verdict === 'skip') return { verdict: 'skip', detail: own.detail };
  const proven = own?.isByDefault ? undefined : own;
  switch (result.compliance) {
    case 'COMPLIANT':
      if (proven?.verdict === 'pass') return { verdict: 'pass', detail: proven.detail };
      return {
        verdict: 'unknown',
        detail:
          `AWS Config says COMPLIANT for several checks at once, but the recorded configuration does not prove this one. ${proven?.detail ?? ''}`.trim(),
      };
    case 'NON_COMPLIANT':
      return readCombinedFailure(result, own, recorded);
    case 'NOT_APPLICABLE':
      return readCombinedNotApplicable(check, result, evidence, own);
    default:
      return readSingle(check, result, evidence);
  }
}

/** The annotation has the details of all failures. One that it has is proven, even if only with default values. */
function readCombinedFailure(
  { annotation = '' }: OwnResult,
  own: RecordedResult | undefined,
  recorded: readonly RecordedResult[],
): Read {
  const said = recorded.filter(({ verdict, detail }) => verdict === 'fail' && annotation.includes(oneLine(detail)));
  const isSaid = own !== undefined && said.includes(own);
  // The end of a long annotation is cut off, and with it the details of the last checks.
  const isCutOff = own?.verdict === 'fail' && !own.isByDefault && annotation.endsWith('…');
  if (isSaid || (isCutOff && said.length > 0)) return { verdict: 'fail', detail: own.detail };
  if (own?.verdict === 'pass' && !own.isByDefault && said.length > 0) return { verdict: 'pass', detail: own.detail };
  return {
    verdict: 'unknown',
    detail:
      `AWS Config says NON_COMPLIANT for several checks at once, and not whether for this one: ${annotation}`.trim(),
  };
}

function readCombinedNotApplicable(
  { isOptIn }: JudgedCheck,
  { annotation = '' }: OwnResult,
  { recorded = [], now }: Evidence,
  own: RecordedResult | undefined,
): Read {
  const read = readNotApplicable(annotation, now);
  const doubt: Read = {
    verdict: 'unknown',
    detail: `AWS Config says "${annotation}" for several checks at once, and not whether for this one.`,
  };
  if (read.verdict === 'skip') {
    // An opt-in check that does not apply is no reason to skip others.
    const isOfOne = recorded.some(({ verdict }) => verdict !== 'skip');
    const isSaid = recorded.some(({ verdict, detail }) => verdict === 'skip' && oneLine(detail) === annotation);
    return isOfOne && isSaid ? doubt : read;
  }
  // A check that passes beside others that are exempt, or unknown.
  const others = annotation.startsWith(UNKNOWN_PREFIX) ? 'unknown' : 'fail';
  const isBeside = recorded.some(({ verdict, isByDefault }) => verdict === others && !isByDefault);
  if (own?.verdict === 'pass' && !own.isByDefault && isBeside) return { verdict: 'pass', detail: own.detail };
  // The rule may leave an opt-in check out.
  const failing = recorded.filter(({ verdict }) => verdict === 'fail');
  const isTheOnlyFailure = own?.verdict === 'fail' && failing.length === 1;
  return isOptIn && read.verdict === 'exempt' && !isTheOnlyFailure ? doubt : read;
}
