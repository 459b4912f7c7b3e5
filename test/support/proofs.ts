/**
 * What must be in the JSON of a broker for a check to pass, told apart from the readers that are under test:
 * by the path of each fact (`DeploymentMode`, or `Logs.General` for a member of a member) what its value must be.
 */
export type Proof = Readonly<Record<string, (value: unknown) => boolean>>;

type Json = Readonly<Record<string, unknown>>;

/** Whether a value is this text, in whatever case and with whatever space around it. */
export function isText(expected: string): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'string' && value.trim().replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()) === expected;
}

/** Whether a value is this boolean, or says so as text. */
export function isBoolean(expected: boolean): (value: unknown) => boolean {
  return (value) => value === expected || isText(String(expected).toUpperCase())(value);
}

/** Whether a value is a text with a match. */
export function matches(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}

/** Whether a value is a list of texts, at least so many of them different. */
export function hasDifferentTexts(least: number): (value: unknown) => boolean {
  return (value) =>
    Array.isArray(value) && value.every((each) => typeof each === 'string') && new Set(value).size >= least;
}

/** Whether a value is tags, as an object or as a list of keys and values, and one of them has one of these values, if any. */
export function hasTag(key: string, ...values: readonly string[]): (value: unknown) => boolean {
  const isRight = (value: unknown) => typeof value === 'string' && (values.length === 0 || values.includes(value));
  return (tags) => {
    if (!Array.isArray(tags)) return isObject(tags) && Object.hasOwn(tags, key) && isRight(tags[key]);
    return tags.some((tag) => isObject(tag) && valueAt(tag, 'Key') === key && isRight(valueAt(tag, 'Value')));
  };
}

/** The value at a path, of each member by this name, else by the same name with a small first letter. */
export function valueAt(object: unknown, path: string): unknown {
  return path.split('.').reduce(memberOf, object);
}

/** Whether an object has a member of this name, else with a small first letter, that is as it should be. */
export function has(object: Json, name: string, isRight: (value: unknown) => boolean): boolean {
  return isRight(valueAt(object, name));
}

function memberOf(object: unknown, name: string): unknown {
  if (!isObject(object)) return undefined;
  const camelCase = name.charAt(0).toLowerCase() + name.slice(1);
  // What is undefined is left out of JSON.
  const key = Object.hasOwn(object, name) && object[name] !== undefined ? name : camelCase;
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
