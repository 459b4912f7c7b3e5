import { didYouMean } from '../../cdk/settings/suggest.ts';
import { isObject, kindOf, quote } from '../../checks/json.ts';
import type { Path } from '../../checks/yaml-file.ts';
import type { Schema } from './schema.ts';

/** What is wrong with a value, as a sentence. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
}

/** All that a schema does not allow in a value. */
export function findFaults(value: unknown, schema: Schema, path: Path = []): readonly Fault[] {
  const { title, items = schema, minItems = 0, maxItems = Infinity, minimum = -Infinity, maximum = Infinity } = schema;
  // A file that is something else may be a secret.
  const found = path.length === 0 ? kindOf(value) : quote(value);
  const refuse = () => [{ path, message: `${nameOf(path)} is ${found}. Expected ${title}.` }];
  if (!hasType(value, schema)) return refuse();
  if (Array.isArray(value)) {
    if (value.length < minItems) {
      const what = value.length === 0 ? 'is empty' : `has only ${value.length} of at least ${minItems} items`;
      return [{ path, message: `${nameOf(path)} ${what}. Expected ${title}.` }];
    }
    if (value.length > maxItems) {
      return [{ path, message: `${nameOf(path)} has more than ${maxItems} items. Expected ${title}.` }];
    }
    const inItems = value.flatMap((item, index) => findFaults(item, items, [...path, index]));
    return schema.uniqueItems && inItems.length === 0 ? findRepeated(value, path) : inItems;
  }
  if (isObject(value)) return findFaultsInObject(value, schema, path);
  if (typeof value === 'number' && (value < minimum || value > maximum)) return refuse();
  if (typeof value !== 'string') return [];
  if (schema.enum && !schema.enum.includes(value)) {
    const hint = didYouMean(value, schema.enum) || ` Expected ${schema.enum.join(', ')}.`;
    return [{ path, message: `${nameOf(path)} is ${quote(value)}.${hint}` }];
  }
  return schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value) ? [] : refuse();
}

function findRepeated(texts: readonly unknown[], path: Path): readonly Fault[] {
  return texts.flatMap((text, index) =>
    texts.indexOf(text) < index
      ? [{ path: [...path, index], message: `${nameOf(path)} has ${quote(text)} twice. Remove one.` }]
      : [],
  );
}

function findFaultsInObject(value: Readonly<Record<string, unknown>>, schema: Schema, path: Path): readonly Fault[] {
  const { title, properties = {}, required = [], additionalProperties = false } = schema;
  const missing = required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => ({ path, message: `${nameOf(path)} has no ${name}. Expected ${title}.` }));
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const inner = [...path, name];
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (known === true) return [];
    if (known) return findFaults(member, known, inner);
    const names = Object.keys(properties);
    const hint = didYouMean(name, names) || ` Expected ${names.join(', ')}.`;
    return [
      { path: inner, message: `unknown key ${quote(name)}${path.length > 0 ? ` in ${nameOf(path)}` : ''}.${hint}` },
    ];
  });
  return [...missing, ...wrong];
}

function hasType(value: unknown, { type }: Schema): boolean {
  return type.some((each) => {
    if (each === 'object') return isObject(value);
    if (each === 'array') return Array.isArray(value);
    if (each === 'integer') return Number.isInteger(value);
    // YAML has infinity and NaN, JSON does not.
    if (each === 'number') return Number.isFinite(value);
    return each === 'null' ? value === null : typeof value === each;
  });
}

/** A place as it would be written in JavaScript. */
export function nameOf(path: Path): string {
  const [first, ...others] = path;
  if (first === undefined) return 'the file';
  const steps = others.map((step) =>
    typeof step === 'string' && /^[A-Za-z]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
  );
  return `${first}${steps.join('')}`;
}
