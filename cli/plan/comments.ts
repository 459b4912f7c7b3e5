import { wrapAnsi } from 'fast-wrap-ansi';
import { printable } from '../text/printable.ts';

const WIDTH = 110;

/**
 * Sentences as lines of comments, a list entry each. Nothing in them can end a line: their control characters and
 * separators of lines are replaced.
 */
export function comments(mark: string, sentences: readonly string[]): string {
  return sentences
    .map((sentence) => `- ${wrapAnsi(printable(sentence), WIDTH).replaceAll('\n', '\n  ')}\n`)
    .join('')
    .replaceAll(/^(?=.)/gm, `${mark} `);
}
