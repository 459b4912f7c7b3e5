import { toSet, unify } from './unify.ts';
import type { Value } from './value.ts';
import { byText, isList, isSet, toNumber, toText } from './value.ts';

/** Functions of known lists, sets and maps. `undefined` if the result is not known. */
export const LIST_FUNCTIONS: Readonly<Record<string, (given: readonly Value[]) => Value | undefined>> = {
  compact: ([list = null]) => {
    const texts = isList(list) ? list.map((value) => (value === null ? '' : toText(value))) : [undefined];
    return texts.every((text) => text !== undefined) ? texts.filter((text) => text !== '') : undefined;
  },
  distinct: ([list = null]) => {
    const elements = isList(list) ? unify(list, 'distinct()') : [null];
    return elements.every(isSimple) ? [...new Set(elements)] : undefined;
  },
  flatten: ([list = null]) => (isList(list) ? flatten(list) : undefined),
  one: ([list = null]) => {
    if (!isList(list) || list.length > 1) return undefined;
    return list[0] ?? null;
  },
  range: (given) => {
    const [first = 0, second, step = 1] = given.map(toNumber);
    const [from, to] = given.length > 1 ? [first, second] : [0, first];
    if (to === undefined || step !== 1 || from > to || to - from > MAX_RANGE) return undefined;
    return Array.from({ length: Math.ceil(to - from) }, (_, index) => from + index);
  },
  reverse: ([list = null]) => (isList(list) ? list.toReversed() : undefined),
  slice: ([list = null, from = null, to = null]) => {
    const [start, end] = [toNumber(from), toNumber(to)];
    if (!isList(list) || start === undefined || end === undefined || end > list.length) return undefined;
    return list.slice(start, end);
  },
  sort: ([list = null]) => {
    const texts = isList(list) ? list.map(toText) : [undefined];
    return texts.every((text) => text !== undefined) ? texts.sort(byText) : undefined;
  },
  toset: ([value = null]) => {
    if (value === null || isSet(value)) return value;
    return isList(value) ? toSet(value) : undefined;
  },
  zipmap: ([keys = null, values = null]) => {
    if (!isList(keys) || !isList(values) || keys.length !== values.length) return undefined;
    const names = keys.map(toText);
    if (!names.every((name) => name !== undefined)) return undefined;
    return new Map(names.map((name, index) => [name, values[index] ?? null]));
  },
};

// Terraform's own limit.
const MAX_RANGE = 1024;

function isSimple(value: Value): value is string | number | boolean {
  return typeof value !== 'object';
}

function flatten(list: readonly Value[]): readonly Value[] {
  return list.flatMap((element) =>
    isList(element) ? flatten(element) : isSet(element) ? element.elements : [element],
  );
}
