import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** How a command of the CDK CLI ended. */
export interface CdkRun {
  readonly status: number;
  /** What it said, on both streams. */
  readonly output: string;
}

/**
 * Runs the CDK CLI in a process of its own for an assembly.
 * @param folder is where it runs, and where its files are
 * @param environment with credentials
 */
export async function runCdk(
  args: readonly string[],
  app: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<CdkRun> {
  const options = ['--app', app, '--output', join(folder, 'out'), '--no-color', '--no-notices', '--ci'];
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
    ...environment,
  };
  const program = resolve('node_modules/aws-cdk/bin/cdk');
  try {
    const run = promisify(execFile)(process.execPath, [program, ...args, ...options], { cwd: folder, env });
    const { stdout, stderr } = await run;
    return { status: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, output: stdout + stderr };
  }
}
