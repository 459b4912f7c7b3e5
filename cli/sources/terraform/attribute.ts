import { isObject, quote } from '../../../checks/json.ts';
import type { JsonObject } from './resources.ts';

/** What is known of an attribute. */
export interface Attribute {
  readonly value?: unknown;
  /** Why the value, or a part of it, is not known, as a sentence. */
  readonly why?: string;
}

/** An object to look for an attribute in, and its marks. */
export interface Place {
  readonly values: JsonObject;
  /**
   * The values that are not known, in the same structure as the values. Each is marked with `true` if it is known only
   * after apply, else with the end of the sentence that says what it is, such as "var.mode, which has no default".
   */
  readonly unknown: unknown;
  /** The sensitive values, marked with `true` in the same structure. */
  readonly sensitive: unknown;
  /** Whether all other missing values are known to be unset. */
  readonly isComplete: boolean;
}

/** @param name names the attribute in the reason why it is not known */
export function readAttribute(place: Place, key: string, byDefault: unknown, name = key): Attribute {
  const mark = markOf(place.unknown, key);
  if (isMarked(mark)) return { why: `${name} is ${textIn(mark) ?? 'known only after apply'}.` };
  const value = Object.hasOwn(place.values, key) ? place.values[key] : undefined;
  if (value !== undefined && value !== null) return { value };
  // Terraform shows sensitive values, but other programs remove them. A list is marked even if nothing in it is.
  const isSensitive = markOf(place.sensitive, key);
  if (isMarked(isSensitive) && !Array.isArray(isSensitive))
    return { why: `${name} is sensitive, and its value was removed.` };
  if (!place.isComplete) return { why: `${name} has no value, and it is not known whether it is unset.` };
  return { value: byDefault };
}

/** Reads a list or a map, whose marks have its structure even if nothing in it is marked. */
export function readCollection(place: Place, key: string, byDefault: unknown, name = key): Attribute {
  const unknown = hasMark(markOf(place.unknown, key)) ? place.unknown : undefined;
  const sensitive = hasMark(markOf(place.sensitive, key));
  return readAttribute({ ...place, unknown, sensitive }, key, byDefault, name);
}

/** Where the attributes of a block are that may be there once. Without a place and a reason, there is none. */
export function placeOfBlock(place: Place, key: string): { readonly place?: Place; readonly why?: string } {
  const marks = markOf(place.unknown, key);
  // If the list is known, its marks are a list too.
  const list = readAttribute({ ...place, unknown: Array.isArray(marks) ? undefined : place.unknown }, key, []);
  if (list.why !== undefined) return list;
  if (!Array.isArray(list.value) || list.value.length > 1) {
    return { why: `${key} is ${quote(list.value)}, but one block was expected.` };
  }
  if (list.value.length === 0) return {};
  const values: unknown = list.value[0];
  if (!isObject(values)) return { why: `${key} is a list of ${quote(values)}, but one block was expected.` };
  const sensitive = markOf(markOf(place.sensitive, key), 0);
  return { place: { values, unknown: markOf(marks, 0), sensitive, isComplete: place.isComplete } };
}

/** The marks of a member or element. A mark of the whole, or an unreadable one, applies to each part. */
export function markOf(marks: unknown, key: string | number): unknown {
  if (isObject(marks)) return marks[key];
  if (!Array.isArray(marks)) return isMarked(marks);
  return typeof key === 'number' ? marks[key] : true;
}

/** Whether a mark, or one of the marks in a list or object, is set. */
export function hasMark(marks: unknown): boolean {
  return typeof marks === 'object' && marks !== null ? Object.values(marks).some(hasMark) : isMarked(marks);
}

function isMarked(mark: unknown): boolean {
  return mark !== undefined && mark !== null && mark !== false;
}

function textIn(marks: unknown): string | undefined {
  if (typeof marks === 'string') return marks;
  if (typeof marks !== 'object' || marks === null) return undefined;
  return Object.values(marks)
    .map(textIn)
    .find((text) => text !== undefined);
}
