import type { Buffer } from 'node:buffer';
import {
  BACKSLASH,
  ENDS_OR_SPOILS_TEXT,
  garbage,
  IS_STRUCTURE,
  LIST,
  notInText,
  OBJECT,
  OBJECT_END,
  QUOTE,
  tooDeep,
} from './json-bytes.ts';

// A plan may have any JSON in it. What has more levels has too many objects and lists to be parsed.
export const MAX_DEPTH = 2_000_000;

/** Finds, in chunks, where an object or list ends of which nothing else matters: brackets match, and strings end. */
export function createNestedValue() {
  const brackets = new Uint8Array(MAX_DEPTH + 1);
  let outside = 0;
  let depth = 0;
  let isInText = false;
  let isEscaped = false;

  return {
    /**
     * Begins an object or list after the byte that opens it.
     * @param level how many objects and lists it is in
     */
    begin(byte: number, level: number): void {
      outside = level;
      depth = level + 1;
      brackets[depth] = byte;
      isInText = false;
    },
    /**
     * @returns the index of the byte after it, or `undefined` if the chunk ends first
     * @throws InputError if it is not JSON, or too deep
     */
    read(chunk: Buffer, from: number, chunkOffset: number): number | undefined {
      const end = chunk.length;
      // Uses local variables and loops without branches, because this runs for nearly every byte.
      let index = isEscaped ? from + 1 : from;
      let level = depth;
      let isText = isInText;
      isEscaped = false;
      while (index < end) {
        if (isText) {
          while (index < end && ENDS_OR_SPOILS_TEXT[chunk[index] ?? 0] === 0) index += 1;
          if (index === end) break;
          const byte = chunk[index] ?? 0;
          if (byte === QUOTE) {
            isText = false;
            index += 1;
          } else {
            if (byte !== BACKSLASH) throw notInText(byte, chunkOffset + index);
            isEscaped = index + 1 === end;
            index += 2;
          }
          continue;
        }
        while (index < end && IS_STRUCTURE[chunk[index] ?? 0] === 0) index += 1;
        if (index === end) break;
        const byte = chunk[index] ?? 0;
        if (byte === QUOTE) {
          isText = true;
        } else if (byte === OBJECT || byte === LIST) {
          level += 1;
          if (level > MAX_DEPTH) throw tooDeep(chunkOffset + index, MAX_DEPTH);
          brackets[level] = byte;
        } else {
          const opening = byte === OBJECT_END ? OBJECT : LIST;
          if (brackets[level] !== opening) {
            throw garbage(byte, chunkOffset + index, opening === LIST ? '"}"' : '"]"');
          }
          level -= 1;
          if (level === outside) return index + 1;
        }
        index += 1;
      }
      depth = level;
      isInText = isText;
      return undefined;
    },
  };
}
