import { InvalidArgumentError } from 'commander';
import type { CommandLine } from '../context.ts';
import { readHistoryPaths } from '../organization-report/history.ts';
import type { OrganizationReport } from '../organization-report/report.ts';
import type { LanguageName } from '../report-page/words/words.ts';
import type { ReplacedFile } from '../text/replace-file.ts';
import { openReplacedFile } from '../text/replace-file.ts';
import { FileError } from './file-error.ts';
import type { ReportOutput } from './report-outputs.ts';
import { isInput, isSameFile, reportOutputs } from './report-outputs.ts';

/** What a format may need beside the report. */
export interface RenderOptions {
  readonly language: LanguageName;
}

type Render = (report: OrganizationReport, options: RenderOptions) => string | Promise<string>;

/** The formats of a report. Each is loaded only if it is asked for. */
const FORMATS = {
  html: async () => (await import('../report-page/render.ts')).renderPage,
  json: async () => (await import('../organization-report/formats/json.ts')).renderJson,
  csv: async () => (await import('../organization-report/formats/csv.ts')).renderCsv,
  markdown: async () => (await import('../organization-report/formats/markdown.ts')).renderMarkdown,
  ocsf: async () => (await import('../organization-report/formats/ocsf.ts')).renderOcsf,
} as const satisfies Readonly<Record<string, () => Promise<Render>>>;

type ReportFormat = keyof typeof FORMATS;

/** The options that name files. */
export interface OutputOptions {
  readonly format: readonly ReportOutput<ReportFormat>[];
  readonly output?: string;
  readonly exemptions?: string;
  readonly previous?: string;
  readonly history?: string;
}

/** Where a report goes: a file that can be written, or standard output. */
export interface OpenOutput extends ReportOutput<ReportFormat> {
  readonly file?: ReplacedFile;
}

/**
 * Checks before anything is read that all reports can be written, and that none would replace what is read.
 * @throws InvalidArgumentError
 * @throws FileError
 */
export function openOutputs(
  paths: readonly string[],
  { format, output, exemptions, previous, history }: OutputOptions,
  { stdout }: CommandLine,
): readonly OpenOutput[] {
  const inputs = [...paths, ...[exemptions, previous].filter((path) => path !== undefined)];
  const earlier = history === undefined ? [] : readHistoryPaths(history);
  return reportOutputs(format, output).map((each) => {
    const { path } = each;
    if (path === undefined) {
      if (each.format !== 'html' || !stdout.isTTY) return each;
      throw new InvalidArgumentError('a page is not for a terminal. Name a file: --format html=report.html.');
    }
    refuseInput(path, inputs);
    if (earlier.some((other) => isSameFile(path, other))) {
      throw new FileError(path, 'is an earlier report of the history. Name a new file.');
    }
    try {
      return { ...each, file: openReplacedFile(path) };
    } catch (cause) {
      // Without the path, which may be the path of the temporary file.
      const [reason] = (cause as Error).message.split(', ', 1);
      throw new FileError(path, `cannot be written: ${reason}.`, { cause });
    }
  });
}

/** Checks that no report would replace a file that was read, such as one of a folder. @throws FileError */
export function refuseInputs(outputs: readonly OpenOutput[], inputs: readonly string[]): void {
  for (const { path } of outputs) if (path !== undefined) refuseInput(path, inputs);
}

function refuseInput(path: string, inputs: readonly string[]): void {
  if (isInput(path, inputs)) throw new FileError(path, 'is an input, so it cannot hold a report. Name another file.');
}

/** The text for each output. */
export async function renderReport(
  report: OrganizationReport,
  outputs: readonly OpenOutput[],
  options: RenderOptions,
): Promise<ReadonlyMap<OpenOutput, string>> {
  const texts = new Map<OpenOutput, string>();
  for (const output of outputs) {
    const render: Render = await FORMATS[output.format]();
    texts.set(output, await render(report, options));
  }
  return texts;
}
