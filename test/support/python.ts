import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { skipWithout } from './missing.ts';

/**
 * The path of a program of the witnesses, which are written in Python and were not written by us.
 * @param environment the virtual environment that it is in
 * @returns `undefined` where it is not installed, so that its tests are left out; CI must not leave them out
 * @throws Error in CI
 */
export function findWitness(program: string, environment = '.venv'): string | undefined {
  const path = `${environment}/bin/${program}`;
  if (existsSync(path)) return path;
  return skipWithout(`${path} is not there. CONTRIBUTING.md says how to install it, under "Test".`);
}

/** How a program ended, and all that it wrote. */
export interface WitnessEnding {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a program of the witnesses to its end.
 * @param environment is all that it gets of one
 */
export async function runWitness(
  program: string,
  args: readonly string[],
  { environment = {}, input = '' }: { environment?: Readonly<Record<string, string>>; input?: string },
): Promise<WitnessEnding> {
  const child = spawn(program, args, { env: environment });
  const written = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.errors += text;
  });
  child.stdin.end(input);
  const [status] = await once(child, 'close');
  return { status, ...written };
}
