import { isObject } from '../../../checks/json.ts';
import { prefixOf, withoutKeys } from './addresses.ts';
import { hasMark, markOf } from './attribute.ts';
import { placeOf } from './broker.ts';
import { readChange } from './changes.ts';
import type { Configuration, Part } from './configuration.ts';
import { onlyResource } from './configuration.ts';
import type { Network } from './network.ts';
import type { NetworkResource } from './network-resource.ts';
import { NETWORK_TYPES } from './network-resource.ts';
import type { Resource } from './resources.ts';
import { objectsIn } from './resources.ts';
import { mayAddRules, strangersAmong } from './strangers.ts';

/** The security groups, rules and prefix lists of a plan, as they will be after apply. */
export function plannedNetwork(
  resources: readonly Resource[],
  resourceChanges: unknown,
  configuration: Configuration,
): Network {
  // What cannot be read is a problem already.
  const entries = objectsIn(resourceChanges, 'resource_changes', [])
    .filter(({ deposed, type }) => deposed === undefined && isRead(String(type)))
    .map((entry) => ({ ...readChange(entry), type: String(entry.type) }));
  const byAddress = Map.groupBy(entries, ({ address }) => address);
  return {
    resources: resources.flatMap((resource): readonly NetworkResource[] => {
      const { address, type, isData } = resource;
      if (address === undefined || isData || !NETWORK_TYPES.includes(type)) return [];
      const [entry, ...others] = byAddress.get(address) ?? [];
      const unknown = others.length === 0 ? entry?.change.after_unknown : undefined;
      const place = placeOf(resource, { unknown, isComplete: isObject(unknown) });
      const expressions = configuration.expressionsOf(address);
      const hasNoInlineRules = expressions !== undefined && expressions.ingress === undefined;
      const refersTo = (attribute: string) => referenceOf(address, attribute, configuration);
      return [{ address, type, place, refersTo, hasNoInlineRules, isNew: entry?.actions.includes('create') === true }];
    }),
    former: entries.flatMap(({ address, type, actions, change }) =>
      address !== undefined &&
      NETWORK_TYPES.includes(type) &&
      actions.some((action) => action === 'delete' || action === 'update')
        ? [{ address, type, place: placeOf({ values: change.before }, { isComplete: isObject(change.before) }) }]
        : [],
    ),
    strangers: strangersAmong(resources, (address, group) => {
      const [entry] = byAddress.get(address) ?? [];
      return mayReferTo(withoutKeys(group), address, { configuration, unknown: entry?.change.after_unknown });
    }),
  };
}

function isRead(type: string): boolean {
  return NETWORK_TYPES.includes(type) || mayAddRules(type);
}

interface Sighting {
  readonly configuration: Configuration;
  readonly unknown: unknown;
}

/** Whether an argument of a resource that is known only after apply refers, or may refer, to a security group. */
function mayReferTo(group: string, address: string, { configuration, unknown }: Sighting): boolean {
  const prefix = prefixOf(address);
  return Object.entries(configuration.expressionsOf(address) ?? {}).some(([name, argument]) => {
    // What provisioners do is in no plan.
    const isKnown = name !== 'provisioners' && isObject(unknown) && !hasMark(markOf(unknown, name));
    return !isKnown && partsIn(argument, prefix, configuration).some((part) => mayBe(part, group));
  });
}

function mayBe(part: Part, group: string): boolean {
  return part.kind === 'other' || (part.kind === 'resource' && withoutKeys(part.address) === group);
}

/** The parts of all expressions in an argument or in blocks. */
function partsIn(argument: unknown, prefix: string, configuration: Configuration): readonly Part[] {
  if (Array.isArray(argument)) return argument.flatMap((each) => partsIn(each, prefix, configuration));
  if (!isObject(argument)) return [];
  if ('references' in argument) return configuration.partsOf(argument, prefix);
  return Object.values(argument).flatMap((each) => partsIn(each, prefix, configuration));
}

/** The address of the only resource of the {@link NETWORK_TYPES} to which an argument refers. */
function referenceOf(address: string, argument: string, configuration: Configuration): string | undefined {
  const parts = configuration.partsOf(configuration.expressionsOf(address)?.[argument], prefixOf(address));
  return onlyResource(parts, ({ type, attribute = 'id' }) => NETWORK_TYPES.includes(type) && attribute === 'id');
}
