import { dirname, resolve } from 'node:path';
import type { Fact } from '../../checks/facts.ts';
import { count } from '../text/count.ts';
import { createChangeSetTree } from './cloudformation/change-set-tree.ts';
import type { Template } from './cloudformation/template.ts';
import type { Exclusion } from './exclusion.ts';
import { readBytes } from './input/bytes.ts';
import type { ContentFindings } from './input/content.ts';
import { createContent } from './input/content.ts';
import { walk } from './input/folder.ts';
import { InputError } from './input/input-error.ts';
import { createSniffer, declaresBrokers } from './input/sniff.ts';
import { createSeen } from './once.ts';
import type { ParameterSet } from './parameter-sets.ts';
import { createParameterSets } from './parameter-sets.ts';
import type { SourceFindings } from './reading.ts';
import { listNames } from './skipped.ts';
import { createConfigurations } from './terraform/configurations.ts';

/** What was found in a file. */
export interface FileFindings extends ContentFindings {
  /** Its path, if it is a template. */
  readonly template?: string | undefined;
  /** The findings of the nested stacks of a template. */
  readonly nested: readonly SourceFindings[];
}

/** See {@link createReader}. */
export type Reader = ReturnType<typeof createReader>;

/** What a run reads from, and the values that it is given. */
export interface ReaderOptions {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly parameters: readonly ParameterSet[];
  /** The facts that are read of each broker, if that is costly; by default all. */
  readonly wanted?: ReadonlySet<Fact> | undefined;
}

/** Reads the files of one run, and remembers what concerns all of them. */
export function createReader({ stdin, parameters: sets, wanted }: ReaderOptions, exclusion: Exclusion) {
  const parameters = createParameterSets(sets);
  const isRepeated = createSeen();
  const sniff = createSniffer();
  const configurations = createConfigurations({ parameters, wanted, isExcluded: exclusion.has });
  const changeSets = createChangeSetTree();

  /** A template and its nested stacks, whose templates are files in a folder. */
  async function readTemplate(path: string, template: Template, root: string): Promise<readonly SourceFindings[]> {
    const { outermost, parameterNames } = await import('./cloudformation/template.ts');
    const { besideTemplate, readTemplateTree } = await import('./cloudformation/template-tree.ts');
    for (const name of parameterNames(template)) parameters.onParameter(name, path);
    const tree = { root, pathOf: path === '-' ? () => undefined : besideTemplate };
    const context = outermost({ parameters: parameters.valuesFor(path), wanted });
    return Array.fromAsync(readTemplateTree(path, template, context, tree));
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
        return own ?? { readings: [], problems: [], notices: [] };
      },
      { wanted, onChangeSet: (findings) => changeSets.add(path, findings) },
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
    for await (const findings of readCloudAssembly(folder, { ...parameters, wanted })) {
      sources.add(resolve(findings.source));
      yield { ...findings, outer: folder };
    }
    const others = filesWithBrokers(folder).filter((path) => !sources.has(resolve(path)));
    if (others.length === 0) return;
    const notice = `skipped ${count(others.length, 'file')} with brokers that its manifest.json does not list: ${listNames(others)}.`;
    yield { source: folder, readings: [], problems: [], notices: [notice] };
  }

  function filesWithBrokers(folder: string): readonly string[] {
    const paths: string[] = [];
    for (const { kind, path } of walk(folder, () => true, exclusion.has)) {
      if (kind === 'file' && declaresBrokers(sniff(path).text) === 'template') paths.push(path);
    }
    return paths;
  }

  return { readFile, readAssembly, isRepeated, parameters, configurations, changeSets, sniff };
}

/** The findings of a file, then those of its nested stacks. */
export function* sourcesOf(source: string, { nested, ...findings }: FileFindings): Generator<SourceFindings> {
  const { isKnown, ...found } = findings;
  yield { source, ...found };
  for (const inner of nested) yield { ...inner, outer: source };
}
