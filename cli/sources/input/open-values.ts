import type { Builder } from './builder.ts';
import { explainDuplicate } from './duplicate-name.ts';
import { InputError } from './input-error.ts';
import type { ListShape, ObjectShape, Shape } from './shape.ts';
import { objectOf } from './shape.ts';

const JUDGED_BY = ['mode', 'type'];
const COUNTED = objectOf({ mode: 'all', type: 'all' }, { others: 'nothing' });
const NOTHING = objectOf({}, { others: 'nothing' });

/** An open object that has a shape. */
export interface OpenObject {
  readonly isList: false;
  shape: ObjectShape;
  /** What may come next, for messages. */
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

/** An open list that has a shape. */
export interface OpenList {
  readonly isList: true;
  readonly shape: ListShape;
  expected: string;
  hasKept: boolean;
  /** What there was before the current element. */
  before: { readonly position: number; readonly hasKept: boolean };
}

export type OpenValue = OpenObject | OpenList;

export function openObject(shape: ObjectShape, expected: string): OpenObject {
  return { isList: false, shape, expected, name: '', child: 'all', hasKept: false };
}

export function openList(shape: ListShape, expected: string): OpenList {
  return { isList: true, shape, expected, hasKept: false, before: { position: 0, hasKept: false } };
}

/** Begins an element of a list at an index of the open chunk. */
export function beginElement(builder: Builder, list: OpenList, index: number): void {
  list.before = { position: builder.position(), hasKept: list.hasKept };
  builder.resume(index, list.hasKept ? ',' : '');
  list.hasKept = true;
}

/**
 * Keeps or drops the member that begins with a name.
 * @param name as it is written, without quotes
 * @param end the index after it in the open chunk
 * @throws InputError if what is kept may depend on a member that is there twice
 */
export function beginMember(builder: Builder, object: OpenObject, name: string, end: number): void {
  object.name = readText(name);
  object.child = object.shape.members.get(object.name) ?? object.shape.others;
  if (object.child === 'nothing') {
    // Of several types, the last one would count.
    if (object.isDropped && object.name === 'type') throw new InputError(explainDuplicate(object.name));
    builder.drop();
  } else {
    builder.resume(end, `${object.hasKept ? ',' : ''}"${name}"`);
    object.hasKept = true;
  }
}

/** Whether the text of the current member decides what is kept: {@link judge} wants it. */
export function isJudgedBy({ shape, name }: OpenObject): boolean {
  return shape.afterType !== undefined && JUDGED_BY.includes(name);
}

/**
 * Decides what is kept of an element by its type.
 * @param text of the current member, as it is written, without quotes
 * @param list that the object is an element of
 */
export function judge(builder: Builder, object: OpenObject, text: string, list: OpenValue | undefined): void {
  if (object.name === 'mode') {
    object.mode = text;
    return;
  }
  const found = object.shape.afterType?.(readText(text));
  if (found === undefined || !list?.isList) return;
  if (typeof found === 'object') {
    object.shape = found;
  } else if (found === 'dropped') {
    object.shape = NOTHING;
    object.isDropped = true;
    builder.rewind(list.before.position, '');
    list.hasKept = list.before.hasKept;
  } else {
    object.shape = COUNTED;
    if (object.mode === undefined) return;
    const members = `{"mode":"${object.mode}","type":"${text}"`;
    builder.rewind(list.before.position, `${list.before.hasKept ? ',' : ''}${members}`);
  }
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
