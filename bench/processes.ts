import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The handler that a host should call, with which event, and how often. */
interface Job {
  /** Path of a module that exports `handler`. */
  readonly module: string;
  readonly event: unknown;
  readonly invocations: number;
  /** Keeps the function from making calls while it loads. */
  readonly unprimed?: boolean;
}

/** The duration of a process from start to end, and what the process reports about itself. */
export interface Run {
  readonly wallMs: number;
  readonly durationsMs: readonly number[];
  /** The processor time of the first invocation. */
  readonly firstCpuMs: number;
  readonly peakKiB: number;
}

const REPORT = join(import.meta.dirname, 'report-peak.cjs');

type Environment = Readonly<Record<string, string>>;

const CONTEXT = { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:evaluator', timeoutMs: 60_000 };

/**
 * Lambda's Node.js runtime starts Node.js with a heap of 90 % and a semi-space of 5 % of the function's memory, here
 * 128 MB. Without these options, the heap size depends on the memory of this machine.
 * https://dev.to/wonderfulsoap/deep-dive-into-aws-lambda-3-official-nodejs-runtime-analysis-43je
 */
const HEAP = ['--max-old-space-size=115', '--max-semi-space-size=6'];

/** Runs a script in a new Node.js process to its end. */
export async function runNode(
  script: string,
  environment: Environment = {},
): Promise<{ readonly wallMs: number; readonly cpuMs: number }> {
  const report = 'process.on("exit", () => process.stdout.write(JSON.stringify(process.cpuUsage())))';
  const args = [...HEAP, '-e', `${report}; ${script}`];
  const { wallMs, output } = await runProgram(process.execPath, args, environment);
  const { user, system } = JSON.parse(output);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** Calls a handler in a new Node.js process. */
export function runHandler(job: Job, environment: Environment): Promise<Run> {
  return runHost([process.execPath, ...HEAP], 'host.cjs', job, environment);
}

/** Calls the handler of boto3_rule.py in a new Python process. */
export function runBoto3Rule(python: string, job: Omit<Job, 'module'>, environment: Environment): Promise<Run> {
  // No compiled files next to the sources.
  return runHost([python], 'boto3_host.py', job, { ...environment, PYTHONDONTWRITEBYTECODE: '1' });
}

/** Runs Node.js to its end, and records its memory peak and processor time. */
export async function runMeasured(
  args: readonly string[],
  environment: Environment = {},
): Promise<Timed & { readonly peakKiB: number }> {
  const { wallMs, output } = await runProgram(process.execPath, ['--require', REPORT, ...args], environment);
  return { wallMs, output, ...JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') };
}

/** Runs Node.js to read and parse a file of JSON, and nothing else. */
export function runJsonParse(path: string): ReturnType<typeof runMeasured> {
  return runMeasured(['-e', `JSON.parse(require("node:fs").readFileSync("${path}", "utf8"))`]);
}

/** A run of a program. The time of processors includes that of the processes that it started. */
export interface Timed {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly output: string;
}

/** Runs any program to its end, and records its processor time. It may end with 1, as it does if a check fails. */
export async function runTimed(
  program: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<Timed> {
  const script = '"$@"; status=$?; times; [ $status -le 1 ]';
  const { wallMs, output } = await runProgram('bash', ['-c', script, 'bash', program, ...args], environment);
  const [ofChildren = '', , ...lines] = output.trimEnd().split('\n').reverse();
  const times = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  );
  const cpuMs = 1000 * times.reduce((sum, time) => sum + time, 0);
  return { wallMs, cpuMs, output: lines.reverse().join('\n') };
}

async function runHost(
  [program, ...args]: readonly [string, ...string[]],
  host: string,
  job: Omit<Job, 'module'>,
  environment: Environment,
): Promise<Run> {
  const hostArgs = [join(import.meta.dirname, host), JSON.stringify({ ...job, ...CONTEXT })];
  const { wallMs, output } = await runProgram(program, [...args, ...hostArgs], environment);
  return { wallMs, ...JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') };
}

/** Runs a program to its end. @throws Error if it fails */
export async function runProgram(
  program: string,
  args: readonly string[],
  environment: Environment = {},
): Promise<{ readonly wallMs: number; readonly output: string }> {
  const started = performance.now();
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  const wallMs = performance.now() - started;
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${output}${errors}`);
  return { wallMs, output };
}
