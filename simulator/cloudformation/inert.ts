import type { ResourcePlace, ResourceType } from '../stacks/resource-type.ts';
import { named, physicalName } from '../stacks/resource-type.ts';

interface InertType {
  readonly properties: readonly string[];
  /** The property with the name, for types that need one. */
  readonly nameProperty?: string;
  /** Whether it is in an account, and in no region. */
  readonly isGlobal?: boolean;
  /** What the attribute `Arn` has at its end. */
  readonly attributeSuffix?: string;
}

/** A type of resource that is there, but without any effect in the simulation. */
export function inert(
  service: string,
  prefix: string,
  { properties, nameProperty, isGlobal = false, attributeSuffix = '' }: InertType,
): ResourceType {
  const arnOf = ({ state: { partition }, region, accountId }: ResourcePlace, name: string) =>
    `arn:${partition}:${service}:${isGlobal ? '' : region}:${accountId}:${prefix}${name}`;
  return {
    properties,
    createOnly: nameProperty === undefined ? [] : [nameProperty],
    create(place, logicalId, given) {
      const name = nameProperty === undefined ? physicalName(place, logicalId) : String(given[nameProperty]);
      const arn = arnOf(place, name);
      if (place.state.others.has(arn)) throw new Error(`${arn} already exists.`);
      place.state.others.set(arn, service);
      return { ...named(name), attributes: { Arn: `${arn}${attributeSuffix}` } };
    },
    update: (_, resource) => resource,
    delete(place, { ref }) {
      place.state.others.delete(arnOf(place, ref));
    },
  };
}
