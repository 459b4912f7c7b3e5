import { SEVERITIES } from '../../checks/check.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { compareWithBaseline } from '../report/baseline.ts';
import { FORMATS } from '../report/formats/index.ts';
import { placeOf } from '../report/formats/wording.ts';
import { noticeLines } from '../report/notices.ts';
import type { Report, Result } from '../report/results.ts';
import { summarise } from '../report/results.ts';
import { renderSummary } from '../report/summary.ts';
import { printable } from '../text/printable.ts';
import { openReplacedFile } from '../text/replace-file.ts';
import type { ReportOptions } from './report-options.ts';
import { reportOutputs } from './report-outputs.ts';

/** Why nothing was evaluated where nothing was wrong. */
export const NO_BROKER = 'no broker was found, so nothing was evaluated.';

/**
 * Says what else was found, such as input that could not be used, on standard error, then writes the reports.
 * @param nothing why nothing was evaluated, if there are no results
 * @returns the exit status
 */
export function finishReport(
  report: Report,
  { nothing, ...options }: ReportOptions & { readonly nothing: string | undefined },
  io: CommandLine,
): Promise<number> {
  const { results, advice, problems, notices = [] } = report;
  const say = (line: string) => io.stderr.write(`${line}\n`);
  for (const { address, message, ...place } of advice) {
    say(`${placeOf(place)}: ${printable(address === undefined ? message : `${address}: ${message}`)}`);
  }
  for (const problem of problems) say(`rabbitmq-conformance: ${placeOf(problem)}: ${printable(problem.message)}`);
  if (!options.quiet) for (const line of noticeLines(notices, options.verbose === true)) say(line);
  if (results.length + problems.length === 0 && nothing !== undefined)
    say(`rabbitmq-conformance: ${printable(nothing)}`);
  return writeReport(report, options, io);
}

/**
 * Writes the reports, each as a whole or not at all, and, where nobody sees the table, a summary to standard error.
 * @returns the exit status
 */
export async function writeReport(found: Report, options: ReportOptions, io: CommandLine): Promise<number> {
  const { format, checks, failOn, output, baseline, quiet, verbose } = options;
  const report = baseline ? compareWithBaseline(found, baseline) : found;
  const { stdout, stderr, useColour, columns, version, now = new Date() } = io;
  const verbosity = quiet ? 'quiet' : verbose ? 'verbose' : undefined;
  const outputs = reportOutputs(format, output);
  const printed = outputs.find(({ path }) => path === undefined)?.format;
  const written: string[] = [];
  let isWritten = true;
  for (const { format: name, path } of outputs) {
    const terminal = path === undefined ? { useColour, columns } : { useColour: false };
    const render = await FORMATS[name]();
    const text = render(report, { ...terminal, verbosity, version, checks, now });
    if (path === undefined) {
      stdout.write(text);
      continue;
    }
    try {
      openReplacedFile(path).write([text]);
      written.push(path);
    } catch (error) {
      isWritten = false;
      const message = `${path}: cannot be written: ${(error as NodeJS.ErrnoException).message}`;
      stderr.write(`rabbitmq-conformance: ${printable(message)}\n`);
    }
  }
  if (!quiet) stderr.write(renderSummary(report, printed, written));
  return isWritten ? exitStatus(report, failOn) : EXIT.unusable;
}

function exitStatus({ results, problems }: Report, failOn: string): number {
  if (problems.length > 0) return EXIT.unusable;
  const severities: readonly string[] = SEVERITIES;
  const counted = ({ severity, baselineState }: Result) =>
    baselineState !== 'unchanged' && severities.indexOf(severity) <= severities.indexOf(failOn);
  const { fail, unknown } = summarise(results.filter(counted));
  if (fail > 0) return EXIT.failed;
  return unknown > 0 ? EXIT.unknown : EXIT.ok;
}
