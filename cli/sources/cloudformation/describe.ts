import { isObject, readObject } from '../../../checks/json.ts';
import { expression } from './expression.ts';
import { collapse } from './outcome.ts';
import type { Resolver } from './resolver.ts';

// Deeper than the properties of any broker.
const MAX_DEPTH = 10;

/**
 * The properties of a resource, resolved. In place of a text that is not known is its expression, such as `!Ref Key`. A
 * list in which not every element is known is left out: the known ones alone would be another list.
 */
export function describeResource(
  resource: Readonly<Record<string, unknown>>,
  resolver: Resolver,
): Readonly<Record<string, unknown>> {
  return readObject(resolved(resource.Properties, resolver, MAX_DEPTH));
}

function resolved(node: unknown, resolver: Resolver, depth: number): unknown {
  const outcome = collapse(resolver.outcomes(node));
  if (outcome.kind === 'absent') return undefined;
  if (outcome.kind === 'unknown' || depth === 0) return expression(node);
  const { value } = outcome;
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value;
    const isKnown = elements.every((element) => isWhollyKnown(element, resolver, depth - 1));
    return isKnown ? elements.map((element) => resolved(element, resolver, depth - 1)) : undefined;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, resolved(member, resolver, depth - 1)]),
  );
}

function isWhollyKnown(node: unknown, resolver: Resolver, depth: number): boolean {
  const outcome = collapse(resolver.outcomes(node));
  if (outcome.kind !== 'value' || depth === 0) return outcome.kind === 'absent';
  const { value } = outcome;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((member) => isWhollyKnown(member, resolver, depth - 1));
}
