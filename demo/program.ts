import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { quote } from 'shlex';

const ROOT = join(import.meta.dirname, '..');

export interface ProgramContext {
  /** For example `AWS_ENDPOINT_URL` and credentials. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** How a command of this project ended. */
export interface ProgramRun {
  /** As a person types it. */
  readonly command: string;
  readonly output: string;
}

/**
 * Runs a command of this project, which calls nothing but the endpoint of its environment. It inherits no settings of the
 * AWS SDK, which could lead it elsewhere.
 * @param args for example `status`, `-c`, `deployment=account`
 * @throws Error with all that it wrote, if something could not be used: that anything fails or is unknown is no error
 */
export async function runProgram(
  args: readonly string[],
  { environment, signal }: ProgramContext,
): Promise<ProgramRun> {
  const command = ['npx', 'rabbitmq-conformance', ...args].map(quote).join(' ');
  const others = Object.entries(process.env).filter(([name]) => !/^(AWS|AMAZON)_/i.test(name));
  const child = spawn(process.execPath, [join(ROOT, 'cli/index.ts'), ...args], {
    cwd: ROOT,
    env: { ...Object.fromEntries(others), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (![0, 1, 3].includes(status)) throw new Error(`${command} ended with exit status ${status}:\n${output}${errors}`);
  return { command, output };
}
