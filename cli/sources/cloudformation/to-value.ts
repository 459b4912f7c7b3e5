import type { Document, LineCounter, Node, Scalar } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import { quote, readObject } from '../../../checks/json.ts';
import { MAX_DEPTH, TOO_DEEP } from '../../../checks/yaml-limits.ts';
import { InputError } from '../input/input-error.ts';
import { isHarmless } from './repeated-keys.ts';
import { readPlainScalar, unclear } from './scalars.ts';
import { applyTag } from './short-form.ts';

// Each merged member takes memory, and may be merged again.
const MAX_MERGED = 100_000;
// Finding out where they are takes time.
const MAX_REPEATED_KEYS = 100;
// The prefix that `!!` stands for.
const STANDARD_TAGS = 'tag:yaml.org,2002:';

interface Converted {
  readonly value: unknown;
  readonly height: number;
}

interface Anchored extends Converted {
  readonly node: unknown;
}

const QUOTES = ' Put a text that begins with * in quotes.';

/**
 * Makes a value from a document. An aliased node becomes one object in several places, so that aliases of aliases
 * take no memory. The depth includes aliases, so that walking the value cannot exhaust the call stack.
 */
export function toValue(document: Document.Parsed, lineCounter: LineCounter): unknown {
  const anchors = new Map<string, Anchored | 'open'>();
  const repeated: Scalar[] = [];
  const fail: (node: unknown, problem: string, remedy?: string) => never = (node, problem, remedy = '') => {
    const offset = (node as Node).range?.[0] ?? 0;
    throw new InputError(`${problem} (line ${lineCounter.linePos(offset).line}).${remedy}`);
  };

  let merged = 0;

  const convert = (node: unknown): Anchored => {
    if (isAlias(node)) {
      // Without its name, which may be a password that needs quotes.
      const target = anchors.get(node.source) ?? fail(node, 'has an alias of nothing', QUOTES);
      return target === 'open' ? fail(node, 'has an alias inside its own anchor') : target;
    }
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, 'open');
    const converted = { ...convertContent(node), node };
    if (converted.height > MAX_DEPTH) throw new InputError(TOO_DEEP);
    if (anchor !== undefined) anchors.set(anchor, converted);
    return converted;
  };

  /**
   * The objects of a merge key: https://yaml.org/type/merge.html. The first of several should take precedence, but in
   * PyYAML 6.0.4 the last one does.
   */
  const convertMerge = (node: unknown): readonly Anchored[] => {
    const sources = (isSeq(node) && node.tag === undefined ? node.items : [node]).map(convert);
    const names = new Set<string>();
    for (const source of sources) {
      if (!isMap(source.node) || source.node.tag !== undefined) fail(node, 'has a merge key of what is no object');
      for (const name of Object.keys(readObject(source.value))) {
        if (names.has(name)) fail(node, `has the key ${quote(name)} twice in the objects of one merge key`);
        names.add(name);
        merged += 1;
      }
      if (merged > MAX_MERGED) throw new InputError(`has more than ${MAX_MERGED} members by merge keys.`);
    }
    return sources;
  };

  const convertContent = (node: unknown): Converted => {
    if (isScalar(node)) {
      return { value: applyTag(node.tag, readScalar(node)), height: 0 };
    }
    if (isSeq(node)) {
      const items = node.items.map(convert);
      return {
        value: applyTag(
          node.tag,
          items.map(({ value }) => value),
        ),
        height: 1 + highest(items),
      };
    }
    if (!isMap(node)) return { value: null, height: 0 };
    const names = new Set<string>();
    const entries = new Map<string, unknown>();
    const inherited: [string, unknown][] = [];
    let height = 0;
    for (const { key, value } of node.items) {
      if (!isScalar(key)) fail(key ?? node, 'has a key that is not a string');
      const name = String(key.source);
      if (names.has(name)) repeated.push(key);
      names.add(name);
      if (isMerge(key)) {
        const sources = convertMerge(value);
        for (const source of sources) {
          height = Math.max(height, source.height);
          for (const entry of Object.entries(readObject(source.value))) inherited.push(entry);
        }
        continue;
      }
      const converted = convert(value);
      height = Math.max(height, converted.height);
      entries.set(name, converted.value);
    }
    const object = Object.fromEntries([...inherited, ...entries]);
    return { value: applyTag(node.tag, object), height: 1 + height };
  };
  const { value } = convert(document.contents);
  for (const key of repeated) {
    // An alias may bring the key into a broker.
    if (anchors.size > 0 || repeated.length > MAX_REPEATED_KEYS || !isHarmless(key, document.contents, value)) {
      fail(key, `has the key ${quote(String(key.source))} twice in one object`);
    }
  }
  return value;
}

function readScalar({ source, type, tag }: Scalar): unknown {
  const text = String(source);
  if (tag?.startsWith(STANDARD_TAGS) && tag !== `${STANDARD_TAGS}str`) return unclear(text);
  return type === 'PLAIN' && tag === undefined ? readPlainScalar(text) : text;
}

/** The key without quotes that merges objects into its own. */
function isMerge({ source, type, tag }: Scalar): boolean {
  return source === '<<' && type === 'PLAIN' && tag === undefined;
}

function highest(items: readonly Converted[]): number {
  return items.reduce((height, item) => Math.max(height, item.height), 0);
}
