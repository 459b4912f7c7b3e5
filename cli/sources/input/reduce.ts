import type { Buffer } from 'node:buffer';
import { createBuilder } from './builder.ts';
import { InputError } from './input-error.ts';
import {
  BACKSLASH,
  COLON,
  COMMA,
  ENDS_OR_SPOILS_TEXT,
  garbage,
  IS_SCALAR,
  isSpace,
  LINE_FEED,
  LIST,
  LIST_END,
  notInText,
  OBJECT,
  OBJECT_END,
  QUOTE,
  tooDeep,
  tooEarly,
} from './json-bytes.ts';
import { createNestedValue, MAX_DEPTH } from './nested-value.ts';
import type { OpenValue } from './open-values.ts';
import { beginElement, beginMember, isJudgedBy, judge, openList, openObject } from './open-values.ts';
import type { ObjectShape, Shape } from './shape.ts';

// What comes next in an object or list.
const NAME = 'a name';
const NAME_OR_END = 'a name or "}"';
const AFTER_NAME = '":"';
const VALUE = 'a value';
const VALUE_OR_END = 'a value or "]"';
const AFTER_MEMBER = '"," or "}"';
const AFTER_ELEMENT = '"," or "]"';

const MAX_NAME = 2 ** 20;

// Where the next byte is.
const BETWEEN_VALUES = 0;
const IN_FRAME = 1;
const IN_SCALAR = 2;
const IN_TEXT = 3;
const IN_NESTED = 4;

/** Receives what is kept of a value, and the offset of that value in the input. It is valid only during the call. */
export type TakeKept = (kept: Buffer, offset: number) => void;

/** A reader of JSON in chunks, see {@link createReducer}. */
export interface Reducer {
  /** Takes the next bytes. @throws InputError if they are not JSON, or if too much is kept */
  write(chunk: Buffer): void;
  /** Takes the end. @throws InputError if it comes too early */
  end(): void;
  /** What is kept so far of the last value. */
  kept(): Buffer;
}

/**
 * Leaves out what nobody reads of JSON of any size, in chunks. Each top-level object is passed on without the members
 * that its shape drops. After the first one, each begins on a new line, as in NDJSON.
 *
 * What is kept has the same bytes, and whoever parses it checks that it is valid JSON. Where there is a shape, each member
 * has a name and one value. In what is dropped, brackets match and strings end.
 */
