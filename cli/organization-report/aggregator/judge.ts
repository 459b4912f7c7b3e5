import { UNKNOWN_PREFIX } from '../../../checks/annotation.ts';
import type { Verdict } from '../../../checks/check.ts';
import type { CheckResult } from '../../../checks/evaluation.ts';
import { daysLeft, EXEMPT_PREFIX } from '../../../checks/exemption.ts';
import { COMBINED_RULE } from '../../../checks/registry.ts';
import type { ReportedExemption, ReportedResult } from '../report.ts';
import { GRAVEST_FIRST } from '../summary.ts';
import type { OwnResult } from './own-rules.ts';
import { isFor } from './own-rules.ts';
import type { ComplianceChange } from './port.ts';

/** Of several rules of a check, the graver result counts. */

/** What is known of a broker beside the results of rules. */
export interface Evidence {
  /** What every check says of the configuration that AWS Config has recorded; `undefined` if it has none. */
  readonly recorded?: readonly CheckResult[] | undefined;
  readonly change?: ComplianceChange | undefined;
  readonly now: Date;
}

/** The result of a check, from all results of its rules for the broker; `undefined` if there is none. */
export function judge(check: string, results: readonly OwnResult[], evidence: Evidence): ReportedResult | undefined {
  const judged = results
    .filter(({ rule, compliance }) => isFor(rule, check) && compliance !== 'INSUFFICIENT_DATA')
    .map((result) => judgeResult(check, result, evidence));
  return judged.toSorted((a, b) => GRAVEST_FIRST.indexOf(a.verdict) - GRAVEST_FIRST.indexOf(b.verdict))[0];
}

function judgeResult(check: string, result: OwnResult, { recorded, change, now }: Evidence): ReportedResult {
  const { rule, annotation, time } = result;
  const own = recorded?.find((one) => one.check.id === check);
  const read = rule.base === COMBINED_RULE ? readCombined(result, own, recorded, now) : readSingle(result, own, now);
  const evaluatedAt = time?.toISOString();
  // The compliance of the broker last changed when this rule did not comply already.
  const since = read.verdict === 'fail' && change?.failingRules.includes(rule.name) ? change.time : undefined;
  return {
    check,
    ...read,
    detail: read.detail ?? annotation ?? `AWS Config says ${result.compliance}.`,
    evaluatedAt,
    since,
  };
}

interface Read {
  readonly verdict: Verdict;
  /** By default the annotation. */
  readonly detail?: string;
  readonly exemption?: ReportedExemption;
}

/** AWS Config has the last word, but for a COMPLIANT that its own record contradicts. */
function readSingle({ compliance, annotation = '' }: OwnResult, own: CheckResult | undefined, now: Date): Read {
  switch (compliance) {
    case 'COMPLIANT':
      if (own?.verdict !== 'fail') return { verdict: 'pass' };
      return {
        verdict: 'unknown',
        detail:
          `AWS Config says COMPLIANT, but the configuration that it has recorded fails: ${own.detail} ` +
          'Evaluate the rule, and make the report again. If that does not help, look at who made the rule.',
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
 * prove stays unknown: the rule may evaluate other checks than these.
 */
function readCombined(
  result: OwnResult,
  own: CheckResult | undefined,
  recorded: readonly CheckResult[] | undefined,
  now: Date,
): Read {
  const { compliance, annotation = '' } = result;
  const proven = own?.verdict;
  const detail = own?.detail ?? '';
  const explainedBy = (verdict: Verdict) => recorded?.some((one) => one.verdict === verdict) ?? false;
  switch (compliance) {
    case 'COMPLIANT':
      if (proven === 'pass') return { verdict: 'pass', detail };
      return {
        verdict: 'unknown',
        detail:
          `AWS Config says COMPLIANT for several checks at once, but the recorded configuration does not prove this one. ${detail}`.trim(),
      };
    case 'NON_COMPLIANT':
      if (explainedBy('fail') && (proven === 'fail' || proven === 'pass')) return { verdict: proven, detail };
      return { verdict: 'unknown' };
    case 'NOT_APPLICABLE': {
      const read = readNotApplicable(annotation, now);
      // A check that passes beside others that are exempt, or unknown.
      const others = annotation.startsWith(UNKNOWN_PREFIX) ? 'unknown' : 'fail';
      const isBeside = read.verdict !== 'skip' && proven === 'pass' && explainedBy(others);
      return isBeside ? { verdict: 'pass', detail } : read;
    }
    default:
      return readSingle(result, own, now);
  }
}
