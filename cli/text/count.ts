/** A number with its noun, in the plural unless there is one. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** A number with commas, such as 1,240. */
export function inThousands(number: number): string {
  return number.toLocaleString('en-US');
}
