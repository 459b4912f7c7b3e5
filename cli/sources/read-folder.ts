import type { Exclusion } from './exclusion.ts';
import { EXPECTED } from './input/expected.ts';
import { walk } from './input/folder.ts';
import type { Lookalike } from './input/lookalikes.ts';
import { lookalikeWithBrokers } from './input/lookalikes.ts';
import type { Sniffed } from './input/sniff.ts';
import { declaresBrokers } from './input/sniff.ts';
import type { FileFindings, Reader } from './reader.ts';
import { sourcesOf } from './reader.ts';
import type { SourceFindings } from './reading.ts';
import { createSkipped } from './skipped.ts';
import { isConfiguration, isVariableFile } from './terraform/source/files.ts';

/** Reads the files in a folder. Those of unknown types are skipped. */
export async function* readFolder(
  folder: string,
  { readFile, readAssembly, isRepeated, configurations, sniff }: Reader,
  exclusion: Exclusion,
): AsyncGenerator<SourceFindings> {
  const { isCloudAssembly } = await import('./cloudformation/cloud-assembly.ts');
  const skipped = createSkipped(folder);
  if (isCloudAssembly(folder)) {
    if (!isRepeated(folder)) yield* readAssembly(folder);
    return;
  }
  let isEmpty = true;
  for (const found of walk(folder, (inner) => !isCloudAssembly(inner), exclusion.has)) {
    isEmpty = false;
    const { path } = found;
    if (found.kind === 'excluded') continue;
    if (found.kind === 'problem') {
      yield { source: path, readings: [], problems: [found.message], notices: [] };
    } else if (found.kind === 'folder') {
      if (!isRepeated(path)) yield* readAssembly(path);
    } else if (found.kind !== 'file' && found.kind !== 'other-file') {
      skipped.add(found.kind, path);
    } else if (isRepeated(path)) {
      skipped.add('repeated', path);
    } else if (isConfiguration(path)) {
      configurations.add(path, folder);
    } else if (!isVariableFile(path)) {
      const isNamed = found.kind === 'file';
      const findings = await readFileInFolder(path, isNamed, sniff(path), (file) => readFile(file, folder));
      if (isFindings(findings)) yield* sourcesOf(path, findings);
      else skipped.add(findings, path);
    }
  }
  const problems = isEmpty ? [`contains no files. ${EXPECTED}`] : [];
  const notices = skipped.notices();
  if (problems.length + notices.length === 0) return;
  yield { source: folder, readings: [], problems, notices, skippedWithBrokers: skipped.withBrokers() };
}

// Names that only one format has: such a file must not be mistaken for anything else.
const CERTAIN = /\.(?:template|cfn|cform|tfstate)$/i;

/**
 * @param isNamed its name belongs to a known format
 * @returns what to count it as if it is skipped
 */
async function readFileInFolder(
  path: string,
  isNamed: boolean,
  { text, mayBeInput, mayHaveBrokers }: Sniffed,
  readFile: (path: string) => Promise<FileFindings>,
): Promise<FileFindings | 'unknown' | Lookalike> {
  const findings = isNamed && mayBeInput ? await readFile(path) : undefined;
  if (findings?.isKnown) return findings;
  if (!mayHaveBrokers) return 'unknown';
  const declares = declaresBrokers(text);
  if (findings && declares !== undefined && CERTAIN.test(path)) return findings;
  if (!isNamed && declares === 'template') {
    // Source code and documents can contain brokers too, but it is unknown whether those are ever created.
    const others = await readFile(path);
    if (others.readings.length > 0) return others;
  }
  return lookalikeWithBrokers(text, path, declares !== undefined) ?? 'unknown';
}

function isFindings(found: FileFindings | 'unknown' | Lookalike): found is FileFindings {
  return typeof found !== 'string' && 'readings' in found;
}
