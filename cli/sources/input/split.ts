import type { Buffer } from 'node:buffer';
import {
  BACKSLASH,
  COMMA,
  garbage,
  IS_SCALAR,
  IS_STRUCTURE,
  isSpace,
  LINE_FEED,
  LIST,
  LIST_END,
  OBJECT,
  OBJECT_END,
  QUOTE,
  tableOf,
  tooDeep,
  tooEarly,
} from './json-bytes.ts';
import type { Slice } from './slice.ts';
import { createSlice, MAX_PART } from './slice.ts';

/** A part of an input: an element of a list, or a top-level value without the items of its lists. */
export interface Part {
  /** Valid only during the call that passes it. `undefined` if it is larger than {@link MAX_PART}. */
  readonly bytes: Buffer | undefined;
  /** Its offset in the input, in bytes. */
  readonly offset: number;
  /** A string in it has a `\u` escape, so a search in its bytes may miss something. */
  readonly hasEscape: boolean;
}

export interface Splitter {
  /** Takes the next bytes. @throws InputError if they are not JSON */
  write(chunk: Buffer): void;
  /** Takes the end. @throws InputError if it comes too early */
  end(): void;
  /** Whether a list, the elements of which are parts, is open. */
  isInList(): boolean;
}

const U = 0x75;

// More levels than any of these inputs has.
const MAX_DEPTH = 1000;

const ENDS_TEXT = tableOf('"\\');

// How the list in a delivered file or an API response begins.
const MAX_ITEMS_LENGTH = 64;
const ITEMS = /(?<!\\)"(?:c|baseC)onfigurationItems"\s*:\s*$/;

// Where in the input the next byte is.
const BETWEEN_VALUES = 0;
const LIST_BEGUN = 1;
const AFTER_COMMA = 2;
const AFTER_ELEMENT = 3;
const IN_SCALAR = 4;
const IN_NESTED = 5;

/**
 * Splits JSON of any size, in chunks, into parts that can be parsed separately. Parts are the elements of a top-level
 * list, or of the `configurationItems` or `baseConfigurationItems` of a top-level object, and the rest of that object.
 * Values after the first one begin on a new line, as in NDJSON. The splitter checks that brackets match, that strings
 * end, and that nothing else is between the parts. Whoever parses a part checks that it is valid JSON.
 *
 * Streaming parsers make tokens or values of everything. For a snapshot, @streamparser/json takes four times as long as
 * `JSON.parse`, and stream-json seven times. Nearly all of a snapshot are irrelevant resources, and splitting it takes a
 * third of the time of `JSON.parse`.
 */
