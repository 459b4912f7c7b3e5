import { isObject } from '../../../checks/json.ts';
import { textOf } from './outcome.ts';
import type { Resolver } from './resolver.ts';
import { unclearText } from './scalars.ts';

/** The transform that knows loops. */
const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';

// A stack has at most 500 resources: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const MAX_RESOURCES = 500;
// More values than a template of 1 MiB has.
const MAX_VALUES = 600_000;

/** The resources of a template after its loops. */
export interface Expansion {
  /** By logical ID. A loop over what is not known is still there. */
  readonly resources: ReadonlyMap<string, unknown>;
  /** The loops in the template that made resources, by logical ID. */
  readonly loops: ReadonlyMap<string, string>;
}

type Entry = readonly [name: string, value: unknown];

/**
 * Replaces each `Fn::ForEach` over known texts by the resources that it makes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function expandLoops(resources: Readonly<Record<string, unknown>>, resolver: Resolver): Expansion {
  const expanded = new Map<string, unknown>();
  const loops = new Map<string, string>();
  const left = { resources: MAX_RESOURCES, values: MAX_VALUES };
  const taken = new Set(Object.keys(resources));
  for (const entry of Object.entries(resources)) {
    const [name] = entry;
    const made = hasLanguageExtensions(resolver.template.Transform) ? expand(entry, resolver, left) : undefined;
    const isUsable = made !== undefined && areNew(made, taken);
    for (const [logicalId, resource] of isUsable ? made : [entry]) {
      taken.add(logicalId);
      expanded.set(logicalId, resource);
      if (logicalId !== name) loops.set(logicalId, name);
    }
  }
  return { resources: expanded, loops };
}

function hasLanguageExtensions(transform: unknown): boolean {
  return Array.isArray(transform) ? transform.includes(LANGUAGE_EXTENSIONS) : transform === LANGUAGE_EXTENSIONS;
}

function areNew(made: readonly Entry[], taken: ReadonlySet<string>): boolean {
  const names = new Set(made.map(([name]) => name));
  return names.size === made.length && made.every(([name]) => !taken.has(name));
}

/** What a loop makes, loops inside it included. @returns `undefined` for what is no loop, or is not known */
function expand(
  [name, loop]: Entry,
  resolver: Resolver,
  left: { resources: number; values: number },
): readonly Entry[] | undefined {
  if (!name.startsWith('Fn::ForEach::') || !Array.isArray(loop) || loop.length !== 3) return undefined;
  const [identifier, collection, body] = loop;
  if (typeof identifier !== 'string' || !isObject(body)) return undefined;
  const texts = textsOf(collection, resolver);
  if (texts === undefined) return undefined;
  const made: Entry[] = [];
  for (const text of texts) {
    const substituted = substitute(body, identifier, text, left);
    if (left.values < 0 || !isObject(substituted)) return undefined;
    for (const entry of Object.entries(substituted)) {
      const inner = entry[0].startsWith('Fn::') ? expand(entry, resolver, left) : [entry];
      if (inner === undefined) return undefined;
      if (inner[0] === entry) left.resources -= 1;
      if (left.resources < 0) return undefined;
      made.push(...inner);
    }
  }
  return made;
}

function textsOf(collection: unknown, resolver: Resolver): readonly string[] | undefined {
  const list = resolver.resolve(collection);
  if (list.kind !== 'value' || !Array.isArray(list.value)) return undefined;
  const texts = list.value.map((item) => {
    const outcome = resolver.text(item);
    return outcome.kind === 'value' ? textOf(outcome.value) : undefined;
  });
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** A copy of a value with a text for `${Identifier}`, `&{Identifier}` and references to the identifier. */
function substitute(value: unknown, identifier: string, text: string, left: { values: number }): unknown {
  const inText = (given: string): string =>
    given
      .replaceAll(`\${${identifier}}`, () => text)
      .replaceAll(`&{${identifier}}`, () => text.replaceAll(/[^A-Za-z\d]/g, ''));
  // A value that aliases put into several places is copied once.
  const copies = new Map<object, unknown>();
  const copy = (node: unknown): unknown => {
    left.values -= 1;
    if (left.values < 0) return undefined;
    if (typeof node === 'string') return inText(node);
    if (typeof node !== 'object' || node === null || unclearText(node) !== undefined) return node;
    const earlier = copies.get(node);
    if (earlier !== undefined) return earlier;
    const made = copyOf(node);
    copies.set(node, made);
    return made;
  };
  const copyOf = (node: object): unknown => {
    if (Array.isArray(node)) return node.map(copy);
    const entries = Object.entries(node);
    if (entries.length === 1 && 'Ref' in node && node.Ref === identifier) return text;
    return Object.fromEntries(entries.map(([name, member]) => [inText(name), copy(member)]));
  };
  return copy(value);
}
