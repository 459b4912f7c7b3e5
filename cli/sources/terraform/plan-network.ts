import { isObject } from '../../../checks/json.ts';
import { prefixOf } from './addresses.ts';
import { placeOf } from './broker.ts';
import { readChange } from './changes.ts';
import type { Configuration } from './configuration.ts';
import { onlyResource } from './configuration.ts';
import type { Network, NetworkResource } from './ingress.ts';
import { NETWORK_TYPES } from './ingress.ts';
import type { Resource } from './resources.ts';
import { objectsIn } from './resources.ts';

/** The security groups, rules and prefix lists of a plan, as they will be after apply. */
export function plannedNetwork(
  resources: readonly Resource[],
  resourceChanges: unknown,
  configuration: Configuration,
): Network {
  // What cannot be read is a problem already.
  const entries = objectsIn(resourceChanges, 'resource_changes', [])
    .filter(({ deposed, type }) => deposed === undefined && NETWORK_TYPES.includes(String(type)))
    .map((entry) => ({ ...readChange(entry), type: String(entry.type) }));
  const byAddress = Map.groupBy(entries, ({ address }) => address);
  return {
    resources: resources.flatMap((resource): readonly NetworkResource[] => {
      const { address, type, isData } = resource;
      if (address === undefined || isData || !NETWORK_TYPES.includes(type)) return [];
      const [entry, ...others] = byAddress.get(address) ?? [];
      const unknown = others.length === 0 ? entry?.change.after_unknown : undefined;
      const place = placeOf(resource, { unknown, isComplete: isObject(unknown) });
      return [{ address, type, place, refersTo: (attribute) => referenceOf(address, attribute, configuration) }];
    }),
    former: entries.flatMap(({ address, type, actions, change }) =>
      address !== undefined && actions.some((action) => action === 'delete' || action === 'update')
        ? [{ address, type, place: placeOf({ values: change.before }, { isComplete: isObject(change.before) }) }]
        : [],
    ),
  };
}

/** The address of the only resource of the {@link NETWORK_TYPES} to which an argument refers. */
function referenceOf(address: string, argument: string, configuration: Configuration): string | undefined {
  const parts = configuration.partsOf(configuration.expressionsOf(address)?.[argument], prefixOf(address));
  return onlyResource(parts, ({ type, attribute = 'id' }) => NETWORK_TYPES.includes(type) && attribute === 'id');
}
