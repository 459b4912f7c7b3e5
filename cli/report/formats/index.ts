import type { AnyCheck, Report } from '../results.ts';
import type { TableOptions } from './table.ts';

/** What a format may need beside the report. */
export interface RenderOptions extends TableOptions {
  /** Of this program. */
  readonly version: string;
  /** Those that were evaluated. */
  readonly checks: readonly AnyCheck[];
  /** When they were evaluated. */
  readonly now: Date;
}

/** The parts of a text, since all of a large report would be a longer text than V8 can have. */
export type Render = (report: Report, options: RenderOptions) => Iterable<string>;

/** The formats in which results are reported. Each is loaded only if it is asked for. */
export const FORMATS = {
  table: async () => (await import('./table.ts')).tableParts,
  json: async () => (await import('./json.ts')).jsonParts,
  sarif: async () => (await import('./sarif.ts')).sarifParts,
  junit: async () => (await import('./junit.ts')).junitParts,
  markdown: async () => short((await import('./markdown.ts')).renderMarkdown),
  csv: async () => (await import('./csv.ts')).csvParts,
  github: async () => short((await import('./github.ts')).renderGithub),
  gitlab: async () => (await import('./gitlab.ts')).gitlabParts,
  ocsf: async () => (await import('./ocsf.ts')).ocsfParts,
} as const satisfies Readonly<Record<string, () => Promise<Render>>>;

/** A format that has little room, however much there is to report. */
function short(render: (report: Report) => string): Render {
  return (report) => [render(report)];
}

export type FormatName = keyof typeof FORMATS;
