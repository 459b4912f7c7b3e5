import { basename, dirname, join } from 'node:path';
import { walk } from '../../input/folder.ts';
import { InputError } from '../../input/input-error.ts';
import { realPath } from '../../input/inside.ts';
import { filesIn, isInsideOne, isVariableFile, readText } from './files.ts';
import type { ParseTree } from './grammar.ts';
import { parseHcl } from './hcl.ts';
import { parseJsonValues } from './json.ts';
import type { Expression } from './syntax.ts';

/** A file with values for variables. */
export interface VariableFile {
  readonly path: string;
  /** Its folder, without links. */
  readonly folder: string;
  readonly values: ReadonlyMap<string, Expression>;
}

export type VariableFiles = ReturnType<typeof createVariableFiles>;

interface Limits {
  /** The folders that links do not leave. */
  readonly boundaries: readonly string[];
  readonly isExcluded: (path: string, kind: 'file' | 'folder') => boolean;
  readonly parseTree: ParseTree;
}

/**
 * Reads the files with values for variables, each once and only if there is something to set.
 * @param folders that are evaluated
 */
export function createVariableFiles(folders: readonly string[], { boundaries, isExcluded, parseTree }: Limits) {
  const problems = new Map<string, string>();
  const read = new Map<string, VariableFile>();
  let inFolders: readonly VariableFile[] | undefined;

  function load(path: string): VariableFile {
    const folder = realPath(dirname(path)) ?? dirname(path);
    const key = join(folder, basename(path));
    const known = read.get(key);
    if (known) return known;
    let values: ReadonlyMap<string, Expression> = new Map();
    try {
      values = parseVariables(path, parseTree);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.set(path, error.message);
    }
    const file = { path, folder, values };
    read.set(key, file);
    return file;
  }

  /** Those in a folder itself. */
  function inFolder(folder: string): readonly VariableFile[] {
    return filesIn(folder, boundaries)
      .filter(isVariableFile)
      .map((name) => join(folder, name))
      .filter((path) => !isExcluded(path, 'file'))
      .map(load);
  }

  /** All others in the folders that are evaluated. */
  function outside(folder: string): readonly VariableFile[] {
    inFolders ??= [...new Set(folders.flatMap((each) => [...pathsBelow(each)].map(load)))];
    const own = new Set(inFolder(folder));
    return inFolders.filter((file) => !own.has(file));
  }

  function* pathsBelow(folder: string): Generator<string> {
    for (const { kind, path } of walk(folder, () => true, isExcluded)) {
      if (!isVariableFile(path)) continue;
      const target = kind === 'link' ? realPath(path) : path;
      const isFile = kind === 'file' || kind === 'other-file' || kind === 'link';
      if (isFile && target !== undefined && isInsideOne(target, boundaries)) yield path;
    }
  }

  return { in: inFolder, outside, problems };
}

/**
 * The values in a file, by the names of the variables.
 * @throws InputError
 */
export function parseVariables(path: string, parseTree: ParseTree): ReadonlyMap<string, Expression> {
  const text = readText(path);
  return (path.endsWith('.json') ? parseJsonValues(text) : parseHcl(text, parseTree)).attributes;
}
