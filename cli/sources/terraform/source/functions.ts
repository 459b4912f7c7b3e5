import { MAX_TEXT } from './effort.ts';
import { LIST_FUNCTIONS } from './list-functions.ts';
import { isEqual } from './operators.ts';
import type { Expression } from './syntax.ts';
import { describe } from './syntax.ts';
import { unify } from './unify.ts';
import type { Unknown, Value } from './value.ts';
import {
  byText,
  findUnknown,
  invalid,
  isList,
  isMap,
  isSet,
  isUnknown,
  toBoolean,
  toNumber,
  toText,
  unknown,
} from './value.ts';

type Call = Extract<Expression, { readonly kind: 'call' }>;

/**
 * Calls a function of Terraform: https://developer.hashicorp.com/terraform/language/functions
 * The result of one that is not here, or that has unusual arguments, is not known.
 */
export function callFunction(call: Call, read: (argument: Expression) => Value): Value {
  // Namespaces came with Terraform 1.8.
  const name = call.name.replace(/^core::/, '');
  if (name === 'try' && !call.isExpanded) return tryEach(call, read);
  if (name === 'can') return isPossible(call, read);
  const given = call.arguments.map(read);
  if (call.isExpanded) {
    const last = given.pop();
    if (last === undefined || isUnknown(last)) return last ?? notEvaluated(call);
    const elements = elementsOf(last);
    if (!elements) return notEvaluated(call);
    given.push(...elements);
  }
  const lenient = Object.hasOwn(LENIENT, name) ? LENIENT[name] : undefined;
  if (lenient) return lenient(given, call);
  for (const argument of given) {
    const missing = findUnknown(argument);
    if (missing) return missing;
  }
  const strict = Object.hasOwn(STRICT, name) ? STRICT[name] : undefined;
  if (!strict) return unknown(`${call.name}()`, 'is a function that is not evaluated');
  const result = strict(given);
  return result === undefined ? notEvaluated(call) : result;
}

function tryEach(call: Call, read: (argument: Expression) => Value): Value {
  let last: Value | undefined;
  for (const argument of call.arguments) {
    last = read(argument);
    if (!findUnknown(last, ({ isInvalid }) => isInvalid === true)) return last;
  }
  return last ?? unknown(describe(call), 'has no argument');
}

function isPossible(call: Call, read: (argument: Expression) => Value): Value {
  const [argument] = call.arguments;
  const result = argument ? read(argument) : null;
  if (findUnknown(result, ({ isInvalid }) => isInvalid === true)) return false;
  return findUnknown(result) ?? true;
}

type Lenient = (given: readonly Value[], call: Call) => Value;

/** Functions that may have a known result although some arguments are not known. */
const LENIENT: Readonly<Record<string, Lenient>> = {
  coalesce: (given, call) => {
    const index = given.findIndex((value) => value !== null && value !== '');
    // Terraform converts all of them to one type.
    const [chosen = null] = unify([...given.slice(index), ...given.slice(0, index)], describe(call));
    return index === -1 ? invalid(describe(call), 'has no value') : chosen;
  },
  concat: (given, call) => {
    const missing = given.find(isUnknown);
    const lists = given.map(elementsOf);
    if (missing || !lists.every((list) => list !== undefined)) return missing ?? notEvaluated(call);
    // Of lists, but not of tuples.
    return unify(lists.flat(), describe(call));
  },
  element: ([list = null, index = null], call) => {
    const missing = [list, index].find(isUnknown);
    if (missing) return missing;
    const elements = elementsOf(list);
    const at = toNumber(index);
    if (at === undefined || at < 0 || !elements || elements.length === 0) return notEvaluated(call);
    return elements[at % elements.length] ?? null;
  },
  keys: ([map = null], call) => {
    if (isUnknown(map)) return map;
    return isMap(map) ? [...map.keys()].sort(byText) : notEvaluated(call);
  },
  length: ([value = null], call) => {
    if (isUnknown(value)) return value;
    if (typeof value === 'string') return [...new Intl.Segmenter().segment(value)].length;
    const elements = elementsOf(value);
    if (elements) return elements.length;
    return isMap(value) ? value.size : notEvaluated(call);
  },
  lookup: ([map = null, key = null, fallback], call) => {
    const missing = [map, key].find(isUnknown);
    if (missing) return missing;
    const name = toText(key);
    if (!isMap(map) || name === undefined) return notEvaluated(call);
    const member = map.get(name);
    if (member !== undefined) return member;
    if (fallback === undefined) return invalid(describe(call), 'does not exist');
    // Terraform converts it to the type of the members.
    return typeof fallback === 'object' ? fallback : (unify([fallback, ...map.values()], describe(call))[0] ?? null);
  },
  merge: (given, call) => {
    const merged = new Map<string, Value>();
    for (const map of given) {
      if (isUnknown(map)) return map;
      if (map !== null && !isMap(map)) return notEvaluated(call);
      for (const [name, value] of map ?? []) merged.set(name, value);
    }
    return merged;
  },
  // These only mark a value.
  nonsensitive: ([value = null]) => value,
  sensitive: ([value = null]) => value,
  tolist: ([value = null], call) => {
    if (isUnknown(value) || value === null) return value;
    const elements = elementsOf(value);
    return elements ? unify(elements, describe(call)) : notEvaluated(call);
  },
  tomap: ([value = null], call) => {
    if (isUnknown(value) || value === null) return value;
    if (!isMap(value)) return notEvaluated(call);
    const members = unify([...value.values()], describe(call));
    return new Map([...value.keys()].map((name, index) => [name, members[index] ?? null]));
  },
  values: ([map = null], call) => {
    if (isUnknown(map)) return map;
    return isMap(map) ? sortedValues(map) : notEvaluated(call);
  },
};

