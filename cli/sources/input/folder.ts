import type { Dirent } from 'node:fs';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { explain } from './bytes.ts';

/** What a walk finds. */
export type Found =
  | { readonly kind: 'file' | 'folder'; readonly path: string }
  /** A file whose name does not belong to a known format. */
  | { readonly kind: 'other-file'; readonly path: string }
  /** A pipe, a socket or a device: reading it could take forever. */
  | { readonly kind: 'special'; readonly path: string }
  /** Not followed: it may lead anywhere, and even back. */
  | { readonly kind: 'link'; readonly path: string }
  | { readonly kind: 'hidden'; readonly path: string }
  | { readonly kind: 'excluded'; readonly path: string }
  | { readonly kind: 'problem'; readonly path: string; readonly message: string };

const NAMES = /\.(json|jsonl|ndjson|ya?ml|template|cfn|cform|tfstate|gz)$/i;
/** The name of the configuration file of this program. */
export const CONFIGURATION_FILE = '.rabbitmq-conformance.yaml';

// In every checkout, and never an input.
const SILENT = ['.git', 'node_modules', CONFIGURATION_FILE];

/** What a walk leaves out. */
type IsExcluded = (path: string, kind: 'file' | 'folder') => boolean;

/**
 * The files in a folder and its subfolders, in the order of their names. Does not enter hidden and excluded folders.
 * @param enter decides for each folder whether to enter it; the others are yielded
 */
export function* walk(folder: string, enter: (folder: string) => boolean, isExcluded: IsExcluded): Generator<Found> {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    yield { kind: 'problem', path: folder, message: `cannot be read: ${explain(error as NodeJS.ErrnoException)}` };
    return;
  }
  // Stryker disable next-line all: libuv sorts them on most systems, but does not promise to.
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of sorted) {
    const path = join(folder, entry.name);
    if (SILENT.includes(entry.name)) continue;
    if (isExcluded(path, entry.isDirectory() ? 'folder' : 'file')) yield { kind: 'excluded', path };
    else if (entry.name.startsWith('.')) yield { kind: 'hidden', path };
    else if (entry.isSymbolicLink()) yield { kind: 'link', path };
    else if (entry.isFile()) yield { kind: NAMES.test(entry.name) ? 'file' : 'other-file', path };
    else if (!entry.isDirectory()) yield { kind: 'special', path };
    else if (enter(path)) yield* walk(path, enter, isExcluded);
    else yield { kind: 'folder', path };
  }
}

/** Whether a path leads to a folder. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Reading it as a file will report why.
    return false;
  }
}
