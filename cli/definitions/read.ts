import { Buffer } from 'node:buffer';
import { readBytes } from '../sources/input/bytes.ts';
import { explainDuplicate, findDuplicateName } from '../sources/input/duplicate-name.ts';
import { InputError } from '../sources/input/input-error.ts';
import { decode } from '../sources/input/text.ts';
import type { Definitions } from './definitions.ts';
import { checkDefinitions } from './schema.ts';

/** An export with 30,000 queues is about 10 MiB. */
const MAX_SIZE = 128 * 2 ** 20;

/**
 * Reads a definitions export, plain or gzipped. Errors never quote the content, which contains secrets.
 * @param path `-` for standard input
 * @throws InputError if it is not one
 */
export async function readDefinitions(path: string, stdin: AsyncIterable<Uint8Array | string>): Promise<Definitions> {
  const chunks: Buffer[] = [];
  let size = 0;
  await readBytes(path, stdin, (chunk) => {
    size += chunk.length;
    if (size > MAX_SIZE) {
      throw new InputError(`is larger than ${MAX_SIZE / 2 ** 20} MiB, the limit for a definitions export.`);
    }
    chunks.push(Buffer.from(chunk));
  });
  const text = decode(Buffer.concat(chunks));
  if (text.trim() === '') throw new InputError('is empty. Expected a RabbitMQ definitions export.');
  const value = parse(text);
  const duplicate = findDuplicateName(text);
  if (duplicate !== undefined) throw new InputError(explainDuplicate(duplicate));
  return checkDefinitions(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const [, position] = /at position (\d+)/.exec((error as Error).message) ?? [];
    const place = position === undefined ? '' : ` at character ${Number(position) + 1}`;
    throw new InputError(`is not JSON${place}. Expected a RabbitMQ definitions export.`);
  }
}
