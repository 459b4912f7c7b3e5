/** One setting of the app: how to read its value, and what to tell the user if the value is not valid. */
export interface Setting<T> {
  /** Completes the sentence "expected …". */
  readonly expected: string;
  /** The command that finds the right value, if there is one. */
  readonly find?: string | undefined;
  /** @returns `undefined` if the value cannot be used */
  readonly read: (value: unknown) => T | undefined;
}

// Values come from cdk.json as JSON, or from -c as strings.

export function text(expected: string, usable: RegExp | ((value: string) => boolean), find?: string): Setting<string> {
  const isUsable = usable instanceof RegExp ? (value: string) => usable.test(value) : usable;
  return { expected, find, read: (value) => (typeof value === 'string' && isUsable(value) ? value : undefined) };
}

export function choice<const T extends string>(choices: readonly T[]): Setting<T> {
  return { expected: `one of ${choices.join(', ')}`, read: (value) => choices.find((known) => known === value) };
}

/** A list in JSON, or separated by commas. Empty and duplicate elements are not valid. */
export function list(
  expected: string,
  isElement: (element: string) => boolean,
  { find, maximum = Number.POSITIVE_INFINITY }: { find?: string; maximum?: number } = {},
): Setting<readonly string[]> {
  return {
    expected,
    find,
    read: (value) => {
      const elements = typeof value === 'string' ? value.split(',').map((element) => element.trim()) : value;
      if (!Array.isArray(elements) || elements.length === 0 || elements.length > maximum) return undefined;
      if (!elements.every((element) => typeof element === 'string' && isElement(element))) return undefined;
      return new Set(elements).size === elements.length ? elements : undefined;
    },
  };
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

/** An object of strings, in JSON. */
export function textMap(
  expected: string,
  isUsable: (entry: readonly [name: string, value: string]) => boolean,
  { maximum }: { maximum: number },
): Setting<Readonly<Record<string, string>>> {
  return {
    expected,
    read: (value) => {
      const object = typeof value === 'string' ? parseJson(value) : value;
      if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
      const entries = Object.entries(object);
      if (entries.length > maximum) return undefined;
      return entries.every(([name, member]) => typeof member === 'string' && isUsable([name, member]))
        ? { ...object }
        : undefined;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
