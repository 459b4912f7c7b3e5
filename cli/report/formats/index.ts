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

type Render = (report: Report, options: RenderOptions) => string;

/** The formats in which results are reported. Each is loaded only if it is asked for. */
export const FORMATS = {
  table: async () => (await import('./table.ts')).renderTable,
  json: async () => (await import('./json.ts')).renderJson,
  sarif: async () => (await import('./sarif.ts')).renderSarif,
  junit: async () => (await import('./junit.ts')).renderJunit,
  markdown: async () => (await import('./markdown.ts')).renderMarkdown,
  csv: async () => (await import('./csv.ts')).renderCsv,
  github: async () => (await import('./github.ts')).renderGithub,
  gitlab: async () => (await import('./gitlab.ts')).renderGitlab,
  ocsf: async () => (await import('./ocsf.ts')).renderOcsf,
} as const satisfies Readonly<Record<string, () => Promise<Render>>>;

export type FormatName = keyof typeof FORMATS;