export function createReducer(shape: ObjectShape, take: TakeKept, start = 0): Reducer {
  const frames: OpenValue[] = [];
  const nested = createNestedValue();
  const builder = createBuilder();
  let state = BETWEEN_VALUES;
  let chunkOffset = start;
  let valueOffset = start;
  let isEscaped = false;
  let isOnNewLine = true;
  /** What there is so far of the current text, if that is a name, or the type of a resource. */
  let captured: string | undefined;

  function write(chunk: Buffer): void {
    builder.open(chunk);
    let index = 0;
    while (index < chunk.length) {
      if (state === IN_NESTED) index = inNested(chunk, index);
      else if (state === IN_TEXT) index = text(chunk, index);
      else index = step(chunk, index);
    }
    builder.close();
    chunkOffset += chunk.length;
  }

  /** @returns the index of the next byte to read */
  function step(chunk: Buffer, index: number): number {
    const byte = chunk[index] ?? 0;
    if (state === IN_SCALAR) {
      if (IS_SCALAR[byte] === 1) return index + 1;
      state = IN_FRAME;
    }
    if (isSpace(byte)) {
      if (byte === LINE_FEED) isOnNewLine = true;
      return index + 1;
    }
    const frame = frames.at(-1);
    if (frame) return inFrame(frame, byte, index);
    if (!isOnNewLine || byte !== OBJECT) {
      throw unexpected(byte, index, isOnNewLine ? 'an object' : 'a line break or the end');
    }
    isOnNewLine = false;
    valueOffset = chunkOffset + index;
    builder.begin(index);
    return enter(shape, byte, index);
  }

  /** @returns the index of the next byte to read */
  function inNested(chunk: Buffer, index: number): number {
    const end = nested.read(chunk, index, chunkOffset);
    if (end !== undefined) state = IN_FRAME;
    return end ?? chunk.length;
  }

  function inFrame(frame: OpenValue, byte: number, index: number): number {
    const { expected } = frame;
    const isForValue = expected === VALUE || expected === VALUE_OR_END;
    const after = frame.isList ? AFTER_ELEMENT : AFTER_MEMBER;
    if (byte === QUOTE && (isForValue || expected === NAME || expected === NAME_OR_END)) {
      captured = isForValue && (frame.isList || !isJudgedBy(frame)) ? undefined : '';
      if (frame.isList) beginElement(builder, frame, index);
      state = IN_TEXT;
      return index + 1;
    }
    if (byte === COLON && expected === AFTER_NAME) {
      frame.expected = VALUE;
      return index + 1;
    }
    if (byte === COMMA && expected === after) {
      frame.expected = frame.isList ? VALUE : NAME;
      builder.mark(index);
      return index + 1;
    }
    if (isForValue && (byte === OBJECT || byte === LIST)) {
      frame.expected = after;
      if (frame.isList) beginElement(builder, frame, index);
      return enter(frame.isList ? frame.shape.elements : frame.child, byte, index);
    }
    if (isForValue && IS_SCALAR[byte] === 1) {
      frame.expected = after;
      if (frame.isList) beginElement(builder, frame, index);
      state = IN_SCALAR;
      return index + 1;
    }
    const mayEnd = expected === after || expected === (frame.isList ? VALUE_OR_END : NAME_OR_END);
    if (mayEnd && byte === (frame.isList ? LIST_END : OBJECT_END)) return leave(index);
    throw unexpected(byte, index, expected);
  }

  function enter(child: Shape, byte: number, index: number): number {
    if (frames.length === MAX_DEPTH) throw tooDeep(chunkOffset + index, MAX_DEPTH);
    if (typeof child !== 'object' || 'elements' in child !== (byte === LIST)) {
      nested.begin(byte, frames.length);
      state = IN_NESTED;
      return index + 1;
    }
    frames.push('elements' in child ? openList(child, VALUE_OR_END) : openObject(child, NAME_OR_END));
    state = IN_FRAME;
    builder.mark(index + 1);
    return index + 1;
  }

  function leave(index: number): number {
    const frame = frames.pop();
    if (frame?.isList || !frame?.isDropped) builder.resume(index);
    if (frames.length > 0) return index + 1;
    builder.end(index + 1);
    state = BETWEEN_VALUES;
    take(builder.kept(), valueOffset);
    return index + 1;
  }

  /** Reads a text in an open object or list. */
  function text(chunk: Buffer, from: number): number {
    const end = chunk.length;
    let index = isEscaped ? from + 1 : from;
    isEscaped = false;
    while (index < end) {
      while (index < end && ENDS_OR_SPOILS_TEXT[chunk[index] ?? 0] === 0) index += 1;
      if (index === end) break;
      const byte = chunk[index] ?? 0;
      if (byte === QUOTE) {
        capture(chunk, from, index);
        endText(index + 1);
        return index + 1;
      }
      if (byte !== BACKSLASH) throw notInText(byte, chunkOffset + index);
      isEscaped = index + 1 === end;
      index += 2;
    }
    capture(chunk, from, end);
    return end;
  }

  function capture(chunk: Buffer, from: number, to: number): void {
    if (captured === undefined) return;
    captured += chunk.toString('latin1', from, to);
    if (captured.length > MAX_NAME) throw new InputError(`has a name of more than ${MAX_NAME / 2 ** 20} MiB.`);
  }

  function endText(end: number): void {
    state = IN_FRAME;
    const frame = frames.at(-1);
    if (!frame) return;
    if (frame.isList) {
      frame.expected = AFTER_ELEMENT;
    } else if (frame.expected === VALUE) {
      frame.expected = AFTER_MEMBER;
      if (captured !== undefined) judge(builder, frame, captured, frames.at(-2));
    } else {
      frame.expected = AFTER_NAME;
      beginMember(builder, frame, captured ?? '', end);
    }
  }

  function unexpected(byte: number, index: number, expected: string): InputError {
    return garbage(byte, chunkOffset + index, expected);
  }

  function end(): void {
    if (state !== BETWEEN_VALUES) throw tooEarly(chunkOffset);
  }

  return { write, end, kept: builder.kept };
}
