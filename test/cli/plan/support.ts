import { readFileSync } from 'node:fs';
import type { Run } from '../support.ts';
import { run } from '../support.ts';

export type Format = 'terraform' | 'cloudformation' | 'cli';
export const FORMATS: readonly Format[] = ['terraform', 'cloudformation', 'cli'];

/** Plans for what is on standard input. */
export function plan(input: unknown, ...options: readonly string[]): Promise<Run> {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return run(['plan', '-', ...options], { stdin: [text] });
}

/** What no plan may contain: a password between quotes, in any of the formats. */
export const PASSWORD = /"?password"?\s*[:=]\s*"(?!%s")[^"$]*"/i;

/** The runbook of a plan. @param path of the file that it is written to */
export async function runbookIn(path: string, input: unknown, ...options: readonly string[]): Promise<string> {
  const { status } = await plan(input, '--runbook', path, ...options);
  expect(status).toBe(0);
  return readFileSync(path, 'utf8');
}
