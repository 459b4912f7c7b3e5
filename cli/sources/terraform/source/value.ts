/** What an expression is, as far as that is known. */
export type Value =
  | (null | string | number | boolean)
  | (readonly Value[] | ReadonlyMap<string, Value> | ElementSet)
  | Unknown;

/** A set of primitive values of one type, each once and in order. */
export interface ElementSet {
  readonly elements: readonly Value[];
}

/** A value that is not known, or the result of an expression that Terraform refuses. */
export interface Unknown {
  /** The expression that is not known, which may be a part of the one that was evaluated. */
  readonly subject: string;
  /** What follows the subject in a sentence, such as "has no default". */
  readonly why: string;
  /** Terraform refuses it for certain, so `try` goes on. */
  readonly isInvalid?: boolean;
}

/** A value that is not known. */
export function unknown(subject: string, why: string): Unknown {
  return { subject, why };
}

/** The result of an expression that Terraform refuses for certain. */
export function invalid(subject: string, why: string): Unknown {
  return { subject, why, isInvalid: true };
}

/** Whether a value is a list or a tuple. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether a value is a map, an object or a set. */
export function isMap(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

export function isSet(value: Value): value is ElementSet {
  return typeof value === 'object' && value !== null && 'elements' in value;
}

/** Whether the value itself is not known. Parts of one that is known may not be. */
export function isUnknown(value: Value): value is Unknown {
  return typeof value === 'object' && value !== null && 'why' in value;
}

/** The first unknown value in a value. */
export function findUnknown(value: Value, matches: (found: Unknown) => boolean = () => true): Unknown | undefined {
  if (isUnknown(value)) return matches(value) ? value : undefined;
  if (typeof value !== 'object' || value === null || isSet(value)) return undefined;
  for (const inner of value.values()) {
    const found = findUnknown(inner, matches);
    if (found) return found;
  }
  return undefined;
}

/** A value as Terraform converts it to a text, or `undefined` if it does not, or if its digits are not certain. */
export function toText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' && isExact(value) ? String(value) : undefined;
}

/** https://developer.hashicorp.com/terraform/language/functions/tobool */
export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}

/** https://developer.hashicorp.com/terraform/language/functions/tonumber */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value)) return undefined;
  return readNumber(value);
}

/** A number with so few digits that it is exact enough to be compared. */
export function readNumber(text: string): number | undefined {
  return text.replaceAll(/\D/g, '').length <= 15 ? Number(text) : undefined;
}

/** Terraform sorts texts by their bytes. */
export function byText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Terraform's numbers have 512 bits, so other results of an operation may differ. */
export function isExact(value: number): boolean {
  return Number.isSafeInteger(value);
}

/** A value as plans have it. Unknown parts are `null`. */
export function toJson(value: Value): unknown {
  if (isList(value)) return value.map(toJson);
  if (isSet(value)) return value.elements;
  if (isMap(value)) return Object.fromEntries([...value].map(([name, member]) => [name, toJson(member)]));
  return isUnknown(value) ? null : value;
}

/** The value of parsed JSON. */
export function fromJson(value: unknown): Value {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([name, member]) => [name, fromJson(member)]));
  }
  return value as null | string | number | boolean;
}