function notEvaluated(call: Call): Unknown {
  return unknown(describe(call), 'is not evaluated');
}

/** Functions of known values. `undefined` if the result is not known. */
const STRICT: Readonly<Record<string, (given: readonly Value[]) => Value | undefined>> = {
  ...LIST_FUNCTIONS,
  alltrue: ([list = null]) => every(list, true),
  anytrue: ([list = null]) => {
    const none = every(list, false);
    return none === undefined ? undefined : !none;
  },
  contains: ([list = null, value = null]) => {
    const results = (elementsOf(list) ?? [null]).map((element) => isEqual(element, value));
    if (results.includes(true)) return true;
    return results.includes(undefined) ? undefined : false;
  },
  endswith: texts(([text = '', end = '']) => text.endsWith(end)),
  join: ([separator = null, ...lists]) => {
    const parts = lists.flatMap((list) => elementsOf(list) ?? [null]).map(toText);
    if (typeof separator !== 'string' || !parts.every((part) => part !== undefined)) return undefined;
    const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0);
    return length > MAX_TEXT ? undefined : parts.join(separator);
  },
  lower: texts(([text = '']) => (isAscii(text) ? text.toLowerCase() : undefined)),
  max: (given) => ofNumbers(given, (numbers) => Math.max(...numbers)),
  min: (given) => ofNumbers(given, (numbers) => Math.min(...numbers)),
  replace: texts(([text = '', search = '', replacement = '']) => {
    // A text between slashes is a regular expression.
    if (search.length > 1 && search.startsWith('/') && search.endsWith('/')) return undefined;
    if (search === '' || text.length * replacement.length > MAX_TEXT) return undefined;
    return text.replaceAll(search, () => replacement);
  }),
  split: texts(([separator = '', text = '']) => {
    if (separator === '') return isAscii(text) ? [...text] : undefined;
    return text.split(separator);
  }),
  startswith: texts(([text = '', start = '']) => text.startsWith(start)),
  tobool: ([value = null]) => (value === null ? null : toBoolean(value)),
  tonumber: ([value = null]) => (value === null ? null : toNumber(value)),
  tostring: ([value = null]) => (value === null ? null : toText(value)),
  trimprefix: texts(([text = '', start = '']) => (text.startsWith(start) ? text.slice(start.length) : text)),
  trimspace: texts(([text = '']) => (isAscii(text) ? text.trim() : undefined)),
  trimsuffix: texts(([text = '', end = '']) => (end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text)),
  upper: texts(([text = '']) => (isAscii(text) ? text.toUpperCase() : undefined)),
};

function texts(call: (given: readonly string[]) => Value | undefined): (given: readonly Value[]) => Value | undefined {
  return (given) => {
    const all = given.map(toText);
    return all.every((text) => text !== undefined) ? call(all) : undefined;
  };
}

function ofNumbers(given: readonly Value[], call: (numbers: readonly number[]) => number): number | undefined {
  const numbers = given.map(toNumber);
  return numbers.length > 0 && numbers.every((number) => number !== undefined) ? call(numbers) : undefined;
}

// In other scripts, the languages differ in what is a letter or a space.
function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

function every(list: Value, expected: boolean): boolean | undefined {
  const truths = (elementsOf(list) ?? [null]).map(toBoolean);
  return truths.includes(undefined) ? undefined : truths.every((truth) => truth === expected);
}

function sortedValues(map: ReadonlyMap<string, Value>): readonly Value[] {
  return [...map].sort(([a], [b]) => byText(a, b)).map(([, value]) => value);
}

/** The elements of a list or set. */
export function elementsOf(value: Value): readonly Value[] | undefined {
  if (isList(value)) return value;
  return isSet(value) ? value.elements : undefined;
}
