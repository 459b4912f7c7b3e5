import { printable } from '../text/printable.ts';

const WIDTH = 110;

/**
 * Sentences as lines of comments, a list entry each. Nothing in them can end a line: their control characters and
 * separators of lines are replaced.
 */
export function comments(mark: string, sentences: readonly string[]): string {
  return sentences
    .flatMap((sentence) =>
      wrap(printable(sentence), WIDTH).map((line, index) => `${mark} ${index === 0 ? '- ' : '  '}${line}\n`),
    )
    .join('');
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
