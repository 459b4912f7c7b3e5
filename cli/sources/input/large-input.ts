import type { Buffer } from 'node:buffer';
import { EXPECTED } from './expected.ts';
import { InputError } from './input-error.ts';
import type { PartsReceiver } from './json-parts.ts';
import { createPartsReader, createTerraformReader } from './json-parts.ts';
import type { Reducer } from './reduce.ts';
import type { Splitter } from './split.ts';

/** Reads an input that is too large for memory: in parts, or as of Terraform. */
export type LargeReader = ({ readonly kind: 'parts' } & Splitter) | ({ readonly kind: 'terraform' } & Reducer);

// Terraform writes this member first.
const TERRAFORM = /^\s*\{\s*"(format_version|version)"\s*:/;

/**
 * Chooses the reader by how an input begins.
 * @param start the number of bytes at the beginning of the input that are left out
 * @param noteBroken is called before a value of Terraform is rejected
 */
export function createLargeReader(
  begin: Buffer,
  start: number,
  receiver: PartsReceiver,
  noteBroken: () => void,
): LargeReader {
  if (!TERRAFORM.test(begin.toString('latin1', start))) {
    return { kind: 'parts', ...createPartsReader(receiver, (offset) => `byte ${offset}`, start) };
  }
  const { recogniser, read } = receiver;
  const reject = (message: string, at?: () => string) => {
    noteBroken();
    recogniser.reject(message, at);
  };
  return { kind: 'terraform', ...createTerraformReader({ recogniser: { ...recogniser, reject }, read }, start) };
}

/** Why an input of more than `maxHead` bytes is not read. */
export function refuseLarge(maxHead: number, isUtf16: boolean): InputError {
  const begin = `is larger than ${maxHead / 2 ** 20} MiB`;
  if (isUtf16) return new InputError(`${begin}, the limit for UTF-16. Convert it to UTF-8.`);
  return new InputError(`${begin}, and its beginning has an unknown type. ${EXPECTED}`);
}
