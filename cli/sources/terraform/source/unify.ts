import type { ElementSet, Value } from './value.ts';
import { byText, isList, isMap, isSet, isUnknown, toText, unknown } from './value.ts';

// Comparing more is not worth the time.
const MAX_COMPARED = 1000;

/**
 * The elements of a list, set or map, to which Terraform gives one type. With a text among primitive values, all become
 * texts. What becomes of other values of different types is not known; a text stays one.
 * @param subject names what has the elements
 */
export function unify(elements: readonly Value[], subject: string): readonly Value[] {
  if (haveOneType(elements)) return elements;
  const areTexts = elements.some((element) => typeof element === 'string') && elements.every(isPrimitiveOrNull);
  const other = unknown(subject, 'has elements of different types');
  return elements.map((element) => {
    if (element === null || typeof element === 'string' || isUnknown(element)) return element;
    return (areTexts ? toText(element) : undefined) ?? other;
  });
}

/** A set of known primitive values, or `undefined` for anything else. */
export function toSet(elements: readonly Value[]): ElementSet | undefined {
  const unified = unify(elements, '');
  if (!unified.every((element) => typeof element !== 'object')) return undefined;
  const order = (a: Value, b: Value) => (typeof a === 'string' ? byText(a, String(b)) : Number(a) - Number(b));
  return { elements: [...new Set(unified)].sort(order) };
}

/** Whether Terraform need not convert any of the values to give all of them one type. */
export function haveOneType(values: readonly Value[]): boolean {
  const [first = null, ...others] = values.filter((value) => value !== null);
  const kinds = new Set(values.flatMap((value) => [...kindsOf(value)]));
  if (kinds.size <= 1) return true;
  const budget = { left: MAX_COMPARED };
  return others.every((other) => isAlike(first, other, budget));
}

const known = new WeakMap<object, ReadonlySet<string>>();

/** The types of the primitive values in a value. */
function kindsOf(value: Value): ReadonlySet<string> {
  if (value === null) return new Set();
  if (typeof value !== 'object') return new Set([typeof value]);
  const found = known.get(value) ?? new Set(isUnknown(value) ? ['unknown'] : kindsIn(value));
  known.set(value, found);
  return found;
}

function kindsIn(value: Exclude<Value, null | string | number | boolean>): Iterable<string> {
  const inner = isSet(value) ? value.elements : isList(value) || isMap(value) ? [...value.values()] : [];
  return inner.flatMap((each) => [...kindsOf(each)]);
}

function isAlike(a: Value, b: Value, budget: { left: number }): boolean {
  budget.left -= 1;
  if (budget.left < 0 || a === null || b === null || isUnknown(a) || isUnknown(b)) return false;
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((element, index) => isAlike(element, b[index] ?? null, budget));
  }
  if (isMap(a) && isMap(b)) {
    return a.size === b.size && [...a].every(([name, member]) => isAlike(member, b.get(name) ?? null, budget));
  }
  return typeof a !== 'object' && typeof a === typeof b;
}

function isPrimitiveOrNull(value: Value): boolean {
  return value === null || typeof value !== 'object';
}
