import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { quote } from 'shlex';

const ROOT = join(import.meta.dirname, '..');

/** What a command of the CDK CLI came to. */
export interface CdkRun {
  /** As a person types it. */
  readonly command: string;
  /** What it said of each stack: `✅  rabbitmq-conformance-home`. */
  readonly outcome: readonly string[];
}

export interface CdkOptions {
  /** For example `AWS_ENDPOINT_URL` and credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** The folder of the cloud assembly. */
  readonly outdir: string;
  readonly signal: AbortSignal;
  /** Is told each line. */
  readonly progress: (line: string) => void;
}

/**
 * Runs the CDK CLI of this project, which calls nothing but the endpoint of its environment. It inherits no settings of
 * the AWS SDK or the CDK, such as `AWS_PROFILE` or `AWS_ENDPOINT_URL_CLOUDFORMATION`, which could lead it elsewhere.
 * @param args for example `deploy`, `--all`
 * @throws Error with all that the CLI wrote, if it fails
 */
export async function runCdk(args: readonly string[], options: CdkOptions): Promise<CdkRun> {
  const { environment, outdir, signal, progress } = options;
  signal.throwIfAborted();
  const command = ['npx', 'cdk', ...args].map(quote).join(' ');
  // Notices come from the internet, and `npm run demo` has built the function before.
  const quiet = ['--build', '', '--no-notices', '--no-color', '--progress', 'events', '--output', outdir];
  const child = spawn(join(ROOT, 'node_modules/.bin/cdk'), [...args, ...quiet], {
    cwd: ROOT,
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|AMAZON|CDK)_/i.test(name))),
      ...environment,
      // The CDK's own validation of templates would take half of the time. `npx cdk synth` has it on.
      CDK_VALIDATION: 'false',
      // It keeps the accounts of credentials there.
      CDK_HOME: outdir,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, because the CLI starts the app in another process, which writes into the folder.
    detached: true,
  });
  const stop = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  signal.addEventListener('abort', stop);
  const lines: string[] = [];
  const read = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface(stream)) {
      lines.push(line);
      progress(line.trim());
    }
  };
  // Then all of the group has ended: nobody has its output open any more.
  const [[status, killedBy]] = await Promise.all([once(child, 'close'), read(child.stdout), read(child.stderr)]);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (status !== 0)
    throw new Error(`${command} ended with ${killedBy ?? `exit status ${status}`}:\n${lines.join('\n')}`);
  return { command, outcome: lines.map((line) => line.trim()).filter((line) => /^(✅|❌)/u.test(line)) };
}
