import { SEVERITIES } from '../../checks/check.ts';
import { describeIncomplete } from '../configuration/check-parameters.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { compareWithBaseline } from '../report/baseline.ts';
import { FORMATS } from '../report/formats/index.ts';
import { isOpen, placeOf } from '../report/formats/wording.ts';
import { noticeLines } from '../report/notices.ts';
import type { Remark, Report, Result } from '../report/results.ts';
import { summarise } from '../report/results.ts';
import { toLines } from '../report/sum-up.ts';
import { renderSummary } from '../report/summary.ts';
import { count } from '../text/count.ts';
import { inBlocks, writeParts } from '../text/parts.ts';
import { printable } from '../text/printable.ts';
import { openReplacedFile } from '../text/replace-file.ts';
import type { AppliedConfiguration } from './configuration.ts';
import type { ReportOptions } from './report-options.ts';
import { IS_INPUT } from './report-options.ts';
import { isInput, reportOutputs } from './report-outputs.ts';

/** Why nothing was evaluated where nothing was wrong. */
export const NO_BROKER = 'no broker was found, so nothing was evaluated.';

/** How a report is finished. */
interface FinishOptions extends ReportOptions {
  /** Why nothing was evaluated, if there are no results. */
  readonly nothing: string | undefined;
  /** The notices that are also for those who want to read no others: less was evaluated than the command line names. */
  readonly important?: readonly Remark[];
  readonly configuration?: AppliedConfiguration | undefined;
}

/**
 * Says what else was found, such as input that could not be used, on standard error, then writes the reports.
 * @returns the exit status
 */
export function finishReport(
  report: Report,
  { nothing, important = [], configuration, ...options }: FinishOptions,
  io: CommandLine,
): Promise<number> {
  const { results, advice, problems, notices = [] } = report;
  const say = (line: string) => io.stderr.write(`${line}\n`);
  for (const { address, message, ...place } of advice) {
    say(`${placeOf(place)}: ${printable(address === undefined ? message : `${address}: ${message}`)}`);
  }
  const { quiet, verbose = false } = options;
  for (const line of toLines(problems, verbose)) say(`rabbitmq-conformance: ${line}`);
  for (const line of quiet ? noticeLines(important, true) : noticeLines(notices, verbose)) say(line);
  // Standard error has said it already.
  const applied: Remark[] = (options.incomplete ?? []).map((check) => ({
    source: '--checks',
    message: describeIncomplete(check),
  }));
  if (configuration && configuration.effects.length > 0) {
    const { path: source, effects } = configuration;
    say(`Configuration: ${placeOf({ source })} (${effects.join(', ')})`);
    applied.push({ source, message: `is the configuration: ${effects.join(', ')}.` });
  }
  if (results.length + problems.length === 0 && nothing !== undefined)
    say(`rabbitmq-conformance: ${printable(nothing)}`);
  return writeReport({ ...report, notices: [...notices, ...applied] }, options, io);
}

/**
 * Writes the reports, each as a whole or not at all, and, where nobody sees the table, a summary to standard error.
 * @returns the exit status
 */
export async function writeReport(found: Report, options: ReportOptions, io: CommandLine): Promise<number> {
  const { format, checks, failOn, output, baseline, quiet, verbose, inputs = [] } = options;
  const report = baseline ? compareWithBaseline(found, baseline.findings) : found;
  const { stdout, stderr, useColour, columns, version, now = new Date() } = io;
  const verbosity = quiet ? 'quiet' : verbose ? 'verbose' : undefined;
  const outputs = reportOutputs(format, output);
  const printed = outputs.find(({ path }) => path === undefined)?.format;
  const written: string[] = [];
  let isWritten = true;
  for (const { format: name, path } of outputs) {
    const terminal = path === undefined ? { useColour, columns } : { useColour: false };
    const render = await FORMATS[name]();
    const parts = render(report, { ...terminal, verbosity, version, checks, now });
    if (path === undefined) {
      await writeParts(parts, stdout);
      continue;
    }
    try {
      if (isInput(path, inputs)) throw new Error(`it ${IS_INPUT}`);
      openReplacedFile(path).write(inBlocks(parts));
      written.push(path);
    } catch (error) {
      isWritten = false;
      const message = `${path}: cannot be written: ${(error as NodeJS.ErrnoException).message}`;
      stderr.write(`rabbitmq-conformance: ${printable(message)}\n`);
    }
  }
  const uncounted = report.results.filter((result) => isOpen(result) && !isCounted(result, failOn)).length;
  if (uncounted > 0) {
    const findings = `${count(uncounted, 'finding')} ${uncounted === 1 ? 'does' : 'do'}`;
    stderr.write(`rabbitmq-conformance: ${findings} not count, because of --fail-on ${failOn}.\n`);
  }
  if (!quiet) stderr.write(renderSummary(report, printed, written));
  return isWritten ? exitStatus(report, failOn) : EXIT.unusable;
}

function exitStatus({ results, problems }: Report, failOn: string): number {
  if (problems.length > 0) return EXIT.unusable;
  const { fail, unknown } = summarise(results.filter((result) => isCounted(result, failOn)));
  if (fail > 0) return EXIT.failed;
  return unknown > 0 ? EXIT.unknown : EXIT.ok;
}

function isCounted({ severity, baselineState }: Result, failOn: string): boolean {
  const severities: readonly string[] = SEVERITIES;
  return baselineState !== 'unchanged' && severities.indexOf(severity) <= severities.indexOf(failOn);
}
