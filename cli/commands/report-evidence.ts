import { isAbsolute, relative, sep } from 'node:path';
import type { EarlierPaths, Evidence } from '../organization-report/evidence/evidence.ts';
import type { Digest } from '../organization-report/evidence/inputs.ts';
import { readHistoryPaths } from '../organization-report/history.ts';
import type { RecordAnswer } from '../organization-report/raw-answer.ts';
import type { OrganizationReport } from '../organization-report/report.ts';
import { InputError } from '../sources/input/input-error.ts';
import { FileError } from './file-error.ts';
import type { OpenOutput, OutputOptions, RenderOptions } from './report-files.ts';
import { renderReport } from './report-files.ts';
import { realPathOf } from './report-outputs.ts';

/** What a report was made of, for its evidence. */
interface Sources extends EarlierPaths {
  /** The files that it was made of, and whether each can have no secrets; `-` is standard input. */
  readonly inputs: ReadonlyMap<string, boolean>;
}

/** The evidence of a report in the making. */
export interface ReportEvidence {
  readonly record: RecordAnswer;
  /** Passes on standard input. */
  readonly through: Evidence['through'];
  /** Writes all of it. @throws FileError if it cannot be written, and nothing of it stays */
  finish(report: OrganizationReport, sources: Sources, options: RenderOptions): Promise<void>;
  discard(): void;
}

/** The hashes of files, by their paths as they were named. */
type Digests = ReadonlyMap<string, Digest>;

/** The formats of the report in the evidence. */
const FORMATS = ['html', 'json', 'csv'] as const;

/**
 * Hashes the files that a report with evidence will be made of, before any of them is read.
 * @throws FileError
 */
export async function hashBefore(
  paths: readonly string[],
  { evidence, exemptions, previous, history }: OutputOptions & { readonly evidence?: string },
): Promise<Digests | undefined> {
  if (evidence === undefined) return undefined;
  const { hashFiles } = await import('../organization-report/evidence/inputs.ts');
  const named = [...paths.filter((path) => path !== '-'), exemptions, previous].filter((path) => path !== undefined);
  try {
    return await hashFiles([...named, ...(history === undefined ? [] : readHistoryPaths(history))]);
  } catch (error) {
    if (error instanceof InputError) throw new FileError(history ?? '', error.message, { cause: error });
    return await fail(evidence, error);
  }
}

/**
 * Begins to write the evidence that `--evidence` asks for.
 * @param before what {@link hashBefore} returned
 * @throws FileError if the folder cannot be used, or if an output would get into it
 */
export async function startEvidence(
  folder: string | undefined,
  outputs: readonly OpenOutput[],
  before: Digests | undefined,
): Promise<ReportEvidence | undefined> {
  if (folder === undefined) return undefined;
  for (const { path } of outputs) {
    if (path === undefined || !isWithin(path, folder)) continue;
    throw new FileError(path, 'would be in the folder of --evidence, which has the report itself. Name another file.');
  }
  const { openEvidence } = await import('../organization-report/evidence/evidence.ts');
  let evidence: Evidence;
  try {
    evidence = openEvidence(folder, before);
  } catch (error) {
    return fail(folder, error);
  }
  return {
    record: evidence.record,
    through: evidence.through,
    discard: evidence.discard,
    async finish(report, { inputs, ...earlier }, options) {
      const outputs = FORMATS.map((format) => ({ format }));
      const texts = await renderReport(report, outputs, options);
      const documents = [...texts].map(([{ format }, text]) => ({ name: `report.${format}`, text }));
      try {
        for (const [input, isCopied] of inputs) await evidence.addInput(input, isCopied);
        await evidence.finish(report, documents, earlier);
      } catch (error) {
        await fail(folder, error);
      }
    },
  };
}

async function fail(folder: string, cause: unknown): Promise<never> {
  const { EvidenceFolderError } = await import('../organization-report/evidence/folder.ts');
  const { EvidenceFileError } = await import('../organization-report/evidence/inputs.ts');
  if (cause instanceof EvidenceFileError) throw new FileError(cause.path, cause.message, { cause });
  if (cause instanceof EvidenceFolderError) throw new FileError(folder, cause.message, { cause });
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === undefined) throw cause;
  // Without the path, which is the one of the folder that is not whole.
  throw new FileError(folder, `cannot be written: ${message.split(', ', 1)[0]}.`, { cause });
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(realPathOf(folder), realPathOf(path));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
