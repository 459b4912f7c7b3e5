import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import { isObject } from '../../checks/json.ts';
import { count } from '../text/count.ts';
import { fingerprints } from './fingerprint.ts';
import type { ExplainedResult, Report } from './results.ts';

/** A finding of a baseline. */
interface KnownFinding {
  readonly fingerprint: string;
  readonly check: string;
  readonly verdict: string;
}

/** The findings of the report of an earlier run, which no longer count. */
export type Baseline = readonly KnownFinding[];

/** A text is no report that can be a baseline. The message says what was expected. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

/**
 * Reads what `--format json` wrote, of version 1 or 2. Leaves out the findings of changes: a change that happens is no old
 * finding, even if an earlier one did the same.
 * @throws BaselineError
 */
export function parseBaseline(text: string): Baseline {
  let report: unknown;
  try {
    report = JSON.parse(text.replace(/^\u{feff}/u, ''));
  } catch (cause) {
    throw new BaselineError(`It is not JSON. ${EXPECTED}`, { cause });
  }
  if (!isObject(report) || !Array.isArray(report.results) || (report.version !== 1 && report.version !== 2)) {
    throw new BaselineError(`It is not a report of version 1 or 2. ${EXPECTED}`);
  }
  return report.results.filter((result, index) => {
    if (isKnown(result)) return (result.verdict === 'fail' || result.verdict === 'unknown') && !isOfChange(result);
    throw new BaselineError(`Its results[${index}] lacks the fingerprint, check or verdict. ${EXPECTED}`);
  });
}

const EXPECTED = 'Expected a report that --format json wrote.';

function isKnown(result: unknown): result is KnownFinding {
  if (!isObject(result)) return false;
  const { fingerprint, check, verdict } = result;
  return /^[0-9a-f]{64}$/.test(String(fingerprint)) && typeof check === 'string' && typeof verdict === 'string';
}

function isOfChange({ check }: KnownFinding): boolean {
  return CHANGE_CHECKS.some(({ id }) => id === check);
}

/**
 * Marks what failed or is unknown: as `unchanged` if the same broker had the same verdict in the same check then, else as
 * `new`. Nothing else changes.
 */
export function compareWithBaseline(report: Report, baseline: Baseline): Report {
  const prints = fingerprints(report.results);
  const known = new Set(baseline.map(keyOf));
  const results = report.results.map((result, index): ExplainedResult => {
    const { check, verdict } = result;
    if (verdict !== 'fail' && verdict !== 'unknown') return result;
    const isKnownFinding = known.has(keyOf({ fingerprint: prints[index] ?? '', check, verdict }));
    return { ...result, baselineState: isKnownFinding ? 'unchanged' : 'new' };
  });
  const found = new Set(
    prints.filter((_, index) => ['fail', 'unknown', 'exempt'].includes(results[index]?.verdict ?? '')),
  );
  const absent = new Set(
    baseline.filter(({ fingerprint }) => !found.has(fingerprint)).map(({ fingerprint }) => fingerprint),
  );
  return { ...report, results, absentFindings: absent.size };
}

function keyOf({ fingerprint, verdict }: KnownFinding): string {
  return `${fingerprint} ${verdict}`;
}

/**
 * What is to be said of a comparison with a baseline, as sentences.
 * @param hidden what follows "of the baseline is not shown" in a report that leaves those out
 */
export function baselineNotes({ results, absentFindings = 0 }: Report, hidden: string | undefined): readonly string[] {
  const unchanged = results.filter(({ baselineState }) => baselineState === 'unchanged').length;
  const findings = (number: number) => `${count(number, 'finding')} of the baseline ${number === 1 ? 'is' : 'are'}`;
  return [
    ...(unchanged > 0 && hidden !== undefined ? [`${findings(unchanged)} not shown.${hidden}`] : []),
    ...(absentFindings > 0 ? [`${findings(absentFindings)} gone: fixed, or not evaluated this time.`] : []),
  ];
}
