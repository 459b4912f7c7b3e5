const LIST = new Intl.ListFormat('en-GB');

/** Names in a sentence: "a", "a and b", "a, b and c". */
export function enumerate(names: readonly string[]): string {
  return LIST.format(names);
}
