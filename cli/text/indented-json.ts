import { printableJson } from './printable.ts';

/**
 * A value as `JSON.stringify(value, undefined, 2)` writes it, printable, and with a line break at its end. In parts,
 * since all of a large report is a longer text than V8 can have, of 2^29 - 24 characters. An iterable that is no array
 * becomes a list too, whose elements are made and written one by one.
 */
export function* indentedJson(value: unknown): Generator<string> {
  yield* partsOf(value, '');
  yield '\n';
}

function* partsOf(value: unknown, indent: string): Generator<string> {
  if (typeof value !== 'object' || value === null) {
    yield whole(value, indent);
    return;
  }
  const inner = `${indent}  `;
  const isList = Symbol.iterator in value;
  let before = isList ? '[' : '{';
  const begin = before;
  for (const [name, member] of isList ? elementsOf(value as Iterable<unknown>) : Object.entries(value)) {
    if (member === undefined && !isList) continue;
    yield `${before}\n${inner}${name === undefined ? '' : `${whole(name, '')}: `}`;
    if (isList && !Array.isArray(value)) yield whole(member, inner);
    else yield* partsOf(member, inner);
    before = ',';
  }
  const end = isList ? ']' : '}';
  yield before === begin ? `${begin}${end}` : `\n${indent}${end}`;
}

function* elementsOf(list: Iterable<unknown>): Generator<readonly [undefined, unknown]> {
  for (const element of list) yield [undefined, element];
}

/** No text in JSON has a line break of its own. */
function whole(value: unknown, indent: string): string {
  return printableJson((JSON.stringify(value, undefined, 2) ?? 'null').replaceAll('\n', `\n${indent}`));
}

/** What {@link indentedJson} makes a list of, one by one. */
export function* eachOf<T, U>(list: readonly T[], make: (element: T, index: number) => U): Generator<U> {
  for (const [index, element] of list.entries()) yield make(element, index);
}
