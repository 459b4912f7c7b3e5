import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';

/** How an invocation ended: without an error, or with the one that was thrown. */
export interface Ending {
  readonly error?: { readonly name: string; readonly message: string };
}

/**
 * A function with what it keeps from event to event.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export interface ExecutionEnvironment {
  readonly codePath: string;
  readonly functionArn: string;
  /** Its environment variables. Without them it has those of the process, as the only function there. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Its clock: milliseconds since 1970. By default that of this process. */
  readonly now?: () => number;
  /** Gets what the function writes to standard output and standard error, in pieces. */
  readonly log: (text: string) => void;
}

/** What the process is asked. Each request for a function has its id. */
export interface HostRequest {
  readonly id?: number | undefined;
  readonly load?: Pick<ExecutionEnvironment, 'codePath' | 'variables'>;
  readonly invoke?: {
    readonly event: string;
    readonly functionArn: string;
    readonly timeoutMs: number;
    readonly clockShiftMs: number;
  };
  readonly release?: true;
  /** Fails if a function has changed what Node.js brings. */
  readonly check?: true;
  readonly stop?: true;
}

/** A process that runs functions, one at a time. */
export interface LambdaProcess {
  readonly pid: number;
  /**
   * Whether it can run a function: it has not ended, as after a time limit, it is not full, and no other function has
   * changed what Node.js brings.
   */
  canRun(environment: ExecutionEnvironment): Promise<boolean>;
  /** Loads the code of a function. @throws Error if it cannot be loaded */
  begin(environment: ExecutionEnvironment): Promise<void>;
  /**
   * Invokes a function. It is begun if it has not been, and stays warm.
   * @param timeoutMs the function's time limit, after which the process is killed, as Lambda would do
   * @param graceMs how much later it is killed than the function is told
   * @throws Error if the code cannot be loaded
   */
  invoke(environment: ExecutionEnvironment, event: unknown, timeoutMs: number, graceMs?: number): Promise<Ending>;
  /** Ends what a function keeps. */
  release(environment: ExecutionEnvironment): void;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** How many functions a process may begin, one after the other: each leaves about 2 MB in use. */
const MAX_FUNCTIONS = 50;

// As Lambda names them: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
const TIMED_OUT = { name: 'Sandbox.Timedout', message: 'The function reached its time limit and was stopped.' };

function exited(output: string): { readonly name: string; readonly message: string } {
  return { name: 'Runtime.ExitError', message: `The process exited before the function returned:\n${output}` };
}

/** Starts a process that runs functions. @param variables for the process, besides those of the functions */
export function startLambdaProcess(variables: Readonly<Record<string, string>> = {}): LambdaProcess {
  const mark = randomUUID();
  const answers = new RegExp(`^(.*?)${mark}([^\n]*)\n(.*)`, 's');
  const child = fork(join(import.meta.dirname, 'lambda-host.ts'), [mark], {
    env: {
      PATH: process.env.PATH,
      // Lambda's runtime brings the AWS SDK the same way.
      NODE_PATH: join(import.meta.dirname, '../../node_modules'),
      // The tests start the same code hundreds of times.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...variables,
    },
    execArgv: [],
    silent: true,
  });
  const closed = once(child, 'close').then(() => undefined);
  const ids = new WeakMap<ExecutionEnvironment, number>();
  let begun = 0;
  let last: ExecutionEnvironment | undefined;
  const send = (request: HostRequest) => {
    // If it has just ended, `closed` says so.
    if (child.connected) child.send(request, () => {});
  };
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  // What is written between two requests is of the function that ran last.
  let onStdout = (_text: string) => {};
  let onStderr = onStdout;
  child.stdout?.setEncoding('utf8').on('data', (text) => onStdout(text));
  child.stderr?.setEncoding('utf8').on('data', (text) => onStderr(text));

  /** @returns how it ended, or what was written if the process ended before */
  async function ask(environment: ExecutionEnvironment, request: HostRequest): Promise<Ending | string> {
    let output = '';
    let unread = '';
    const log = (text: string) => {
      output += text;
      environment.log(text);
    };
    const answered = new Promise<Ending>((resolve) => {
      onStdout = (text) => {
        unread += text;
        const [, before = '', answer, after = ''] = answers.exec(unread) ?? [];
        if (answer === undefined) return;
        unread = '';
        onStdout = log;
        log(before + after);
        resolve(JSON.parse(answer));
      };
    });
    onStderr = log;
    send({ id: ids.get(environment), ...request });
    const ending = await Promise.race([answered, closed]);
    if (ending) return ending;
    log(unread);
    return output;
  }

  async function begin(environment: ExecutionEnvironment): Promise<void> {
    if (ids.has(environment)) return;
    begun += 1;
    ids.set(environment, begun);
    const loaded = await ask(environment, { load: environment });
    if (typeof loaded === 'string') throw new Error(`The function did not start:\n${loaded}`);
  }

  return {
    pid: child.pid ?? 0,
    begin,
    async canRun(environment) {
      if (hasEnded() || (!ids.has(environment) && begun === MAX_FUNCTIONS)) return false;
      if (last === undefined || last === environment) return true;
      const checked = await ask(last, { check: true });
      return typeof checked === 'object' && !checked.error;
    },
    async invoke(environment, event, timeoutMs, graceMs = 0) {
      last = environment;
      await begin(environment);
      let isTimeUp = false;
      const timer = setTimeout(() => {
        isTimeUp = true;
        child.kill('SIGKILL');
      }, timeoutMs + graceMs);
      try {
        const { functionArn, now = Date.now } = environment;
        const clockShiftMs = now() - Date.now();
        const invocation = { event: JSON.stringify(event), functionArn, timeoutMs, clockShiftMs };
        const ending = await ask(environment, { invoke: invocation });
        if (typeof ending === 'object') return ending;
        return { error: isTimeUp ? TIMED_OUT : exited(ending) };
      } finally {
        clearTimeout(timer);
      }
    },
    release(environment) {
      send({ id: ids.get(environment), release: true });
      ids.delete(environment);
    },
    async stop() {
      send({ stop: true });
      await closed;
    },
  };
}
