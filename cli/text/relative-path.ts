import { relative, resolve, sep } from 'node:path';
import process from 'node:process';

/** The path of a source from a folder, with `/` whatever the system; `-`, standard input, stays itself. */
export function relativePath(source: string, folder: string = process.cwd()): string {
  if (source === '-') return source;
  return relative(folder, resolve(folder, source)).split(sep).join('/');
}

/** Whether a path from {@link relativePath} leaves its folder: by `..`, or to another drive. */
export function isOutside(path: string): boolean {
  return path === '..' || path.startsWith('../') || /^[a-z]:/i.test(path);
}
