import { isObject } from '../../checks/json.ts';
import { didYouMean } from './suggest.ts';

/** One setting of the app: how to read its value, and what to tell the user if the value is not valid. */
export interface Setting<T> {
  /** Completes the sentence "expected …". */
  readonly expected: string;
  /** The command that finds the right value, if there is one. */
  readonly find?: string | undefined;
  /** @returns `undefined` if the value cannot be used */
  readonly read: (value: unknown) => T | undefined;
  /** Says in sentences what is wrong with a value that cannot be used, if that can be told. */
  readonly explain?: (value: unknown) => string | undefined;
  /** Whether what it says includes what is expected. */
  readonly explainsAll?: true;
}

interface TextOptions {
  readonly find?: string;
  /** The values that there are, to suggest one. */
  readonly known?: Iterable<string>;
}

interface ListOptions extends TextOptions {
  readonly maximum?: number;
  /** A sentence on an element that is not valid, with a space before it, or nothing. */
  readonly explainElement?: (element: string) => string;
}

// Values come from cdk.json as JSON, or from -c as strings.

export function text(
  expected: string,
  usable: RegExp | ((value: string) => boolean),
  { find, known = [] }: TextOptions = {},
): Setting<string> {
  const isUsable = usable instanceof RegExp ? (value: string) => usable.test(value) : usable;
  return {
    expected,
    find,
    read: (value) => (typeof value === 'string' && isUsable(value) ? value : undefined),
    explain: (value) => (typeof value === 'string' ? didYouMean(value, known) : explainNumber(value)),
  };
}

export function choice<const T extends string>(choices: readonly T[]): Setting<T> {
  return {
    expected: `one of ${choices.join(', ')}`,
    read: (value) => choices.find((known) => known === value),
    explain: (value) => (typeof value === 'string' ? didYouMean(value, choices) : undefined),
  };
}

/** A list in JSON, or separated by commas. Empty and duplicate elements are not valid. */
export function list(
  expected: string,
  isElement: (element: string) => boolean,
  { find, known = [], maximum = Number.POSITIVE_INFINITY, explainElement = () => '' }: ListOptions = {},
): Setting<readonly string[]> {
  const isUsable = (element: unknown) => typeof element === 'string' && isElement(element);
  return {
    expected,
    find,
    read: (value) => {
      const elements = elementsOf(value);
      if (elements.length === 0 || elements.length > maximum || !elements.every(isUsable)) return undefined;
      return new Set(elements).size === elements.length ? (elements as readonly string[]) : undefined;
    },
    explain: (value) => {
      const elements = elementsOf(value);
      if (elements.length > maximum) return ` It has ${elements.length} elements.`;
      const wrong = elements.find((element) => !isUsable(element));
      if (wrong === '') return ' An element is empty.';
      if (typeof wrong === 'string')
        return ` "${wrong}" is not valid.${explainElement(wrong)}${didYouMean(wrong, known)}`;
      if (wrong !== undefined) return explainNumber(wrong);
      const repeated = elements.find((element, index) => elements.indexOf(element) !== index);
      return repeated === undefined ? undefined : ` "${repeated}" is there twice.`;
    },
  };
}

function elementsOf(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return value.split(',').map((element) => element.trim());
  return Array.isArray(value) ? value : [];
}

/** An object of JSON, which may be in a text. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const object = typeof value === 'string' ? parseJson(value) : value;
  return isObject(object) ? object : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function explainNumber(value: unknown): string | undefined {
  return typeof value === 'number' ? ` ${value} is a number, which loses leading zeros: put it in quotes.` : undefined;
}

export function flag(): Setting<boolean> {
  return {
    expected: 'true or false',
    read: (value) => {
      if (value === true || value === 'true') return true;
      return value === false || value === 'false' ? false : undefined;
    },
  };
}

export function integer(expected: string, isUsable: (number: number) => boolean): Setting<number> {
  return {
    expected,
    read: (value) => {
      if (typeof value !== 'number' && !(typeof value === 'string' && /^\d+$/.test(value))) return undefined;
      const number = Number(value);
      return Number.isInteger(number) && isUsable(number) ? number : undefined;
    },
  };
}
