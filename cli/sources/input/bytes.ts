import { Buffer } from 'node:buffer';
import type { Stats } from 'node:fs';
import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { InputError } from './input-error.ts';

const CHUNK = 2 ** 20;

/** Receives some bytes, whose memory may be reused after the call. An error that it throws ends the reading. */
export type Take = (chunk: Buffer) => void;

/**
 * Reads a file, or standard input for `-`, and unzips it if it is gzipped. Passes on everything that can be read, even
 * if the input turns out to be broken.
 * @throws InputError if it cannot be read completely
 */
export async function readBytes(path: string, stdin: AsyncIterable<Uint8Array | string>, take: Take): Promise<void> {
  let sink: Sink | undefined;
  let first = Buffer.alloc(0);
  for await (const chunk of explained(path === '-' ? stdin : readChunks(path))) {
    if (sink) {
      await sink.write(chunk);
      continue;
    }
    first = Buffer.concat([first, chunk]);
    if (first.length < 2) continue;
    sink = isGzip(first) ? await unzipInto(take) : { write: take, end: () => undefined };
    await sink.write(first);
  }
  if (sink) await sink.end();
  else take(first);
}

interface Sink {
  write(chunk: Buffer): void | Promise<void>;
  end(): void | Promise<void>;
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function* explained(chunks: AsyncIterable<Uint8Array | string> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      yield typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`cannot be read: ${explain(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

/** Why something cannot be read and what to do, for use after a colon. */
export function explain({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'the file does not exist. Check its path.';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied. Change its permissions, or leave it out.';
    case 'ELOOP':
      return 'it is a symbolic link to itself. Fix it, or leave it out.';
    default:
      return `${message.replace(/\.$/, '')}. Expected a readable file, or its content on standard input (-).`;
  }
}

/** The chunks of a file, which all use the same memory. */
function* readChunks(path: string): Generator<Buffer> {
  const stats = statSync(path);
  refuseOthers(path, stats);
  const file = openSync(path, 'r');
  try {
    // A byte more than a file has shows its end. Of a pipe, or a file of the kernel, the size says nothing.
    const memory = Buffer.allocUnsafe(stats.size > 0 ? Math.min(CHUNK, stats.size + 1) : CHUNK);
    for (;;) {
      const length = readSync(file, memory);
      if (length === 0) return;
      yield memory.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** Throws for what is not a file: reading a device, or a pipe without a writer, could take forever. */
function refuseOthers(path: string, stats: Stats): void {
  // The pipe of `<(command)` in a shell, or standard input by its other name, is already open.
  const isOpen = /^\/(dev\/(fd\/\d+|stdin)|proc\/(self|\d+)\/fd\/\d+)$/.test(path);
  // Files of the kernel say that they are ordinary ones, and some of them wait for what may never come.
  if (!isOpen && /^\/(proc|sys)\//.test(realpathSync(path))) {
    throw new InputError('cannot be read: it is a file of the kernel. Expected an ordinary file.');
  }
  if (stats.isFile() || stats.isDirectory() || (isOpen && (stats.isFIFO() || stats.isSocket()))) return;
  const kind = stats.isFIFO() ? 'a named pipe' : stats.isSocket() ? 'a socket' : 'a device';
  throw new InputError(`cannot be read: it is ${kind}. Expected a file, or its content on standard input (-).`);
}

async function unzipInto(take: Take): Promise<Sink> {
  const { createGunzip } = await import('node:zlib');
  const gunzip = createGunzip({ chunkSize: CHUNK });
  // What the receiver threw, which is not an error of the unzipping.
  let thrown: { readonly error: unknown } | undefined;
  let fail: (error: Error) => void = () => undefined;
  // As events: an iterator would lose what was unzipped before an error.
  gunzip.on('error', (error) => fail(error));
  gunzip.on('data', (chunk: Buffer) => {
    if (thrown) return;
    try {
      take(chunk);
    } catch (error) {
      thrown = { error };
      gunzip.destroy();
    }
  });

  async function attempt(step: (done: (error?: Error | null) => void) => void): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        fail = reject;
        step((error) => (error ? reject(error) : resolve()));
      });
    } catch (cause) {
      if (!thrown) throw explainUnzip(cause as NodeJS.ErrnoException);
    }
    if (thrown) throw thrown.error;
  }

  return {
    // Waits until the chunk is unzipped: if the end were already known, zlib would lose the rest of a truncated file.
    write: (chunk) => attempt((done) => gunzip.write(chunk, done)),
    // Also after an error of the receiver.
    end: () => attempt((done) => gunzip.once('end', done).once('close', done).end()),
  };
}

function explainUnzip(cause: NodeJS.ErrnoException): InputError {
  const reason = cause.code === 'Z_BUF_ERROR' ? 'it ends too early' : cause.message;
  return new InputError(`cannot be unzipped: ${reason}. Expected a complete gzip file.`, { cause });
}
