import type { Broker } from '../checks/broker.ts';
import { isBrokerId, parseBrokerArn } from '../checks/broker.ts';
import type { DiscoveredBroker } from './ports.ts';

/**
 * Finds the resource ID that AWS Config uses for a broker. It is probably the broker ID, but that is not documented,
 * and other resource types use the ARN or the name. With another ID, a broker would have two results.
 *
 * @param discovered the resources that AWS Config has discovered, which take precedence
 * @param recordedIds the resource IDs for which the rule already has results
 * @returns the ID to report a broker under: the one that AWS Config uses, else the broker ID
 */
export function matchResourceIds(
  discovered: readonly DiscoveredBroker[],
  recordedIds: ReadonlySet<string>,
): (broker: Broker) => string | undefined {
  const discoveredIds = new Set(discovered.map(({ resourceId }) => resourceId));
  // A name identifies a broker only if the resource ID does not: an earlier broker may have had the same name.
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
 * All resource IDs that AWS Config may use for a broker. A name in the form of a broker ID is left out: a broker that
 * is named after the ID of another one must not affect the results of the other.
 */
export function namesOf({ id, arn, name }: Broker): readonly string[] {
  const ownName = name === undefined || namesOneBroker(name) ? undefined : name;
  return [id, arn, ownName].filter((text) => text !== undefined);
}

/** The ID to describe a broker with, given its resource ID in AWS Config. */
export function brokerIdOf(resourceId: string): string {
  return parseBrokerArn(resourceId).id ?? resourceId;
}

function namesOneBroker(resourceId: string): boolean {
  return isBrokerId(brokerIdOf(resourceId));
}
