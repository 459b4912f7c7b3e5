import type { Outcome } from './evaluation.ts';
import { describeExemptions } from './exemption.ts';
import { guideUrl } from './guide.ts';

// https://docs.aws.amazon.com/config/latest/APIReference/API_Evaluation.html
const MAX_ANNOTATION_LENGTH = 256;

/** How the annotation of a broker begins that could not be evaluated, which AWS Config has as NOT_APPLICABLE. */
export const UNKNOWN_PREFIX = 'This broker could not be evaluated: ';

/**
 * What AWS Config shows with a result: what was found and, for a failure, how to fix it
 * and whether the fix requires a new broker. At most 256 UTF-16 code units, on one line.
 */
export function annotate({ verdict, results }: Outcome): string {
  const details = unique(results.map(({ detail }) => detail)).join(' ');
  switch (verdict) {
    case 'fail':
      return withGuide(oneLine(`${details} ${remediation(results)}`), results);
    case 'unknown':
      return oneLine(`${UNKNOWN_PREFIX}${details}`);
    case 'exempt':
      return oneLine(describeExemptions(results.flatMap(({ exemption }) => exemption ?? [])));
    default:
      return oneLine(details);
  }
}

/**
 * Shortens a text to the length of an annotation, between characters, and makes it one line of valid UTF-16, which needs no
 * escaping in JSON: EventBridge puts annotations into messages as they are.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function oneLine(text: string): string {
  // Configuration items can contain control and format characters, which would garble the line.
  const line = text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll(/\\?"/g, "'")
    .replaceAll('\\', '/');
  if (line.length <= MAX_ANNOTATION_LENGTH) return line;
  return `${line.slice(0, MAX_ANNOTATION_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

// Whole or not at all: a truncated URL leads nowhere.
function withGuide(text: string, results: Outcome['results']): string {
  const [result] = results;
  const longer = `${text} ${guideUrl(results.length === 1 ? result?.check : undefined)}`;
  return longer.length <= MAX_ANNOTATION_LENGTH ? longer : text;
}

// The remediations of several checks would not fit, so a rule for several checks only says what kind of fix they need.
function remediation(results: Outcome['results']): string {
  const [result] = results;
  if (results.length === 1 && result) return result.remediation ?? result.check.remediation;
  if (results.every(({ check }) => check.fix === 'new-broker')) return 'The fix requires a new broker.';
  return results.some(({ check }) => check.fix === 'new-broker')
    ? 'Only a new broker fixes all of this.'
    : 'You can fix this in place.';
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
