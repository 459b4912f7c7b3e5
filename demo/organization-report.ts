import { join, relative, resolve } from 'node:path';
import type { ProgramContext } from './program.ts';
import { runProgram } from './program.ts';

/** The report that was written. */
export interface WrittenReport {
  /** As a person types it. */
  readonly command: string;
  readonly path: string;
}

/** Reads the organization now, and again later to say what has changed. */
export interface ReportWriter {
  readonly readFirst: () => Promise<void>;
  readonly write: () => Promise<WrittenReport>;
}

export interface ReportContext extends ProgramContext {
  /** For temporary files. */
  readonly folder: string;
  /** In each account, to read what an aggregator does not show. */
  readonly roleName: string | undefined;
}

/** Where the commands of this project run. */
const ROOT = join(import.meta.dirname, '..');

/**
 * Has `report` of this project write where the organization stands.
 * @param path that of a page if it ends with `.html`, else of its data
 */
export function createReportWriter(path: string, { folder, roleName, ...context }: ReportContext): ReportWriter {
  const earlier = join(folder, 'before.json');
  const report = ['report', ...(roleName === undefined ? [] : ['--role-name', roleName])];
  return {
    async readFirst() {
      await runProgram([...report, '--format', 'json', '--output', earlier], context);
    },
    async write() {
      const format = path.endsWith('.html') ? 'html' : 'json';
      const args = [...report, '--previous', earlier, '--format', format, '--output', relative(ROOT, resolve(path))];
      const { command } = await runProgram(args, context);
      return { command, path };
    },
  };
}
