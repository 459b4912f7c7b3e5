import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** An input cannot be used. The message says what was expected of it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

// A longer text is no string any more (V8 ends at 2^29 - 24 characters).
const MAX_BYTES = 2 ** 29 - 24;

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
  if (path === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }
  try {
    return await readFile(path);
  } catch (cause) {
    throw new InputError(`cannot be read: ${explain(cause)}`, { cause });
  }
}

function explain(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder, and files were expected';
    case 'EACCES':
      return 'permission denied';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function unzip(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'Z_BUF_ERROR' ? 'it ends too early' : message;
    throw new InputError(`cannot be unzipped: ${reason}. Expected a whole gzip file.`, { cause });
  }
}

function decode(bytes: Buffer): string {
  if (bytes.length > MAX_BYTES) throw new InputError(`is too large: at most ${MAX_BYTES} bytes can be read.`);
  // What PowerShell's redirection writes.
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

function parseJsonValues(text: string): readonly unknown[] {
  if (text.trim() === '') throw new InputError('is empty. Expected JSON.');
  try {
    return [JSON.parse(text)];
  } catch (cause) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const [first = ''] = lines;
    if (lines.length === 1 || !isJson(first)) {
      throw new InputError(`is not JSON: ${(cause as Error).message}.`, { cause });
    }
    return lines.map((line, index) => parseLine(line, index + 1));
  }
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new InputError(`is not JSON: line ${number} of its non-empty lines: ${(cause as Error).message}.`, { cause });
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
