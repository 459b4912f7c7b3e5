import { existsSync } from 'node:fs';

/** The virtual environment with the packages of `test/witness/requirements.txt`. */
const BIN = '.venv/bin';

/**
 * The path of a program of the witnesses, which are written in Python and were not written by us.
 * @returns `undefined` where it is not installed, so that its tests are left out; CI must not leave them out
 * @throws Error in CI
 */
export function findWitness(program: string): string | undefined {
  const path = `${BIN}/${program}`;
  if (existsSync(path)) return path;
  const hint = `${path} is not there: python3 -m venv .venv && .venv/bin/pip install -r test/witness/requirements.txt`;
  if (process.env.CI) throw new Error(hint);
  process.stderr.write(`Tests left out: ${hint}\n`);
  return undefined;
}

/** `describe` for the tests of a witness, which are left out where {@link findWitness} found none. */
export function describeWith(program: string | undefined) {
  return program === undefined ? describe.skip : describe;
}
