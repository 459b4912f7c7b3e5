import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';

/** How an invocation ended: without an error, or with the one that was thrown. */
export interface Ending {
  readonly error?: { readonly name: string; readonly message: string };
}

export interface LambdaProcess {
  /** @param timeoutMs the function's time limit, after which the process is killed, as Lambda would do */
  invoke(event: unknown, timeoutMs: number): Promise<Ending>;
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
    // Lambda's runtime brings the AWS SDK the same way.
    env: { PATH: process.env.PATH, NODE_PATH: join(import.meta.dirname, '../node_modules'), ...environment },
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
  const next = async () => {
    const message = await Promise.race([once(child, 'message'), closed.then(() => undefined)]);
    if (message === undefined) throw new Error(`The Lambda process ended:\n${output}`);
    return message[0];
  };
  await next();
  return {
    async invoke(event, timeoutMs) {
      const ending = next();
      child.send({ event, functionArn, timeoutMs });
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      try {
        return await ending;
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
