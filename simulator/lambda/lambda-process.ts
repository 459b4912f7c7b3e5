import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';

/** How an invocation ended: without an error, or with the one that was thrown. */
export interface Ending {
  readonly error?: { readonly name: string; readonly message: string };
}

// As Lambda names them: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
const TIMED_OUT = { name: 'Sandbox.Timedout', message: 'The function reached its time limit and was stopped.' };

function exited(output: string): { readonly name: string; readonly message: string } {
  return { name: 'Runtime.ExitError', message: `The process exited before the function returned:\n${output}` };
}

export interface LambdaProcess {
  readonly pid: number;
  /** Whether the process ended, as after a time limit, so that it cannot be invoked again. */
  readonly hasEnded: boolean;
  /**
   * @param timeoutMs the function's time limit, after which the process is killed, as Lambda would do
   * @param graceMs how much later it is killed than the function is told
   */
  invoke(event: unknown, timeoutMs: number, graceMs?: number): Promise<Ending>;
  /** Ends the process. @returns all that it wrote to standard output and standard error */
  stop(): Promise<string>;
}

/** Starts the code of a function in a process of its own, where it stays warm. */
export async function startLambdaProcess(
  codePath: string,
  functionArn: string,
  environment: Readonly<Record<string, string>>,
): Promise<LambdaProcess> {
  const child = fork(join(import.meta.dirname, 'lambda-host.ts'), [codePath], {
    env: {
      PATH: process.env.PATH,
      // Lambda's runtime brings the AWS SDK the same way.
      NODE_PATH: join(import.meta.dirname, '../../node_modules'),
      // The tests start the same code hundreds of times.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...environment,
    },
    execArgv: [],
    silent: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const closed = once(child, 'close');
  /** The next message, or `undefined` if the process ends before it. */
  const next = () => Promise.race([once(child, 'message').then(([message]) => message), closed.then(() => undefined)]);
  if ((await next()) === undefined) throw new Error(`The Lambda process did not start:\n${output}`);
  return {
    pid: child.pid ?? 0,
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    async invoke(event, timeoutMs, graceMs = 0) {
      const ending = next();
      child.send({ event, functionArn, timeoutMs });
      let isTimeUp = false;
      const timer = setTimeout(() => {
        isTimeUp = true;
        child.kill('SIGKILL');
      }, timeoutMs + graceMs);
      try {
        return (await ending) ?? { error: isTimeUp ? TIMED_OUT : exited(output) };
      } finally {
        clearTimeout(timer);
      }
    },
    async stop() {
      if (child.connected) child.send({ stop: true });
      await closed;
      return output;
    },
  };
}
