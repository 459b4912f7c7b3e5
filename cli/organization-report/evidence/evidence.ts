import type { RecordAnswer } from '../raw-answer.ts';
import type { OrganizationReport } from '../report.ts';
import { keepAnswers } from './answers.ts';
import type { KeptFile } from './folder.ts';
import { makeFolder } from './folder.ts';
import type { KeptInput } from './inputs.ts';
import { hashFile, keepInput } from './inputs.ts';
import { renderManifest, renderSums } from './manifest.ts';

/** A report in one format, for the evidence. */
export interface EvidenceDocument {
  /** The name of its file, such as `report.html`. */
  readonly name: string;
  readonly text: string;
}

/** Evidence for auditors: a folder that has all of a report, or is not there. */
export interface Evidence {
  /** Keeps an answer of AWS. It throws nothing: {@link finish} does. */
  readonly record: RecordAnswer;
  /** Keeps an input file, before it is read. @throws NodeJS.ErrnoException */
  addInput(path: string): Promise<void>;
  /**
   * Writes the report and the manifest, and gives the folder its name. If that fails, nothing of it stays.
   * @param previous the path of the previous report, if there is one
   * @throws NodeJS.ErrnoException
   */
  finish(
    report: OrganizationReport,
    documents: readonly EvidenceDocument[],
    options?: { readonly previous?: string | undefined },
  ): Promise<void>;
  /** Deletes what was written, because there is no report. */
  discard(): void;
}

/**
 * Begins to write evidence into a folder, which must be new or empty.
 * @throws EvidenceFolderError
 * @throws NodeJS.ErrnoException
 */
export function openEvidence(path: string): Evidence {
  const folder = makeFolder(path);
  const answers = keepAnswers(folder);
  const inputs: KeptInput[] = [];
  const files: KeptFile[] = [];

  function write(name: string, text: string): KeptFile {
    const file = folder.open(name);
    file.add(text);
    return file.end();
  }

  async function addInput(input: string): Promise<void> {
    const kept = await keepInput(folder, input, inputs.length + 1);
    inputs.push(kept.input);
    if (kept.file) files.push(kept.file);
  }

  async function writeAll(
    report: OrganizationReport,
    documents: readonly EvidenceDocument[],
    previous: string | undefined,
  ): Promise<void> {
    const kept = answers.end();
    const before = previous === undefined ? undefined : { path: previous, ...(await hashFile(previous)) };
    files.push(...kept.files, ...documents.map(({ name, text }) => write(name, text)));
    const sorted = files.toSorted(byPath);
    const manifest = renderManifest(report, kept, { inputs, previous: before, files: sorted });
    write('SHA256SUMS', renderSums([...sorted, write('manifest.json', manifest)].toSorted(byPath)));
    folder.finish();
  }

  return {
    record: answers.record,
    addInput,
    async finish(report, documents, { previous } = {}) {
      try {
        await writeAll(report, documents, previous);
      } catch (error) {
        folder.discard();
        throw error;
      }
    },
    discard: folder.discard,
  };
}

function byPath(a: KeptFile, b: KeptFile): number {
  return a.path < b.path ? -1 : 1;
}
