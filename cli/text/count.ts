/** A number with its noun, in the plural unless there is one. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** A number with commas, such as 1,240. */
export function inThousands(number: number): string {
  return number.toLocaleString('en-US');
}

/** Sentences, each once, with how often it was there. */
export function countEqual(sentences: readonly string[]): readonly string[] {
  const kinds = Map.groupBy(sentences, (sentence) => sentence);
  return [...kinds].map(([sentence, { length }]) => (length === 1 ? sentence : `${sentence} (${length} times)`));
}
