import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isInside, realPath } from '../sources/input/inside.ts';

/** Whether a path leads into a folder, whatever links are in it. */
export function leadsInto(folder: string, path: string): boolean {
  return isInside(realTarget(folder), realTarget(path));
}

/**
 * Whether a configuration file that nobody named may write to a path: only into its folder, and to nothing hidden, since
 * Git and shells run hidden files.
 * @param path as it is in the file
 */
export function mayWrite(folder: string, path: string): boolean {
  if (isAbsolute(path)) return false;
  const target = join(folder, path);
  const ways = [relative(folder, target), relative(realTarget(folder), realTarget(target))];
  // `..` is hidden too.
  return ways.every((way) => !isAbsolute(way) && !way.split(sep).some((name) => name.startsWith('.')));
}

/** The path without links, as far as it exists. */
function realTarget(path: string): string {
  return realPath(path) ?? join(realPath(dirname(path)) ?? resolve(dirname(path)), basename(path));
}
