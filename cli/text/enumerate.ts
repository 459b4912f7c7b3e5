/** Names in a sentence: "a", "a and b", "a, b and c". */
export function enumerate(names: readonly string[]): string {
  const others = names.slice(0, -1).join(', ');
  return [others, ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}
