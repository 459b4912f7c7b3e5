import type { Buffer } from 'node:buffer';

/** Whether bytes begin with the byte order mark of UTF-16, which redirection in PowerShell writes. */
export function isUtf16(bytes: Buffer): boolean {
  return encodingOf(bytes) !== 'utf-8';
}

/** The text in bytes, without its byte order mark. */
export function decode(bytes: Buffer): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** The length of the byte order mark of UTF-8, if there is one. */
export function markLength(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}
