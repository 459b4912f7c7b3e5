import { isAbsolute, relative, sep } from 'node:path';

/** Whether a path is a folder, or inside it. Both are absolute, without links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way.split(sep)[0] !== '..' && !isAbsolute(way);
}
