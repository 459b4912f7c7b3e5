import { wrapAnsi } from 'fast-wrap-ansi';
import { printable } from '../text/printable.ts';

const WIDTH = 110;

/**
 * Sentences as comment lines, one list entry each. Control characters and line separators are replaced, so nothing in a
 * sentence can end its line.
 */
export function comments(mark: string, sentences: readonly string[]): string {
  return sentences
    .map((sentence) => `- ${wrapAnsi(printable(sentence), WIDTH).replaceAll('\n', '\n  ')}\n`)
    .join('')
    .replaceAll(/^(?=.)/gm, `${mark} `);
}
