import { eachOf, indentedJson } from '../../text/indented-json.ts';
import { joined } from '../../text/parts.ts';
import { relativePath } from '../../text/relative-path.ts';
import { fingerprints, problemFingerprints, UNUSABLE_INPUT } from '../fingerprint.ts';
import type { ExplainedResult, Remark, Report } from '../results.ts';
import { explain, isFinding, nameOf, placeOf } from './wording.ts';

const SEVERITIES = { high: 'critical', medium: 'major', low: 'minor' } as const;

/** An entry of a report of GitLab, which needs all of it. */
interface Violation {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/**
 * GitLab Code Quality (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format), of what failed and
 * what is unknown. GitLab compares it with the report of the target branch, so the findings of a baseline are in it, and
 * so is input that could not be used: else its findings would seem to be fixed.
 */
export function* gitlabParts({ results, problems }: Report): Generator<string> {
  yield* indentedJson(violationsOf(results, problems));
}

export const renderGitlab = joined(gitlabParts);

function* violationsOf(results: readonly ExplainedResult[], problems: readonly Remark[]): Generator<Violation> {
  const prints = fingerprints(results);
  for (const [index, result] of results.entries()) {
    if (isFinding(result)) yield toViolation(result, prints[index] ?? '');
  }
  const problemPrints = problemFingerprints(problems);
  yield* eachOf(problems, (problem, index) => ofProblem(problem, problemPrints[index] ?? ''));
}

function toViolation(result: ExplainedResult, fingerprint: string): Violation {
  const { check, severity, source, line } = result;
  const description = `${nameOf(result)}: ${explain(result)}`;
  return {
    description,
    check_name: check,
    fingerprint,
    severity: SEVERITIES[severity],
    location: locate(source, line),
  };
}

function ofProblem({ source, message }: Remark, fingerprint: string): Violation {
  return {
    description: `${placeOf({ source })}: ${message}`,
    check_name: UNUSABLE_INPUT,
    fingerprint,
    severity: 'blocker',
    location: locate(source),
  };
}

/** A line is required, so what has none is at the first. */
function locate(source: string, line = 1): Violation['location'] {
  return { path: source === '-' ? 'standard-input' : relativePath(source), lines: { begin: line } };
}
