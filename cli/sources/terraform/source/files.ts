import type { Dirent } from 'node:fs';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { explain } from '../../input/bytes.ts';
import { InputError } from '../../input/input-error.ts';
import { isInside, realPath } from '../../input/inside.ts';
import { decode } from '../../input/text.ts';

// Far more than people write.
const MAX_BYTES = 4 * 2 ** 20;

/** Whether a file is Terraform configuration, by its name: Terraform goes by the name too. */
export function isConfiguration(path: string): boolean {
  return /\.(tf|tofu)(\.json)?$/.test(path);
}

/** Whether a file has values for the variables of Terraform configuration, by its name. */
export function isVariableFile(path: string): boolean {
  return /\.tfvars(\.json)?$/.test(path);
}

/** Whether Terraform loads a file with values for variables by itself. */
export function isLoaded(path: string): boolean {
  return /^terraform\.tfvars(\.json)?$|\.auto\.tfvars(\.json)?$/.test(basename(path));
}

/**
 * The names of the files in a folder, in order. A link counts if it stays inside one of the boundaries.
 * @throws InputError if the folder cannot be read
 */
export function filesIn(folder: string, boundaries: readonly string[]): readonly string[] {
  return entriesOf(folder)
    .filter((entry) => {
      if (entry.name.startsWith('.')) return false;
      if (!entry.isSymbolicLink()) return entry.isFile();
      const path = realPath(join(folder, entry.name));
      return path !== undefined && isInsideOne(path, boundaries) && statSync(path).isFile();
    })
    .map(({ name }) => name)
    .sort();
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw new InputError(`cannot be read: ${explain(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

/** @param path without links */
export function isInsideOne(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => isInside(folder, path));
}

/**
 * The folder that links and the sources of modules do not leave: the repository, else the working folder, else the
 * folder itself.
 * @param folder without links
 */
export function boundaryOf(folder: string): string {
  let repository = folder;
  while (!existsSync(join(repository, '.git'))) {
    if (repository === dirname(repository)) return isInside(process.cwd(), folder) ? process.cwd() : folder;
    repository = dirname(repository);
  }
  return repository;
}

/** @throws InputError */
export function readText(path: string): string {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new InputError('is not a file.');
    if (stats.size > MAX_BYTES) throw new InputError(`is larger than ${MAX_BYTES / 2 ** 20} MiB, the limit.`);
    return decode(readFileSync(path));
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`cannot be read: ${explain(cause as NodeJS.ErrnoException)}`, { cause });
  }
}
