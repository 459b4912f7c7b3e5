import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { count } from '../text/count.ts';
import { createChangeSetTree } from './cloudformation/change-set-tree.ts';
import type { Template } from './cloudformation/template.ts';
import type { Exclude, Exclusion } from './exclusion.ts';
import { openExclusion } from './exclusion.ts';
import { readBytes } from './input/bytes.ts';
import type { ContentFindings } from './input/content.ts';
import { createContent } from './input/content.ts';
import { EXPECTED } from './input/expected.ts';
import { walk } from './input/folder.ts';
import { InputError } from './input/input-error.ts';
import type { Lookalike } from './input/lookalikes.ts';
import { lookalikeWithBrokers } from './input/lookalikes.ts';
import { declaresBrokers, readBeginning } from './input/sniff.ts';
import { createSeen, withoutNested } from './once.ts';
import type { ParameterSet } from './parameter-sets.ts';
import { createParameterSets } from './parameter-sets.ts';
import type { SourceFindings } from './reading.ts';
import { createSkipped, listNames } from './skipped.ts';
import { createConfigurations } from './terraform/configurations.ts';
import { isConfiguration, isVariableFile } from './terraform/source/files.ts';

/** How sources are read. */
export interface SourceOptions {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly parameters: readonly ParameterSet[];
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
      // A template of a nested stack or of a cloud assembly may be excluded too.
      if (findings.source === path || !exclusion.has(findings.source, 'file')) all.push(findings);
    }
  }
  yield* withoutNested(all);
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
  if (path !== '-' && exclusion.has(path, kind)) return;
  if (kind === 'folder') yield* readFolder(path, reader, exclusion);
  else if (reader.isRepeated(path))
    yield { source: path, ...NOTHING, notices: ['is given more than once, and counts once.'] };
  else if (isConfiguration(path)) reader.configurations.add(path);
  else yield* sourcesOf(path, await reader.readFile(path));
}

const NOTHING = { readings: [], problems: [], notices: [] };

interface FileFindings extends ContentFindings {
  /** Its path, if it is a template. */
  readonly template?: string | undefined;
  /** The findings of the nested stacks of a template. */
  readonly nested: readonly SourceFindings[];
}

type Reader = ReturnType<typeof createReader>;

function createReader({ stdin, parameters: sets }: SourceOptions, exclusion: Exclusion) {
  const parameters = createParameterSets(sets);
  const isRepeated = createSeen();
  const configurations = createConfigurations({ parameters, isExcluded: exclusion.has });
  const changeSets = createChangeSetTree();

  /** A template and its nested stacks, whose templates are files in a folder. */
  async function readTemplate(path: string, template: Template, root: string): Promise<readonly SourceFindings[]> {
    const { outermost, parameterNames } = await import('./cloudformation/template.ts');
    const { besideTemplate, readTemplateTree } = await import('./cloudformation/template-tree.ts');
    for (const name of parameterNames(template)) parameters.onParameter(name, path);
    const tree = { root, pathOf: path === '-' ? () => undefined : besideTemplate };
    return [...readTemplateTree(path, template, outermost({ parameters: parameters.valuesFor(path) }), tree)];
  }

  /** @param root the folder that templates of nested stacks do not leave */
  async function readFile(path: string, root = dirname(path)): Promise<FileFindings> {
    let template: string | undefined;
    let nested: readonly SourceFindings[] = [];
    const content = createContent(
      async (parsed) => {
        template = path;
        const [own, ...others] = await readTemplate(path, parsed, root);
        nested = others;
        return own ?? NOTHING;
      },
      { onChangeSet: (findings) => changeSets.add(path, findings) },
    );
    try {
      await readBytes(path, stdin, content.take);
    } catch (error) {
      if (error instanceof InputError) return { ...(await content.end(error)), template, nested };
      throw error;
    }
    return { ...(await content.end()), template, nested };
  }

  async function* readAssembly(folder: string): AsyncGenerator<SourceFindings> {
    const { readCloudAssembly } = await import('./cloudformation/cloud-assembly.ts');
    const sources = new Set<string>();
    for (const findings of readCloudAssembly(folder, parameters)) {
      sources.add(resolve(findings.source));
      yield { ...findings, outer: folder };
    }
    const others = filesWithBrokers(folder, exclusion).filter((path) => !sources.has(resolve(path)));
    if (others.length === 0) return;
    const notice = `skipped ${count(others.length, 'file')} with brokers that its manifest.json does not list: ${listNames(others)}.`;
    yield { source: folder, readings: [], problems: [], notices: [notice] };
  }

  return { readFile, readAssembly, isRepeated, parameters, configurations, changeSets };
}

async function* readFolder(
  folder: string,
  { readFile, readAssembly, isRepeated, configurations }: Reader,
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
      const findings = await readFileInFolder(path, found.kind === 'file', (file) => readFile(file, folder));
      if (isFindings(findings)) yield* sourcesOf(path, findings);
      else skipped.add(findings, path);
    }
  }
  const problems = isEmpty ? [`contains no files. ${EXPECTED}`] : [];
  const notices = skipped.notices();
  if (problems.length + notices.length > 0) yield { source: folder, readings: [], problems, notices };
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
  readFile: (path: string) => Promise<FileFindings>,
): Promise<FileFindings | 'unknown' | Lookalike> {
  const findings = isNamed ? await readFile(path) : undefined;
  if (findings?.isKnown) return findings;
  const text = readBeginning(path);
  const declares = declaresBrokers(text);
  if (findings && declares !== undefined && CERTAIN.test(path)) return findings;
  if (!findings && declares === 'template') {
    // Source code and documents can contain brokers too, but it is unknown whether those are ever created.
    const others = await readFile(path);
    if (others.readings.length > 0) return others;
  }
  return lookalikeWithBrokers(text, path, declares !== undefined) ?? 'unknown';
}

function isFindings(found: FileFindings | 'unknown' | Lookalike): found is FileFindings {
  return typeof found !== 'string' && 'readings' in found;
}

function filesWithBrokers(folder: string, exclusion: Exclusion): readonly string[] {
  const paths: string[] = [];
  for (const found of walk(folder, () => true, exclusion.has)) {
    if (found.kind === 'file' && declaresBrokers(readBeginning(found.path)) === 'template') paths.push(found.path);
  }
  return paths;
}

function* sourcesOf(source: string, { nested, ...findings }: FileFindings): Generator<SourceFindings> {
  const { template, readings, problems, notices } = findings;
  yield { source, template, readings, problems, notices };
  for (const inner of nested) yield { ...inner, outer: source };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Reading it as a file will report why.
    return false;
  }
}
