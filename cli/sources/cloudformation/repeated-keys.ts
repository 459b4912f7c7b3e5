import type { Node, Pair, Scalar } from 'yaml';
import { isMap, isScalar } from 'yaml';
import { isObject, readObject } from '../../../checks/json.ts';
import { isPlainOther } from './unseen.ts';

/** Twice, these leave open which type a resource has, wherever a merge key may bring them from. */
const KEYS_OF_TYPES: readonly string[] = ['Type', '<<'];

/** The sections that say nothing about resources. */
const OTHER_SECTIONS: readonly string[] = ['Metadata', 'Outputs'];

/**
 * Whether a key that is twice in one object says nothing about any broker: it is inside a resource that is no broker and
 * has none, or in a section without resources. CloudFormation and PyYAML take the last value, and so does the caller.
 * @param value what was read from `contents`
 */
export function isHarmless(key: Scalar, contents: unknown, value: unknown): boolean {
  const section = pairAround(key, contents);
  const sectionName = nameOf(section);
  if (section === undefined || sectionName === undefined) return false;
  if (OTHER_SECTIONS.includes(sectionName)) return true;
  if (sectionName !== 'Resources' || !isObject(value)) return false;
  const resource = pairAround(key, section.value);
  const logicalId = nameOf(resource);
  if (resource === undefined || logicalId === undefined) return false;
  return !KEYS_OF_TYPES.includes(String(key.source)) && isPlainOther(readObject(value.Resources)[logicalId]);
}

/** The pair of a map whose value contains a key. */
function pairAround(key: Scalar, map: unknown): Pair | undefined {
  if (!isMap(map)) return undefined;
  const offset = key.range?.[0] ?? -1;
  return map.items.find(({ value }) => {
    const [start = 0, end = 0] = (value as Node | null)?.range ?? [];
    return start <= offset && offset < end;
  });
}

function nameOf(pair: Pair | undefined): string | undefined {
  return pair !== undefined && isScalar(pair.key) ? String(pair.key.source) : undefined;
}
