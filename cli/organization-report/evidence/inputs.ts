import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { KeptFile, UnfinishedFolder } from './folder.ts';

/** The size of some bytes, and their SHA-256 in hexadecimal. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

/** An input of the report. */
export interface KeptInput extends Partial<Digest> {
  /** As it was named. */
  readonly path: string;
  /** Its copy in the folder. */
  readonly copy?: string;
  /** Why there is no copy, as a sentence. */
  readonly reason?: string;
}

/** A file cannot be in evidence. The message says why, and what to do. */
export class EvidenceFileError extends Error {
  override readonly name = 'EvidenceFileError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

const REASONS = {
  input: 'Standard input is not copied: name a file.',
  folder: 'A folder is not kept: name its files.',
  other: 'It may have secrets, such as passwords, so only its hash is kept.',
} as const;

// A name has up to 255 bytes, and gets a number.
const LONGEST_NAME = 100;

/**
 * Hashes files before they are read, so that evidence cannot vouch for other bytes than those of the report. Folders, and
 * what is not there, have no hash.
 * @throws EvidenceFileError for what has no bytes that can be read again, such as a pipe
 * @throws NodeJS.ErrnoException
 */
export async function hashFiles(paths: readonly string[]): Promise<ReadonlyMap<string, Digest>> {
  const digests = new Map<string, Digest>();
  for (const path of paths) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats || stats.isDirectory()) continue;
    if (!stats.isFile())
      throw new EvidenceFileError(path, 'is no file, so evidence cannot keep its hash. Name a file.');
    digests.set(path, await hashFile(path));
  }
  return digests;
}

/**
 * Keeps the hash of an input, and its copy, byte by byte, if it can have no secrets.
 * @param path as it was named
 * @param number from 1, in the order of the inputs
 * @throws NodeJS.ErrnoException
 */
export async function keepInput(
  folder: UnfinishedFolder,
  path: string,
  number: number,
  isCopied: boolean,
): Promise<{ readonly input: KeptInput; readonly file?: KeptFile }> {
  if (statSync(path).isDirectory()) return { input: { path, reason: REASONS.folder } };
  if (!isCopied) return { input: { path, ...(await hashFile(path)), reason: REASONS.other } };
  const name = basename(path).replaceAll(/[^\w.-]+/g, '-');
  const copy = `inputs/${String(number).padStart(3, '0')}-${name.slice(-LONGEST_NAME)}`;
  const target = folder.open(copy);
  for await (const part of createReadStream(path)) target.add(part);
  const file = target.end();
  return { input: { path, bytes: file.bytes, sha256: file.sha256, copy }, file };
}

/** Hashes standard input while it is read. */
export function hashStdin(): {
  through(stdin: AsyncIterable<Uint8Array | string>): AsyncIterable<Uint8Array | string>;
  end(): KeptInput;
} {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async *through(stdin) {
      for await (const part of stdin) {
        hash.update(part);
        bytes += Buffer.byteLength(part);
        yield part;
      }
    },
    end: () => ({ path: '-', bytes, sha256: hash.digest('hex'), reason: REASONS.input }),
  };
}

/** @throws NodeJS.ErrnoException */
export async function hashFile(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of createReadStream(path)) {
    hash.update(part);
    bytes += part.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
