import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Remark } from '../report/results.ts';
import { openReplacedFile } from '../text/replace-file.ts';
import type { Written } from './manifest.ts';
import { hashOf, MANIFEST, readManifest, renderManifest } from './manifest.ts';

/**
 * A folder that belongs to this command only in part: it writes new files, and replaces those that it wrote before and
 * nobody changed. All others stay. It deletes nothing, and follows no link under the folder.
 * @throws NodeJS.ErrnoException
 */
export function openOutputFolder(folder: string) {
  mkdirSync(folder, { recursive: true });
  const manifest = readManifest(join(folder, MANIFEST));
  const before: ReadonlyMap<string, Written> = new Map(manifest.brokers);
  const problems: Remark[] = [];
  const notices: Remark[] = [];

  /**
   * @param path from the folder, with `/`
   * @param isKept whether a file that is there stays
   */
  function write(path: string, text: string, isKept = false): void {
    const target = join(folder, path);
    const source = `${folder}/${path}`;
    const obstacle = findObstacle(folder, path);
    if (obstacle !== undefined) {
      const message = `was not written: ${folder}/${obstacle} is a link or a file. Move it, or name another folder.`;
      problems.push({ source, message });
      return;
    }
    const current = read(target);
    if (current !== undefined && isKept) return;
    const hash = manifest.files.get(path);
    if (current !== undefined && current !== text && hash === undefined) {
      const message =
        'was not written: there is a file that this command did not write. Move it, or name another folder.';
      problems.push({ source, message });
      return;
    }
    if (current !== undefined && current !== text && hash !== hashOf(current)) {
      const message = 'was not replaced: it was changed since it was written. Delete it to get the new one.';
      notices.push({ source, message });
      return;
    }
    mkdirSync(dirname(target), { recursive: true });
    if (current !== text) openReplacedFile(target).write([text]);
    manifest.files.set(path, hashOf(text));
  }

  /** Whether there is something at a path from the folder. */
  function has(path: string): boolean {
    return findObstacle(folder, path) === undefined && read(join(folder, path)) !== undefined;
  }

  /** Remembers what the folder of a broker is for. */
  function remember(path: string, { id, newName }: { [Key in keyof Written]: string | undefined }): void {
    if (id !== undefined) manifest.brokers.set(path, { id, newName });
  }

  /** Writes down what was written. */
  function end(): void {
    openReplacedFile(join(folder, MANIFEST)).write([renderManifest(manifest)]);
  }

  return { before, write, has, remember, end, problems, notices };
}

/** The first part of the way to a file that is not a folder. */
function findObstacle(folder: string, path: string): string | undefined {
  const parts = path.split('/').slice(0, -1);
  const ways = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return ways.find((way) => lstatSync(join(folder, way), { throwIfNoEntry: false })?.isDirectory() === false);
}

/** The text of a file; anything else that is there, such as a link or a folder, has none that this command wrote. */
function read(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  return stats.isFile() ? readFileSync(path, 'utf8') : '';
}
