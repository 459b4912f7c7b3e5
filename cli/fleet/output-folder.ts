import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject } from '../../checks/json.ts';
import type { Remark } from '../report/results.ts';
import { tryToParse } from '../sources/input/json-text.ts';
import { openReplacedFile } from '../text/replace-file.ts';

/** What the files were when they were written, so that another run replaces only what nobody changed. */
const MANIFEST = '.fleet.json';

/**
 * A folder that belongs to this command only in part: it writes new files, and replaces those that it wrote before and
 * nobody changed. All others stay. It deletes nothing.
 * @throws NodeJS.ErrnoException
 */
export function openOutputFolder(folder: string) {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, MANIFEST);
  const hashes = new Map(Object.entries(readManifest(manifest)));
  const problems: Remark[] = [];
  const notices: Remark[] = [];

  /**
   * @param path from the folder, with `/`
   * @param isKept whether a file that is there stays
   */
  function write(path: string, text: string, isKept = false): void {
    const target = join(folder, path);
    const source = `${folder}/${path}`;
    const current = read(target);
    if (current !== undefined && isKept) return;
    if (current !== undefined && current !== text && !hashes.has(path)) {
      const message =
        'was not written: there is a file that this command did not write. Move it, or name another folder.';
      problems.push({ source, message });
      return;
    }
    if (current !== undefined && current !== text && hashes.get(path) !== hashOf(current)) {
      const message = 'was not replaced: it was changed since it was written. Delete it to get the new one.';
      notices.push({ source, message });
      return;
    }
    mkdirSync(dirname(target), { recursive: true });
    if (current !== text) openReplacedFile(target).write([text]);
    hashes.set(path, hashOf(text));
  }

  /** Whether there is something at a path from the folder. */
  function has(path: string): boolean {
    return read(join(folder, path)) !== undefined;
  }

  /** Remembers what was written. */
  function end(): void {
    const files = Object.fromEntries([...hashes].sort(([a], [b]) => (a < b ? -1 : 1)));
    openReplacedFile(manifest).write([`${JSON.stringify({ files }, undefined, 1)}\n`]);
  }

  return { write, has, end, problems, notices };
}

/** The text of a file; anything else that is there, such as a link or a folder, has none that this command wrote. */
function read(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  return stats.isFile() ? readFileSync(path, 'utf8') : '';
}

function readManifest(path: string): Readonly<Record<string, string>> {
  const manifest = tryToParse(read(path) ?? '');
  const files = isObject(manifest) && isObject(manifest.files) ? manifest.files : {};
  return Object.fromEntries(
    Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
