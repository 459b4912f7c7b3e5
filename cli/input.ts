import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** An input cannot be used. The message says what was expected of it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

// A longer text is no string any more (V8 ends at 2^29 - 24 characters).
const MAX_BYTES = 2 ** 29 - 24;
const TOO_LARGE = `is too large: at most ${MAX_BYTES} bytes can be read, unzipped.`;
const EXPECTED = 'Expected one JSON text, or one on each line.';

/**
 * Reads the JSON values of a file: one JSON text, or one on each line (NDJSON), plain or gzipped.
 * @param path a file, or `-` for standard input
 * @throws InputError
 */
export async function readJsonValues(
  path: string,
  stdin: AsyncIterable<Uint8Array | string>,
): Promise<readonly unknown[]> {
  return parseJsonValues(decode(unzip(await readBytes(path, stdin))));
}

async function readBytes(path: string, stdin: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  try {
    if (path !== '-') return await readFile(path);
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  } catch (cause) {
    throw new InputError(`cannot be read: ${explain(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder, and files were expected';
    default:
      return message;
  }
}

function unzip(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new InputError(TOO_LARGE, { cause });
    const reason = code === 'Z_BUF_ERROR' ? 'it ends too early' : message;
    throw new InputError(`cannot be unzipped: ${reason}. Expected a whole gzip file.`, { cause });
  }
}

function decode(bytes: Buffer): string {
  if (bytes.length > MAX_BYTES) throw new InputError(TOO_LARGE);
  // What PowerShell's redirection writes.
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

function parseJsonValues(text: string): readonly unknown[] {
  if (text.trim() === '') throw new InputError(`is empty. ${EXPECTED}`);
  try {
    return [JSON.parse(text)];
  } catch (cause) {
    const lines = text
      .split('\n')
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => line.trim() !== '');
    const [first] = lines;
    if (!first || !isJson(first.line)) {
      throw new InputError(`is not JSON: ${(cause as Error).message}. ${EXPECTED}`, { cause });
    }
    return lines.map(parseLine);
  }
}

function parseLine({ line, number }: { readonly line: string; readonly number: number }): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new InputError(`is not JSON in line ${number}: ${(cause as Error).message}. ${EXPECTED}`, { cause });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
