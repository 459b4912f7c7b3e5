import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

/** The folder cannot be used for evidence. The message says why, and what to do. */
export class EvidenceFolderError extends Error {
  override readonly name = 'EvidenceFolderError';
}

/** A file of the evidence. */
export interface KeptFile {
  /** From the folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** A file to which parts are added as they come. */
export interface OpenFile {
  /** @throws NodeJS.ErrnoException */
  add(part: string | Uint8Array): void;
  /** @throws NodeJS.ErrnoException */
  end(): KeptFile;
}

/** A folder of evidence that nobody sees before it is whole. */
export interface UnfinishedFolder {
  /** @throws NodeJS.ErrnoException */
  open(path: string): OpenFile;
  /** Gives the folder its name. @throws NodeJS.ErrnoException if something else has it by now */
  finish(): void;
  /** Deletes all that was written. */
  discard(): void;
}

/**
 * Makes a folder beside the one that is wanted, which must be new or empty. Only the owner can read it.
 * @throws EvidenceFolderError
 * @throws NodeJS.ErrnoException if it cannot be made
 */
export function makeFolder(path: string): UnfinishedFolder {
  const current = lstatSync(path, { throwIfNoEntry: false });
  const target = current ? realpathSync(path) : path;
  if (current) checkEmpty(target);
  const unfinished = `${target.replace(/[\\/]+$/, '')}.${process.pid}.unfinished`;
  mkdirSync(dirname(unfinished), { recursive: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const open = new Set<number>();
  return {
    open(file) {
      const place = join(unfinished, file);
      mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
      return openFile(openSync(place, 'wx', 0o600), file, open);
    },
    finish() {
      // Windows renames no folder over another, even an empty one.
      if (current) rmdirSync(target);
      renameSync(unfinished, target);
    },
    discard() {
      // Windows deletes no open file.
      for (const file of open) closeSync(file);
      open.clear();
      rmSync(unfinished, { recursive: true, force: true });
    },
  };
}

function checkEmpty(path: string): void {
  if (!lstatSync(path).isDirectory()) throw new EvidenceFolderError('is a file. Name a new folder.');
  if (readdirSync(path).length > 0) throw new EvidenceFolderError('is not empty. Name a new or an empty folder.');
}

function openFile(file: number, path: string, others: Set<number>): OpenFile {
  others.add(file);
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    add(part) {
      const content = typeof part === 'string' ? Buffer.from(part) : part;
      for (let written = 0; written < content.length; ) written += writeSync(file, content, written);
      hash.update(content);
      bytes += content.length;
    },
    end() {
      fsyncSync(file);
      closeSync(file);
      others.delete(file);
      return { path, bytes, sha256: hash.digest('hex') };
    },
  };
}
