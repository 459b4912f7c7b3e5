import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Fact } from '../../../../checks/facts.ts';
import { explain } from '../../input/bytes.ts';
import { InputError } from '../../input/input-error.ts';
import { realPath } from '../../input/inside.ts';
import type { ParameterValues } from '../../parameter-sets.ts';
import type { SourceFindings } from '../../reading.ts';
import { withAdvice } from '../advice.ts';
import { boundaryOf, isInsideOne } from './files.ts';
import { loadGrammar } from './grammar.ts';
import type { Module } from './module.ts';
import { readModule } from './module.ts';
import { localSource, readRoot } from './read.ts';
import { relevantFor } from './relevant.ts';
import type { EvaluatedRoot } from './report.ts';
import { report } from './report.ts';
import { findRoots } from './roots.ts';
import type { Block } from './syntax.ts';
import { createVariableFiles } from './variable-files.ts';
import { readRootVariables } from './variables.ts';

/** What is given besides the files. */
export interface ReadOptions {
  /** Values for the variables of root modules, by the paths of their files. */
  readonly parameters: {
    readonly valuesFor: (path: string) => ParameterValues;
    readonly onParameter: (name: string, path: string) => void;
  };
  /** The addresses of the brokers in plans of the same run, each with the paths of the plans. */
  readonly planned: ReadonlyMap<string, readonly string[]>;
  readonly isExcluded: (path: string, kind: 'file' | 'folder') => boolean;
  /** The facts that are read of each broker, if that is costly; by default all. */
  readonly wanted?: ReadonlySet<Fact> | undefined;
}

/**
 * Evaluates the Terraform configuration of a run. Terraform evaluates all files of a folder together, as a module. A
 * folder that others call is evaluated as a part of them, and not alone.
 * @param given the files, each with the folder that the sources of modules do not leave
 */
export async function readConfigurations(
  given: ReadonlyMap<string, string>,
  { parameters, planned, isExcluded, wanted: wantedByChecks }: ReadOptions,
): Promise<readonly SourceFindings[]> {
  const files = new Map([...given.keys()].map((path) => [resolve(path), path]));
  const evaluatedFolders = [...new Set(given.values())];
  const boundaries = [...new Set(evaluatedFolders.map((folder) => boundaryOf(realPath(folder) ?? resolve(folder))))];
  const parseTree = await loadGrammar();
  const wanted = withAdvice(wantedByChecks);
  const isRelevant = relevantFor(wanted);
  // By their paths without links.
  const modules = new Map<string, Module>();

  /** `undefined` for what is outside the boundaries, or has no configuration. */
  function moduleIn(folder: string): Module | undefined {
    const key = realPath(folder);
    if (key === undefined || !isInsideOne(key, boundaries) || !statSync(key).isDirectory()) return undefined;
    const module = modules.get(key) ?? readModule(folder, boundaries, parseTree, isRelevant);
    modules.set(key, module);
    return module.isEmpty ? undefined : module;
  }

  function moduleOf(module: Module, call: Block): Module | undefined {
    const folder = localSource(module, call);
    return folder === undefined ? undefined : moduleIn(folder);
  }

  const folders = new Set([...files.values()].map((path) => dirname(path)));
  const rootable = new Set([...folders].map(moduleIn).filter((module) => module !== undefined));
  const variableFiles = createVariableFiles(evaluatedFolders, { boundaries, isExcluded, parseTree });
  const declares = (folder: string, name: string) => modules.get(folder)?.variables.has(name) ?? false;
  const evaluated = findRoots([...rootable], moduleOf).map((module): EvaluatedRoot => {
    const { folder } = module;
    const own = [...files.values()].filter((path) => resolve(dirname(path)) === resolve(folder));
    const values: ParameterValues = Object.assign({}, ...own.map(parameters.valuesFor));
    for (const name of module.variables.keys()) for (const path of own) parameters.onParameter(name, path);
    try {
      const variables = readRootVariables(folder, { parameters: values, files: variableFiles, parseTree, declares });
      return { folder, ...readRoot(module, variables, { moduleOf, wanted }) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { folder, brokers: [], holders: [], absent: [], unreadCalls: [], problem: error.message };
    }
  });
  const problems = [
    ...missing(files.values()),
    ...[...modules.values()].flatMap((module) => [...module.problems]),
    ...variableFiles.problems,
  ];
  return report(evaluated, { files, planned, problems });
}

/** The files that cannot be found, each with why. */
function missing(paths: Iterable<string>): readonly (readonly [string, string])[] {
  return [...paths].flatMap((path): readonly (readonly [string, string])[] => {
    try {
      return statSync(path).isFile() ? [] : [[path, 'is not a file. Expected Terraform configuration.']];
    } catch (error) {
      return [[path, `cannot be read: ${explain(error as NodeJS.ErrnoException)}`]];
    }
  });
}
