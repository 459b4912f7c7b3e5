import type { AnyCheck, Report } from '../results.ts';
import { renderCsv } from './csv.ts';
import { renderGithub } from './github.ts';
import { renderGitlab } from './gitlab.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderOcsf } from './ocsf.ts';
import { renderSarif } from './sarif.ts';
import type { TableOptions } from './table.ts';
import { renderTable } from './table.ts';

/** What a format may need beside the report. */
export interface RenderOptions extends TableOptions {
  /** Of this program. */
  readonly version: string;
  /** Those that were evaluated. */
  readonly checks: readonly AnyCheck[];
  /** When they were evaluated. */
  readonly now: Date;
}

/** The formats in which results are reported. */
export const FORMATS = {
  table: renderTable,
  json: renderJson,
  sarif: renderSarif,
  junit: renderJunit,
  markdown: renderMarkdown,
  csv: renderCsv,
  github: renderGithub,
  gitlab: renderGitlab,
  ocsf: renderOcsf,
} as const satisfies Readonly<Record<string, (report: Report, options: RenderOptions) => string>>;

export type FormatName = keyof typeof FORMATS;
