import { isObject } from '../../../checks/json.ts';
import { readCall } from './expression.ts';
import { whatGenerates } from './generated.ts';
import type { Outcomes } from './outcome.ts';
import type { Resolver } from './resolver.ts';

export type Resource = Readonly<Record<string, unknown>>;

/** All possible outcomes of a property of a resource. */
export function propertyOf(resource: Resource, path: readonly string[], { outcomes, member }: Resolver): Outcomes {
  const start = member(outcomes(resource), 'Properties');
  return path.reduce(member, start);
}

/** The value of a property, or the function that contains it. */
export function placeOf(
  resource: Resource,
  path: readonly string[],
): { readonly place: unknown; readonly isWhole: boolean } {
  let place: unknown = resource;
  for (const name of ['Properties', ...path]) {
    if (readCall(place) || !isObject(place) || !Object.hasOwn(place, name)) return { place, isWhole: false };
    place = place[name];
  }
  return { place, isWhole: true };
}

/** A property as it is written, if nothing makes or changes what contains it. */
export function writtenIn({ Properties: properties }: Resource, name: string): unknown {
  return isPlain(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Whether a value is an object that no function or macro makes or changes. */
export function isPlain(value: unknown): value is Resource {
  return isObject(value) && !readCall(value) && whatGenerates(value) === undefined;
}
