import { COMPUTED } from '../../../checks/facts.ts';
import { readText } from '../../../checks/json.ts';
import type { Outcome } from './outcome.ts';
import { certain, collapse, knownValue, textOf } from './outcome.ts';
import type { Resolver } from './resolver.ts';

/**
 * The tags in a list that are there for certain. The value of one is {@link COMPUTED} if it is not known.
 * @returns `undefined` if nothing is known of them
 */
export function readTagList(list: Outcome, { outcomes, member }: Resolver): ReadonlyMap<string, string> | undefined {
  if (list.kind === 'absent') return new Map();
  if (list.kind === 'unknown' || !Array.isArray(list.value)) return undefined;
  const tags = new Map<string, string>();
  for (const node of list.value) {
    const tag = certain(collapse(outcomes(node)));
    const key = readText(knownValue(collapse(member(tag, 'Key'))));
    const value = collapse(member(tag, 'Value'));
    if (key !== undefined && value.kind !== 'absent') tags.set(key, textOf(knownValue(value)) ?? COMPUTED);
  }
  return tags;
}
