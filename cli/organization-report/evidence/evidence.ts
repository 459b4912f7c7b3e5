import type { RecordAnswer } from '../raw-answer.ts';
import type { OrganizationReport } from '../report.ts';
import { keepAnswers } from './answers.ts';
import type { KeptFile } from './folder.ts';
import { makeFolder } from './folder.ts';
import type { Digest, KeptInput } from './inputs.ts';
import { EvidenceFileError, hashFile, hashStdin, keepInput } from './inputs.ts';
import type { EarlierReport } from './manifest.ts';
import { renderManifest, renderSums } from './manifest.ts';

/** A report in one format, for the evidence. */
interface EvidenceDocument {
  /** The name of its file, such as `report.html`. */
  readonly name: string;
  readonly text: string;
}

/** The paths of the reports with which a report was compared. */
export interface EarlierPaths {
  readonly previous?: string | undefined;
  /** The oldest first. */
  readonly history?: readonly string[] | undefined;
}

/** Evidence for auditors: a folder that has all of a report, or is not there. */
export interface Evidence {
  /** Keeps an answer of AWS. It throws nothing: {@link finish} does. */
  readonly record: RecordAnswer;
  /** Passes on standard input, and keeps its hash. */
  readonly through: ReturnType<typeof hashStdin>['through'];
  /**
   * Keeps an input, once it was read.
   * @param path as it was named; `-` is standard input
   * @param isCopied whether it can have no secrets
   * @throws EvidenceFileError if it is not as it was before it was read
   * @throws NodeJS.ErrnoException
   */
  addInput(path: string, isCopied: boolean): Promise<void>;
  /**
   * Writes the report and the manifest, and gives the folder its name. If that fails, nothing of it stays.
   * @throws EvidenceFileError if an earlier report is not as it was before it was read
   * @throws NodeJS.ErrnoException
   */
  finish(report: OrganizationReport, documents: readonly EvidenceDocument[], earlier?: EarlierPaths): Promise<void>;
  /** Deletes what was written, because there is no report. */
  discard(): void;
}

/**
 * Begins to write evidence into a folder, which must be new or empty.
 * @param before the hashes of the files that the report is made of, before they are read
 * @throws EvidenceFolderError
 * @throws NodeJS.ErrnoException
 */
export function openEvidence(path: string, before: ReadonlyMap<string, Digest> = new Map()): Evidence {
  const folder = makeFolder(path);
  const answers = keepAnswers(folder);
  const stdin = hashStdin();
  const inputs: KeptInput[] = [];
  const files: KeptFile[] = [];

  function write(name: string, text: string): KeptFile {
    const file = folder.open(name);
    file.add(text);
    return file.end();
  }

  function refuseChange(input: string, sha256: string | undefined): void {
    if (before.get(input)?.sha256 === sha256) return;
    throw new EvidenceFileError(input, 'changed while it was read. Make the report again.');
  }

  async function addInput(input: string, isCopied: boolean): Promise<void> {
    if (input === '-') {
      inputs.push(stdin.end());
      return;
    }
    const kept = await keepInput(folder, input, inputs.length + 1, isCopied);
    refuseChange(input, kept.input.sha256);
    inputs.push(kept.input);
    if (kept.file) files.push(kept.file);
  }

  async function hashEarlier(report: string): Promise<EarlierReport> {
    const digest = await hashFile(report);
    refuseChange(report, digest.sha256);
    return { path: report, ...digest };
  }

  async function writeAll(
    report: OrganizationReport,
    documents: readonly EvidenceDocument[],
    earlier: EarlierPaths,
  ): Promise<void> {
    const kept = answers.end();
    const previous = earlier.previous === undefined ? undefined : await hashEarlier(earlier.previous);
    const history: EarlierReport[] = [];
    for (const each of earlier.history ?? []) history.push(await hashEarlier(each));
    files.push(...kept.files, ...documents.map(({ name, text }) => write(name, text)));
    const sorted = files.toSorted(byPath);
    const manifest = renderManifest(report, kept, { inputs, previous, history, files: sorted });
    write('SHA256SUMS', renderSums([...sorted, write('manifest.json', manifest)].toSorted(byPath)));
    folder.finish();
  }

  return {
    record: answers.record,
    through: stdin.through,
    addInput,
    async finish(report, documents, earlier = {}) {
      try {
        await writeAll(report, documents, earlier);
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
