import { isAbsolute, relative, resolve } from 'node:path';
import type { Evidence } from '../organization-report/evidence/evidence.ts';
import type { RecordAnswer } from '../organization-report/raw-answer.ts';
import type { OrganizationReport } from '../organization-report/report.ts';
import { FileError } from './file-error.ts';
import type { OpenOutput, RenderOptions } from './report-files.ts';
import { renderReport } from './report-files.ts';

/** What a report was made of, for its evidence. */
interface Sources {
  /** The files that it was made of; `-` is standard input. */
  readonly inputs: readonly string[];
  /** The report with which it was compared. */
  readonly previous: string | undefined;
}

/** The evidence of a report in the making. */
export interface ReportEvidence {
  readonly record: RecordAnswer;
  /** Writes all of it. @throws FileError if it cannot be written, and nothing of it stays */
  finish(report: OrganizationReport, sources: Sources, options: RenderOptions): Promise<void>;
  discard(): void;
}

/** The formats of the report in the evidence. */
const FORMATS = ['html', 'json', 'csv'] as const;

/**
 * Begins to write the evidence that `--evidence` asks for.
 * @throws FileError if the folder cannot be used, or if an output would get into it
 */
export async function startEvidence(
  folder: string | undefined,
  outputs: readonly OpenOutput[],
): Promise<ReportEvidence | undefined> {
  if (folder === undefined) return undefined;
  for (const { path } of outputs) {
    if (path === undefined || !isWithin(path, folder)) continue;
    throw new FileError(path, 'would be in the folder of --evidence, which has the report itself. Name another file.');
  }
  const { openEvidence } = await import('../organization-report/evidence/evidence.ts');
  const { EvidenceFolderError } = await import('../organization-report/evidence/folder.ts');
  const fail = (cause: unknown): never => {
    if (cause instanceof EvidenceFolderError) throw new FileError(folder, cause.message, { cause });
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    // Without the path, which is the one of the folder that is not whole.
    throw new FileError(folder, `cannot be written: ${message.split(', ', 1)[0]}.`, { cause });
  };
  let evidence: Evidence;
  try {
    evidence = openEvidence(folder);
  } catch (error) {
    return fail(error);
  }
  return {
    record: evidence.record,
    discard: evidence.discard,
    async finish(report, { inputs, previous }, options) {
      const outputs = FORMATS.map((format) => ({ format }));
      const texts = await renderReport(report, outputs, options);
      const documents = [...texts].map(([{ format }, text]) => ({ name: `report.${format}`, text }));
      try {
        for (const input of inputs) await evidence.addInput(input);
        await evidence.finish(report, documents, { previous });
      } catch (error) {
        fail(error);
      }
    },
  };
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return !way.startsWith('..') && !isAbsolute(way);
}
