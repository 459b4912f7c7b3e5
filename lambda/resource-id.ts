import type { Broker } from '../checks/broker.ts';
import { isBrokerId, parseBrokerArn } from '../checks/broker.ts';
import type { DiscoveredBroker } from './ports.ts';

/**
 * Decides under which id AWS Config has a broker. It is expected to be the broker's id, but no document says so,
 * and other resource types use the ARN or the name; a result under another id would stand beside the real one.
 *
 * @param discovered what AWS Config has discovered, which counts most
 * @param recordedIds the ids under which the rule already has results
 * @returns the id to report a broker under: the one that AWS Config has, else the broker's own
 */
export function matchResourceIds(
  discovered: readonly DiscoveredBroker[],
  recordedIds: ReadonlySet<string>,
): (broker: Broker) => string | undefined {
  const discoveredIds = new Set(discovered.map(({ resourceId }) => resourceId));
  // A name says which broker is meant only where the id does not: another broker may have had the name before.
  const idsByName = new Map(
    discovered
      .filter(({ resourceId }) => !namesOneBroker(resourceId))
      .map(({ resourceId, resourceName }) => [resourceName, resourceId]),
  );
  return (broker) => {
    const names = namesOf(broker);
    return (
      names.find((name) => discoveredIds.has(name)) ??
      (broker.name === undefined ? undefined : idsByName.get(broker.name)) ??
      names.find((name) => recordedIds.has(name)) ??
      broker.id
    );
  };
}

/**
 * All that AWS Config may call a broker. Its name is left out where it has the form of an id: whoever names a broker
 * after the id of another one must not get a say in the other's results.
 */
export function namesOf({ id, arn, name }: Broker): readonly string[] {
  const ownName = name === undefined || namesOneBroker(name) ? undefined : name;
  return [id, arn, ownName].filter((text) => text !== undefined);
}

/** The id to describe a broker by, given the id of its resource in AWS Config. */
export function brokerIdOf(resourceId: string): string {
  return parseBrokerArn(resourceId).id ?? resourceId;
}

function namesOneBroker(resourceId: string): boolean {
  return isBrokerId(brokerIdOf(resourceId));
}
