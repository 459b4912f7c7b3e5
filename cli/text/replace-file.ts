import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import process from 'node:process';

/** A file that gets a new content as a whole. */
export interface ReplacedFile {
  /** @throws NodeJS.ErrnoException, and the file is as it was */
  write(parts: Iterable<string>): void;
}

/**
 * Checks that a file can be written. An existing file stays until its new content is complete: that is written next to
 * it, and then renamed. A link is followed; a device or a pipe is written to, since it cannot be replaced.
 * @param mode the permissions of the file; by default those that it has
 * @throws NodeJS.ErrnoException
 */
export function openReplacedFile(path: string, mode?: number): ReplacedFile {
  const current = statSync(path, { throwIfNoEntry: false });
  if (current && !current.isFile()) return { write: (parts) => writeFile(openSync(path, 'w'), parts) };
  if (current) accessSync(path, constants.W_OK);
  const target = current ? realpathSync(path) : path;
  const unfinished = `${target}.${process.pid}.unfinished`;
  const create = () => openSync(unfinished, 'wx', mode);
  closeSync(create());
  unlinkSync(unfinished);
  return {
    write(parts) {
      try {
        const file = create();
        if (current && mode === undefined) fchmodSync(file, current.mode);
        writeFile(file, parts);
        renameSync(unfinished, target);
      } catch (error) {
        rmSync(unfinished, { force: true });
        throw error;
      }
    },
  };
}

function writeFile(file: number, parts: Iterable<string>): void {
  try {
    for (const part of parts) writeWhole(file, part);
  } finally {
    closeSync(file);
  }
}

function writeWhole(file: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
