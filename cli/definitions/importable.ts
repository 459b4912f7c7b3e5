import { Buffer } from 'node:buffer';
import { InputError } from '../sources/input/input-error.ts';
import type { Definitions } from './definitions.ts';
import type { TargetVersion } from './target.ts';
import { isVersion4 } from './target.ts';

/**
 * How many bytes the management API takes in one request: `max_http_body_size` of rabbitmq_management in v3.13.7, v4.2.0
 * and v4.3.5. Version 3.13 compares it with bits, but only after it has read as much as Cowboy reads at once.
 */
const MAX_REQUEST = { 3: 8_000_000, 4: 10_000_000 } as const;

/**
 * Writes definitions as JSON, as short as possible.
 * @throws InputError if the text would not mean the same as the export
 */
export function toImportableText(definitions: Definitions): string {
  const keepExact = (_: string, value: unknown) => {
    if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
    throw new InputError(
      'has a number that is too large to keep exactly. Edit the export by hand before you import it.',
    );
  };
  try {
    return `${JSON.stringify(definitions, keepExact)}\n`;
  } catch (error) {
    if (error instanceof RangeError) throw new InputError('is nested too deeply to write.');
    throw error;
  }
}

/** Why a broker would not take a text in one request, and what to do; `undefined` if it takes it. */
export function explainSize(text: string, target: TargetVersion): string | undefined {
  const limit = MAX_REQUEST[isVersion4(target) ? 4 : 3];
  const size = Buffer.byteLength(text);
  if (size <= limit) return undefined;
  const inWords = (bytes: number) => bytes.toLocaleString('en-US');
  return (
    `has ${inWords(size)} bytes, and the management API takes ${inWords(limit)} in one request. ` +
    'Import it in parts: first all but the queues and bindings, then the queues, then the bindings.'
  );
}
