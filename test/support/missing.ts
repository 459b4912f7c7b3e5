/**
 * Tells that tests are skipped because a program that they need is not installed.
 * @param hint what is missing, and how to install it
 * @throws Error in CI, where none may be skipped
 */
export function skipWithout(hint: string): undefined {
  if (process.env.CI) throw new Error(hint);
  process.stderr.write(`Tests skipped: ${hint}\n`);
}

/** `describe` for tests that need a program, which are skipped if it was not found. */
export function describeWith(program: unknown) {
  return program === undefined ? describe.skip : describe;
}
