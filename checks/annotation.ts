import type { Outcome } from './evaluation.ts';
import { guideUrl } from './guide.ts';

// https://docs.aws.amazon.com/config/latest/APIReference/API_Evaluation.html
const MAX_ANNOTATION_LENGTH = 256;

/**
 * What AWS Config shows beside a result: what was found and, where it is bad, how to mend it
 * and whether that takes a new broker. At most 256 UTF-16 code units, on one line.
 */
export function annotate({ verdict, results }: Outcome): string {
  const details = unique(results.map(({ detail }) => detail)).join(' ');
  switch (verdict) {
    case 'fail':
      return withGuide(oneLine(`${details} ${remediation(results)}`), results);
    case 'unknown':
      return oneLine(`This broker could not be evaluated: ${details}`);
    default:
      return oneLine(details);
  }
}

/** Cuts a text to what an annotation holds, between characters, and makes it one line of valid UTF-16. */
export function oneLine(text: string): string {
  // Control and format characters could come out of configuration items, and would garble the line.
  const line = text.toWellFormed().replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ');
  if (line.length <= MAX_ANNOTATION_LENGTH) return line;
  return `${line.slice(0, MAX_ANNOTATION_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

// Whole or not at all: a URL that is cut leads nowhere.
function withGuide(text: string, results: Outcome['results']): string {
  const [result] = results;
  const longer = `${text} ${guideUrl(results.length === 1 ? result?.check : undefined)}`;
  return longer.length <= MAX_ANNOTATION_LENGTH ? longer : text;
}

// The remediations of several checks would not fit, so a folded rule says only what they amount to.
function remediation(results: Outcome['results']): string {
  const [result] = results;
  if (results.length === 1 && result) return result.remediation ?? result.check.remediation;
  return results.some(({ check }) => check.fix === 'new-broker')
    ? 'Mending this takes a new broker.'
    : 'This can be mended in place.';
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
