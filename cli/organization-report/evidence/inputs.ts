import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { KeptFile, UnfinishedFolder } from './folder.ts';
import { LONGEST_MEMBER, mentionsSecret } from './secrets.ts';

/** An input of the report. */
export interface KeptInput {
  /** As it was named. */
  readonly path: string;
  readonly bytes?: number;
  readonly sha256?: string;
  /** Its copy in the folder. */
  readonly copy?: string;
  /** Why there is no copy, as a sentence. */
  readonly reason?: string;
}

const REASONS = {
  input: 'Standard input is not kept: name a file.',
  folder: 'A folder is not kept: name its files.',
  secret: 'It may have secrets, such as passwords, so only its hash is kept.',
} as const;

/**
 * Copies an input into the folder, byte by byte, unless it may have secrets: templates, plans and states have the
 * passwords of brokers.
 * @param path as it was named; `-` is standard input
 * @param number from 1, in the order of the inputs
 * @throws NodeJS.ErrnoException
 */
export async function keepInput(
  folder: UnfinishedFolder,
  path: string,
  number: number,
): Promise<{ readonly input: KeptInput; readonly file?: KeptFile }> {
  if (path === '-') return { input: { path, reason: REASONS.input } };
  if (statSync(path).isDirectory()) return { input: { path, reason: REASONS.folder } };
  if (await hasSecret(path)) return { input: { path, ...(await hashFile(path)), reason: REASONS.secret } };
  const name = basename(path).replaceAll(/[^\w.-]+/g, '-');
  const copy = `inputs/${String(number).padStart(3, '0')}-${name}`;
  const target = folder.open(copy);
  for await (const part of createReadStream(path)) target.add(part);
  const file = target.end();
  return { input: { path, bytes: file.bytes, sha256: file.sha256, copy }, file };
}

/** The size and the hash of a file. @throws NodeJS.ErrnoException */
export async function hashFile(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of createReadStream(path)) {
    hash.update(part);
    bytes += part.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function hasSecret(path: string): Promise<boolean> {
  const stream = createReadStream(path);
  const parts = (await isGzip(path)) ? stream.pipe(createGunzip()) : stream;
  let before = '';
  try {
    for await (const part of parts) {
      // Each byte a character, so that no part divides one. UTF-16 has every other byte zero.
      const text = before + part.toString('latin1').replaceAll('\0', '');
      if (mentionsSecret(text)) return true;
      before = text.slice(-LONGEST_MEMBER);
    }
  } finally {
    stream.destroy();
  }
  return false;
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
