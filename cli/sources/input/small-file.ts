import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { explain } from './bytes.ts';
import { InputError } from './input-error.ts';
import { decode } from './text.ts';

/**
 * The text of a file that people write, such as a configuration.
 * @param isNamed whether the command line names it. Then it may also be a pipe: `--config <(…)`.
 * @throws InputError
 */
export function readSmallFile(path: string, isNamed: boolean, maxBytes = 4 * 2 ** 20): string {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw new InputError('cannot be read: it is a folder. Name the file in it.');
    // Reading a device or a pipe could take forever.
    if (!stats.isFile() && !isNamed) throw new InputError('cannot be read: it is a pipe, a socket or a device.');
    const file = openSync(path, 'r');
    try {
      const chunks: Buffer[] = [];
      let length = 0;
      for (;;) {
        const chunk = Buffer.allocUnsafe(2 ** 16);
        const read = readSync(file, chunk);
        if (read === 0) return decode(Buffer.concat(chunks));
        length += read;
        if (length > maxBytes) throw new InputError(`is larger than ${maxBytes / 2 ** 20} MiB, the limit.`);
        chunks.push(chunk.subarray(0, read));
      }
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`cannot be read: ${explain(cause as NodeJS.ErrnoException)}`, { cause });
  }
}
