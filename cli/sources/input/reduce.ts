import type { Buffer } from 'node:buffer';
import { createBuilder } from './builder.ts';
import { explainDuplicate } from './duplicate-name.ts';
import { InputError } from './input-error.ts';
import {
  BACKSLASH,
  COLON,
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
import type { ListShape, ObjectShape, Shape } from './shape.ts';
import { objectOf } from './shape.ts';

// Control characters too, so that zeros are refused soon.
const ENDS_OR_SPOILS_TEXT = tableOf('"\\').map((isEnd, byte) => (byte < 0x20 ? 1 : isEnd));

// What comes next in an object or list.
const NAME = 'a name';
const NAME_OR_END = 'a name or "}"';
const AFTER_NAME = '":"';
const VALUE = 'a value';
const VALUE_OR_END = 'a value or "]"';
const AFTER_MEMBER = '"," or "}"';
const AFTER_ELEMENT = '"," or "]"';
const IN_STRING = 'a character of a string';

const JUDGED_BY = ['mode', 'type'];
const COUNTED = objectOf({ mode: 'all', type: 'all' }, { others: 'nothing' });
const NOTHING = objectOf({}, { others: 'nothing' });

const MAX_NAME = 2 ** 20;
// A plan may have any JSON in it. What has more levels has too many objects and lists to be parsed.
const MAX_DEPTH = 2_000_000;

/** An open object or list that has a shape. */
type Frame =
  | {
      readonly isList: false;
      shape: ObjectShape;
      expected: string;
      /** The name of the current member, and its shape. */
      name: string;
      child: Shape;
      hasKept: boolean;
      /** The value of its member `mode`, as it is written. */
      mode?: string;
      /** Its type has come, and nothing of it is kept. */
      isDropped?: boolean;
    }
  | {
      readonly isList: true;
      readonly shape: ListShape;
      expected: string;
      hasKept: boolean;
      /** What there was before the current element. */
      before: { readonly position: number; readonly hasKept: boolean };
    };

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
  const brackets = new Uint8Array(MAX_DEPTH + 1);
  const frames: Frame[] = [];
  const builder = createBuilder();
  let state = BETWEEN_VALUES;
  let chunkOffset = start;
  let valueOffset = start;
  let level = 0;
  let isInText = false;
  let isEscaped = false;
  let isOnNewLine = true;
  /** What there is so far of the current text, if that is a name, or the type of a resource. */
  let captured: string | undefined;

  function write(chunk: Buffer): void {
    builder.open(chunk);
    let index = 0;
    while (index < chunk.length) {
      if (state === IN_NESTED) index = nested(chunk, index);
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

  function inFrame(frame: Frame, byte: number, index: number): number {
    const { expected } = frame;
    const isForValue = expected === VALUE || expected === VALUE_OR_END;
    const after = frame.isList ? AFTER_ELEMENT : AFTER_MEMBER;
    if (byte === QUOTE && (isForValue || expected === NAME || expected === NAME_OR_END)) {
      const isJudged = !frame.isList && frame.shape.afterType !== undefined;
      captured = isForValue && !(isJudged && JUDGED_BY.includes(frame.name)) ? undefined : '';
      if (frame.isList) beginElement(frame, index);
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
      if (frame.isList) beginElement(frame, index);
      return enter(frame.isList ? frame.shape.elements : frame.child, byte, index);
    }
    if (isForValue && IS_SCALAR[byte] === 1) {
      frame.expected = after;
      if (frame.isList) beginElement(frame, index);
      state = IN_SCALAR;
      return index + 1;
    }
    const mayEnd = expected === after || expected === (frame.isList ? VALUE_OR_END : NAME_OR_END);
    if (mayEnd && byte === (frame.isList ? LIST_END : OBJECT_END)) return leave(index);
    throw unexpected(byte, index, expected);
  }

  function beginElement(list: Frame & { readonly isList: true }, index: number): void {
    list.before = { position: builder.position(), hasKept: list.hasKept };
    builder.resume(index, list.hasKept ? ',' : '');
    list.hasKept = true;
  }

  function enter(child: Shape, byte: number, index: number): number {
    level += 1;
    if (level > MAX_DEPTH) throw tooDeep(chunkOffset + index, MAX_DEPTH);
    brackets[level] = byte;
    isInText = false;
    state = IN_NESTED;
    if (typeof child !== 'object' || 'elements' in child !== (byte === LIST)) return index + 1;
    state = IN_FRAME;
    if ('elements' in child) {
      const before = { position: 0, hasKept: false };
      frames.push({ isList: true, shape: child, expected: VALUE_OR_END, hasKept: false, before });
    } else {
      frames.push({ isList: false, shape: child, expected: NAME_OR_END, name: '', child: 'all', hasKept: false });
    }
    builder.mark(index + 1);
    return index + 1;
  }

  function leave(index: number): number {
    const frame = frames.pop();
    level -= 1;
    if (frame?.isList || !frame?.isDropped) builder.resume(index);
    if (level > 0) return index + 1;
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
      if (byte !== BACKSLASH) throw unexpected(byte, index, IN_STRING);
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
      if (captured !== undefined && frame.name === 'mode') frame.mode = captured;
      else if (captured !== undefined) judge(frame, captured);
    } else {
      frame.expected = AFTER_NAME;
      frame.name = readText(captured ?? '');
      frame.child = frame.shape.members.get(frame.name) ?? frame.shape.others;
      if (frame.child === 'nothing') {
        // Of several types, the last one would count.
        if (frame.isDropped && frame.name === 'type') throw new InputError(explainDuplicate(frame.name));
        builder.drop();
      } else {
        builder.resume(end, `${frame.hasKept ? ',' : ''}"${captured}"`);
        frame.hasKept = true;
      }
    }
  }

  /** Decides by its type what is kept of an element. */
  function judge(frame: Frame & { readonly isList: false }, type: string): void {
    const found = frame.shape.afterType?.(readText(type));
    const list = frames.at(-2);
    if (found === undefined || !list?.isList) return;
    if (typeof found === 'object') {
      frame.shape = found;
    } else if (found === 'dropped') {
      frame.shape = NOTHING;
      frame.isDropped = true;
      builder.rewind(list.before.position, '');
      list.hasKept = list.before.hasKept;
    } else {
      frame.shape = COUNTED;
      if (frame.mode === undefined) return;
      const members = `{"mode":"${frame.mode}","type":"${type}"`;
      builder.rewind(list.before.position, `${list.before.hasKept ? ',' : ''}${members}`);
    }
  }

  /** Reads an object or list without a shape, until it or the chunk ends. */
  function nested(chunk: Buffer, from: number): number {
    const end = chunk.length;
    // Uses local variables and loops without branches, because this runs for nearly every byte.
    let index = isEscaped ? from + 1 : from;
    let depth = level;
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
          if (byte !== BACKSLASH) throw unexpected(byte, index, IN_STRING);
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
        depth += 1;
        if (depth > MAX_DEPTH) throw tooDeep(chunkOffset + index, MAX_DEPTH);
        brackets[depth] = byte;
      } else {
        const opening = byte === OBJECT_END ? OBJECT : LIST;
        if (brackets[depth] !== opening) throw unexpected(byte, index, opening === LIST ? '"}"' : '"]"');
        depth -= 1;
        if (depth === frames.length) {
          level = depth;
          state = IN_FRAME;
          return index + 1;
        }
      }
      index += 1;
    }
    level = depth;
    isInText = isText;
    return end;
  }

  function unexpected(byte: number, index: number, expected: string): InputError {
    return garbage(byte, chunkOffset + index, expected);
  }

  function end(): void {
    if (state !== BETWEEN_VALUES) throw tooEarly(chunkOffset);
  }

  return { write, end, kept: builder.kept };
}

function readText(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    // Whoever parses it says that it is not valid.
    return text;
  }
}