export function createSplitter(take: (part: Part) => void, start = 0): Splitter {
  const brackets = new Uint8Array(MAX_DEPTH + 1);
  const value = createSlice();
  const element = createSlice();
  let state = BETWEEN_VALUES;
  let chunkOffset = start;
  let depth = 0;
  let inText = false;
  let isEscaped = false;
  let hasEscape = false;
  // For the top-level value: whether it is an object, whether one of its lists is open, and whether one was left out.
  let isObject = false;
  let isInList = false;
  let isEmptied = false;
  let isOnNewLine = true;

  function write(chunk: Buffer): void {
    let index = 0;
    while (index < chunk.length) index = state === IN_NESTED ? nested(chunk, index) : structure(chunk, index);
    for (const slice of [value, element]) slice.keep(chunk);
    chunkOffset += chunk.length;
  }

  /** @returns the index of the next byte to read */
  function structure(chunk: Buffer, index: number): number {
    const byte = chunk[index] ?? 0;
    if (state === IN_SCALAR) {
      if (IS_SCALAR[byte] === 1) return index + 1;
      hand(element, chunk, index);
      state = AFTER_ELEMENT;
      return index;
    }
    if (isSpace(byte)) {
      if (byte === LINE_FEED) isOnNewLine = true;
      return index + 1;
    }
    if (state === BETWEEN_VALUES) {
      if (!isOnNewLine || (byte !== LIST && byte !== OBJECT)) {
        throw garbage(byte, chunkOffset + index, isOnNewLine ? 'an object or a list' : 'a line break or the end');
      }
      isOnNewLine = false;
      isObject = byte === OBJECT;
      isEmptied = false;
      isInList = !isObject;
      state = isObject ? IN_NESTED : LIST_BEGUN;
      if (isObject) open(value, index);
      return isObject ? index : index + 1;
    }
    if (byte === LIST_END && state !== AFTER_COMMA) {
      closeList(index);
      return isObject ? index : index + 1;
    }
    if (state === AFTER_ELEMENT) {
      if (byte !== COMMA) throw garbage(byte, chunkOffset + index, '"," or "]"');
      state = AFTER_COMMA;
      return index + 1;
    }
    open(element, index);
    state = byte === OBJECT || byte === LIST || byte === QUOTE ? IN_NESTED : IN_SCALAR;
    if (state === IN_SCALAR && IS_SCALAR[byte] === 0) throw garbage(byte, chunkOffset + index, 'a value');
    return index;
  }

  function open(slice: Slice, index: number): void {
    slice.begin(index, chunkOffset + index);
    depth = 0;
    inText = false;
    hasEscape = false;
  }

  function closeList(index: number): void {
    isInList = false;
    state = isObject ? IN_NESTED : BETWEEN_VALUES;
    if (!isObject) return;
    value.resume(index);
    depth = 2;
    brackets[1] = OBJECT;
    brackets[2] = LIST;
  }

  /** Reads an object, list or string until it or the chunk ends, or until a list begins whose elements are parts. */
  function nested(chunk: Buffer, from: number): number {
    const end = chunk.length;
    // Uses local variables and loops without branches, because this runs for every byte.
    let index = from;
    let level = depth;
    let isText = inText;
    if (isEscaped) {
      isEscaped = false;
      if (chunk[index] === U) hasEscape = true;
      index += 1;
    }
    while (index < end) {
      if (isText) {
        while (index < end && ENDS_TEXT[chunk[index] ?? 0] === 0) index += 1;
        if (index === end) break;
        const byte = chunk[index];
        index += 1;
        if (byte === BACKSLASH) {
          if (index === end) isEscaped = true;
          else if (chunk[index] === U) hasEscape = true;
          index += 1;
          continue;
        }
        isText = false;
        if (level > 0) continue;
        return close(chunk, index);
      }
      while (index < end && IS_STRUCTURE[chunk[index] ?? 0] === 0) index += 1;
      if (index === end) break;
      const byte = chunk[index] ?? 0;
      index += 1;
      if (byte === QUOTE) {
        isText = true;
      } else if (byte === OBJECT || byte === LIST) {
        if (byte === LIST && level === 1 && !isInList && ITEMS.test(value.tail(chunk, index - 1, MAX_ITEMS_LENGTH))) {
          return openItems(chunk, index);
        }
        level += 1;
        if (level > MAX_DEPTH) throw tooDeep(chunkOffset + index - 1, MAX_DEPTH);
        brackets[level] = byte;
      } else {
        const opening = byte === OBJECT_END ? OBJECT : LIST;
        if (brackets[level] !== opening) throw garbage(byte, chunkOffset + index - 1, opening === LIST ? '"}"' : '"]"');
        level -= 1;
        if (level === 0) return close(chunk, index);
      }
    }
    depth = level;
    inText = isText;
    return end;
  }

  /** Ends the open element or top-level value. */
  function close(chunk: Buffer, end: number): number {
    inText = false;
    state = isInList ? AFTER_ELEMENT : BETWEEN_VALUES;
    // The elements that were left out have overwritten the flag for escapes in the rest of the value.
    if (!isInList && isEmptied) hasEscape = true;
    hand(isInList ? element : value, chunk, end);
    return end;
  }

  function openItems(chunk: Buffer, end: number): number {
    value.pause(chunk, end);
    inText = false;
    isInList = true;
    isEmptied = true;
    state = LIST_BEGUN;
    return end;
  }

  function hand(slice: Slice, chunk: Buffer, end: number): void {
    take({ bytes: slice.cut(chunk, end), offset: slice.offset(), hasEscape });
  }

  function end(): void {
    if (state === BETWEEN_VALUES) return;
    throw tooEarly(chunkOffset);
  }

  return { write, end, isInList: () => isInList };
}
