import { UNKNOWN_PREFIX } from '../../../checks/annotation.ts';
import type { Verdict } from '../../../checks/check.ts';
import type { CheckResult } from '../../../checks/evaluation.ts';
import { daysLeft, EXEMPT_PREFIX } from '../../../checks/exemption.ts';
import { COMBINED_RULE } from '../../../checks/registry.ts';
import type { ReportedExemption, ReportedResult } from '../report.ts';
import type { OwnResult } from './own-rules.ts';
import { isFor } from './own-rules.ts';
import type { ComplianceChange } from './port.ts';

/** Of several rules of a check, the graver result counts. */
const GRAVEST_FIRST: readonly Verdict[] = ['fail', 'unknown', 'exempt', 'pass', 'skip'];

/** What is known of a broker beside the results of rules. */
export interface Evidence {
  /** What a check says of the configuration that AWS Config has recorded; `undefined` if it has none. */
  readonly recorded?: CheckResult | undefined;
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
  const read = rule.base === COMBINED_RULE ? readCombined(result, recorded, now) : readSingle(result, now);
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

function readSingle({ compliance, annotation = '' }: OwnResult, now: Date): Read {
  switch (compliance) {
    case 'COMPLIANT':
      return { verdict: 'pass' };
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
  return { verdict: 'exempt', ...(exemption && { exemption }) };
}

/** Reads what `describeExemptions` wrote. The ticket stays in the reason. */
function readExemption(annotation: string, now: Date): ReportedExemption | undefined {
  const [, until = '', reason = ''] = /^(\d{4}-\d{2}-\d{2}): (.+)$/s.exec(annotation.slice(EXEMPT_PREFIX.length)) ?? [];
  const days = daysLeft({ until }, now);
  return Number.isNaN(days) ? undefined : { reason, until, daysLeft: days };
}

/**
 * One rule says the gravest of several checks, and not of which. The recorded configuration tells them apart. What it
 * does not prove stays unknown: the rule may evaluate other checks than these.
 */
function readCombined(result: OwnResult, recorded: CheckResult | undefined, now: Date): Read {
  const { compliance, annotation = '' } = result;
  const proven = recorded?.verdict;
  const detail = recorded?.detail ?? '';
  switch (compliance) {
    case 'COMPLIANT':
      if (proven === 'pass') return { verdict: 'pass', detail };
      return {
        verdict: 'unknown',
        detail:
          `AWS Config says COMPLIANT for several checks at once, but the recorded configuration does not prove this one. ${detail}`.trim(),
      };
    case 'NON_COMPLIANT':
      if (proven === 'fail' || proven === 'pass') return { verdict: proven, detail };
      return { verdict: 'unknown' };
    case 'NOT_APPLICABLE':
      // A check of several that passes beside one that is exempt or unknown.
      if (proven === 'pass') return { verdict: 'pass', detail };
      return readNotApplicable(annotation, now);
    default:
      return readSingle(result, now);
  }
}
