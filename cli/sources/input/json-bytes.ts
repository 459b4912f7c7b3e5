import { Buffer } from 'node:buffer';
import { InputError } from './input-error.ts';

export const BACKSLASH = 0x5c;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const LINE_FEED = 0x0a;
export const LIST = 0x5b;
export const LIST_END = 0x5d;
export const OBJECT = 0x7b;
export const OBJECT_END = 0x7d;
export const QUOTE = 0x22;

/** Whether a byte may be in a number, `true`, `false` or `null`. */
export const IS_SCALAR = tableOf('-+.0123456789aeflnrstuE');
/** Whether a byte begins or ends a text, an object or a list. */
export const IS_STRUCTURE = tableOf('"{}[]');
/** Whether a byte ends a text or begins an escape, or is none of a text: control characters, so that zeros are refused soon. */
export const ENDS_OR_SPOILS_TEXT = tableOf('"\\').map((isEnd, byte) => (byte < 0x20 ? 1 : isEnd));

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;
}

/** A table with 1 at each of the given bytes. */
export function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(characters)) table[byte] = 1;
  return table;
}

/** @param offset of the byte in the input */
export function garbage(byte: number, offset: number, expected: string): InputError {
  return new InputError(`is not valid JSON at byte ${offset}: found ${nameByte(byte)}, but expected ${expected}.`);
}

/** @param offset of a control character in a text */
export function notInText(byte: number, offset: number): InputError {
  return garbage(byte, offset, 'a character of a string');
}

function nameByte(byte: number): string {
  if (byte === QUOTE) return 'a quote';
  return byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `0x${byte.toString(16)}`;
}

export function tooDeep(offset: number, limit: number): InputError {
  return new InputError(`is nested too deeply at byte ${offset}: more than ${limit} levels.`);
}

export function tooEarly(offset: number): InputError {
  return new InputError(`is not valid JSON: it ends too early, at byte ${offset}. Expected a complete file.`);
}
