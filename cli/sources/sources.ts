import type { Exclude, Exclusion } from './exclusion.ts';
import { openExclusion } from './exclusion.ts';
import { isFolder } from './input/folder.ts';
import { withoutNested } from './once.ts';
import { readFolder } from './read-folder.ts';
import type { Reader, ReaderOptions } from './reader.ts';
import { createReader, sourcesOf } from './reader.ts';
import type { SourceFindings } from './reading.ts';
import { isConfiguration } from './terraform/source/files.ts';

/** How sources are read. */
export interface SourceOptions extends ReaderOptions {
  /** What is left out, even if it is named. */
  readonly exclude: Exclude;
}

/**
 * Reads files, `-` for standard input, and folders. Detects the type of each file from its content. What cannot be read
 * is a problem of its source. In a folder, files of unknown types are skipped, unless they declare brokers.
 */
export async function* readSources(paths: readonly string[], options: SourceOptions): AsyncGenerator<SourceFindings> {
  const exclusion = await openExclusion(options.exclude);
  const reader = createReader(options, exclusion);
  const all: SourceFindings[] = [];
  for (const path of paths) {
    for await (const findings of readPath(path, reader, exclusion)) {
      reader.configurations.addPlanned(findings);
      // A nested template goes with the one that is deployed. In a cloud assembly, each of those may be excluded.
      const { source, template = source } = findings;
      if (template === path || !exclusion.has(template, 'file')) all.push(findings);
    }
  }
  yield* withoutNested(all, (path) => paths.includes(path) || reader.parameters.hasOwn(path));
  for await (const findings of reader.configurations.read()) {
    // A file beside those that are evaluated may be excluded.
    if (!exclusion.has(findings.source, 'file')) yield findings;
  }
  yield* reader.changeSets.missing();
  yield* exclusion.findings();
  yield* reader.parameters.findings();
}

async function* readPath(path: string, reader: Reader, exclusion: Exclusion): AsyncGenerator<SourceFindings> {
  const kind = path !== '-' && isFolder(path) ? 'folder' : 'file';
  if (path !== '-' && exclusion.hasNamed(path, kind)) return;
  if (kind === 'folder') yield* readFolder(path, reader, exclusion);
  else if (reader.isRepeated(path))
    yield { source: path, readings: [], problems: [], notices: ['is given more than once, and counts once.'] };
  else if (isConfiguration(path)) reader.configurations.add(path);
  else yield* sourcesOf(path, await reader.readFile(path));
}
