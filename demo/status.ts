import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { wrapAnsi } from 'fast-wrap-ansi';
import { quote } from 'shlex';

const ROOT = join(import.meta.dirname, '..');

/** What `status` said of the deployment. */
export interface StatusRun {
  /** As a person types it. */
  readonly command: string;
  readonly lines: readonly string[];
}

/**
 * Runs `status` of this project, which calls nothing but the endpoint of its environment.
 * @param args for example `-c deployment=account`
 * @throws Error if it cannot say what is wrong
 */
export async function runStatus(
  args: readonly string[],
  { environment, signal }: { readonly environment: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<StatusRun> {
  const command = ['npx', 'rabbitmq-conformance', 'status', ...args].map(quote).join(' ');
  const others = Object.entries(process.env).filter(([name]) => !/^(AWS|AMAZON)_/i.test(name));
  const child = spawn(process.execPath, [join(ROOT, 'cli/index.ts'), 'status', ...args], {
    cwd: ROOT,
    env: { ...Object.fromEntries(others), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (output === '') throw new Error(`${command} ended with exit status ${status}:\n${errors}`);
  return { command, lines: output.trimEnd().split('\n') };
}

/** Shows the rows of what is fine as one. A row begins with its status, and goes on in indented lines; a summary ends all. */
export function sumUpFine(lines: readonly string[], width: number): readonly string[] {
  const checks = new Set<string>();
  let isFine = false;
  return lines.flatMap((line) => {
    const [, check] = /^FINE +(\S+)/.exec(line) ?? [];
    if (check !== undefined) checks.add(check);
    isFine = check !== undefined || (isFine && line.startsWith(' '));
    if (isFine) return [];
    if (checks.size === 0) return [line];
    const summary = wrapAnsi([...checks].join(', '), width - 6).split('\n');
    checks.clear();
    return [...summary.map((text, index) => `${index === 0 ? 'FINE  ' : '      '}${text}`), line];
  });
}
