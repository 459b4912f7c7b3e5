import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';

/**
 * The GitHub Action that action.yml describes. It runs the built command line on the Node.js of the runner, and hands
 * the job what it found: a report, a summary and annotations. Inputs are environment variables, and outputs go to a
 * file: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
 */

const PROGRAM = join(import.meta.dirname, 'dist/cli/index.js');

const UNUSABLE = 2;
const INTERNAL_ERROR = 70;

process.exitCode = run();

/** @returns the exit status of the step */
function run(): number {
  const paths = inputLines('paths');
  const format = input('format');
  const name = input('output') || `rabbitmq-conformance.${format}`;
  if (paths.length === 0) return refuse('The input "paths" is empty.');
  if (/[\r\n]/.test(name)) return refuse('The input "output" must be a single line.');
  if (!existsSync(PROGRAM) && !build()) return UNUSABLE;

  // With a folder it can be neither an option nor "-", which is standard output.
  const output = isAbsolute(name) ? name : `./${name}`;
  const earlier = statSync(output, { throwIfNoEntry: false });
  const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), 'rabbitmq-conformance-'));
  const [summary, annotations] = [join(folder, 'summary.md'), join(folder, 'annotations')];
  const formats = [`${format}=${output}`, `markdown=${summary}`, `github=${annotations}`, 'table'];

  const status = evaluate([
    ...formats.map((value) => `--format=${value}`),
    ...['config', 'baseline', 'fail-on', 'checks'].flatMap((option) => {
      const value = input(option);
      return value === '' ? [] : [`--${option}=${value}`];
    }),
    ...inputLines('set').map((value) => `--set=${value}`),
    ...inputLines('parameters').map((value) => `--parameters=${value}`),
    '--',
    ...paths,
  ]);

  // A report from an earlier run, or an input of that name, must not pass for the report of this run.
  const isReported = status !== INTERNAL_ERROR && isWritten(output, earlier);
  if (existsSync(annotations)) print(readFileSync(annotations, 'utf8'));
  if (!isReported) refuse('There is no report. The reason is above.');
  append('GITHUB_STEP_SUMMARY', existsSync(summary) ? readFileSync(summary, 'utf8') : '');
  append('GITHUB_OUTPUT', `output=${isReported ? output : ''}\nstatus=${status}\n`);
  rmSync(folder, { recursive: true });
  return status;
}

/** Whether there is a file, and not the one that was there before: the command line replaces the file of a report. */
function isWritten(path: string, earlier: Stats | undefined): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return found !== undefined;
  return found.ino !== earlier?.ino || found.mtimeMs !== earlier.mtimeMs;
}

/** Runs the command `evaluate`. @returns its exit status */
function evaluate(args: readonly string[]): number {
  // A file name at the start of a line could look like a command to the runner, so commands are off meanwhile.
  const marker = randomUUID();
  print(`::stop-commands::${marker}\n`);
  // Everything goes to one stream, because the runner may read two streams out of order.
  const { status } = spawnSync(process.execPath, [PROGRAM, 'evaluate', ...args], { stdio: ['ignore', 1, 1] });
  print(`\n::${marker}::\n`);
  return status ?? INTERNAL_ERROR;
}

/** Builds the command line, which only the tags of releases contain. @returns whether it succeeded */
function build(): boolean {
  print(
    'This ref of the action has no built command line. Building it installs about 650 MB, which can take minutes.\n',
  );
  print('The tag of a release, such as v0.1.0, needs no build.\n');
  try {
    execFileSync(process.execPath, ['scripts/prepare.js'], { cwd: import.meta.dirname, stdio: ['ignore', 1, 1] });
    return true;
  } catch {
    refuse('The command line could not be built. The build needs npm and Node.js 20.18 or newer on the runner.');
    return false;
  }
}

function input(name: string): string {
  return (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
}

function inputLines(name: string): readonly string[] {
  return input(name)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function refuse(message: string): number {
  print(`::error title=RabbitMQ conformance::${message}\n`);
  return UNUSABLE;
}

function append(variable: 'GITHUB_OUTPUT' | 'GITHUB_STEP_SUMMARY', text: string): void {
  const path = process.env[variable];
  if (path) appendFileSync(path, text);
}

// At once, so that it stays in order with the output of the command.
function print(text: string): void {
  writeFileSync(1, text);
}
