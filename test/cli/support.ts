import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../cli/command-line.ts';
import type { AcceptedBy } from '../../cli/report/exemptions.ts';
import { noticesOf } from '../../cli/report/notices.ts';
import type { Advice, ExplainedResult, Report, Summary } from '../../cli/report/results.ts';
import { THREE_CHECKS } from '../support/checks.ts';

export interface Run {
  readonly status: number;
  readonly stdout: string;
  /** Without the summary. */
  readonly stderr: string;
  /** What standard error ends with where standard output has no table. */
  readonly summary?: string;
}

export interface Terminal {
  /** What standard input holds, in chunks. */
  readonly stdin?: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
  readonly isTTY?: boolean;
  readonly useColour?: boolean;
  readonly now?: Date;
  readonly columns?: number;
}

/** What `--format json` writes. */
export interface Output {
  readonly version: number;
  readonly results: readonly (ExplainedResult & { readonly fingerprint: string })[];
  readonly advice: readonly Advice[];
  readonly problems: Report['problems'];
  readonly notices: Report['notices'];
  readonly summary: Summary;
}

/** How a command line begins that evaluates the three checks. A `--checks` after it takes its place. */
export const EVALUATE: readonly string[] = ['evaluate', '--checks', THREE_CHECKS.map(({ id }) => id).join(',')];

/** Runs the command line in this process. */
export async function run(args: readonly string[], terminal: Terminal = {}): Promise<Run> {
  const { stdin = [], isTTY = false, useColour = false, columns, now } = terminal;
  const written = { stdout: '', stderr: '' };
  const status = await runCommandLine(args, {
    stdin: Object.assign(inChunks(stdin), { isTTY }),
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    useColour,
    columns,
    version: '1.2.3',
    ...(now ? { now } : {}),
  });
  return { status, stdout: written.stdout, ...splitSummary(written.stderr) };
}

/** Parts standard error into the summary at its end, and what comes before. */
export function splitSummary(text: string): Pick<Run, 'stderr' | 'summary'> {
  const [summary] =
    /(^(FAIL|UNKNOWN) .*\n|^… .*\n)*^rabbitmq-conformance: \d+ brokers?, .*\n(^Report: .*\n)*$/m.exec(text) ?? [];
  if (summary === undefined || !text.endsWith(summary)) return { stderr: text };
  return { stderr: text.slice(0, -summary.length), summary };
}

async function* inChunks(
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): AsyncGenerator<string | Uint8Array> {
  yield* chunks;
}

/** Evaluates the three checks on standard input. A value that is neither text nor bytes is made JSON of. */
export async function evaluate(
  input: unknown,
  ...options: readonly string[]
): Promise<Run & { readonly output: Output; readonly verdicts: readonly string[] }> {
  const content = typeof input === 'string' || input instanceof Uint8Array ? input : JSON.stringify(input);
  const result = await run([...EVALUATE, '--format', 'json', ...options, '-'], { stdin: [content] });
  const output: Output = JSON.parse(result.stdout);
  return { ...result, output, verdicts: output.results.map(({ verdict }) => verdict) };
}

/** The notices of findings, as people read them. */
export function noticesIn(findings: Parameters<typeof noticesOf>[1]): readonly string[] {
  return noticesOf('-', findings).map(({ message }) => message);
}

/** A folder that is there while the tests of a file run. */
export function temporaryFolder() {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    path: (name: string): string => join(folder, name),
    write(name: string, content: unknown): string {
      const path = join(folder, name);
      writeFileSync(
        path,
        typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
      );
      return path;
    },
  };
}

/** A result of a broker in a template, which fails, but for what is given. */
export function resultOf(differences: Partial<ExplainedResult> = {}): ExplainedResult {
  return {
    source: 'infra/template.yaml',
    resource: {},
    address: 'Orders',
    line: 12,
    check: 'rabbitmq-general-logging',
    verdict: 'fail',
    detail: 'General logging is off.',
    severity: 'medium',
    fix: 'in-place',
    remediation: 'Switch it on.',
    guide: 'https://example.com/guide#rabbitmq-general-logging',
    ...differences,
  };
}

/** The same result, which an exemption accepts for 121 more days, but for what is given. */
export function exemptResultOf(differences: Partial<AcceptedBy> = {}): ExplainedResult {
  const exemption = { reason: 'Holds no data.', until: '2027-03-31', daysLeft: 121, ticket: 'OPS-1', source: 'e.yaml' };
  return resultOf({ verdict: 'exempt', exemption: { ...exemption, line: 3, ...differences } });
}

/** A report of some results and whatever else is given. */
export function reportOf(results: readonly ExplainedResult[], others: Partial<Report> = {}): Report {
  return { results, advice: [], problems: [], ...others };
}

/** What a terminal would obey, reorder or hide: control characters, bidirectional overrides, invisible characters. */
export const HOSTILE = 'a\u0007\u001b[2J\u007f\u009b2J\u{202e}\u{2066}\u{200b}\u{2028}\u{e0001}z';
