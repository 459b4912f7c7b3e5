import { existsSync } from 'node:fs';
import { chromiumOnPath } from '../test/support/browser.ts';
import { runProgram } from './processes.ts';

/** Takes what is not measured, and why. */
export type Skip = (why: string) => void;

/** A Python that has boto3: that of the project's virtual environment, if there is one. */
export async function findPythonWithBoto3(skip: Skip): Promise<string | undefined> {
  const python = process.env.PYTHON ?? (existsSync('.venv/bin/python3') ? '.venv/bin/python3' : 'python3');
  try {
    await runProgram(python, ['-c', 'from importlib.util import find_spec; exit(find_spec("boto3") is None)']);
    return python;
  } catch {
    skip(`the boto3 rule, because ${python} does not have boto3. Set PYTHON to use another Python.`);
    return undefined;
  }
}

export function findChromium(skip: Skip): string | undefined {
  const chromium = chromiumOnPath();
  if (chromium === undefined) skip('the page of a report, because Chromium is not there.');
  return chromium;
}
