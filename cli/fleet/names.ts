import { quote } from 'shlex';
import { isBrokerId } from '../../checks/broker.ts';
import { MAX_NAME_LENGTH, nameOfReplacement, REPLACES_TAG } from '../plan/names.ts';
import type { FleetBroker, Inventory } from './inventory.ts';
import { placeOf } from './inventory.ts';

/** The name of a new broker. */
export interface ChosenName {
  readonly name: string;
  /** The brokers with the names before it that may be the new one, as nothing shows that they are something else. */
  readonly candidates: readonly FleetBroker[];
}

/**
 * Chooses the names of new brokers: the default, or the first with a number that no broker of the account and region has
 * and no other new one gets.
 */
export function createNames({ brokers }: Inventory): (old: FleetBroker) => ChosenName | undefined {
  const holders = new Map<string, FleetBroker | undefined>();
  for (const broker of brokers) holders.set(keyOf(broker, broker.reading.broker.name ?? ''), broker);
  return (old) => {
    const { name: oldName } = old.reading.broker;
    if (oldName === undefined) return undefined;
    const first = nameOfReplacement(oldName);
    const candidates: FleetBroker[] = [];
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : `-${number}`;
      const name = `${first.slice(0, MAX_NAME_LENGTH - suffix.length)}${suffix}`;
      const key = keyOf(old, name);
      const holder = holders.get(key);
      if (holder && mayBeNew(holder)) candidates.push(holder);
      if (holders.has(key)) continue;
      holders.set(key, undefined);
      return { name, candidates };
    }
  };
}

function keyOf({ reading: { broker } }: FleetBroker, name: string): string {
  return `${placeOf(broker)}/${name}`;
}

/** Plans create private clusters of RabbitMQ, and tag them. */
function mayBeNew({ reading: { broker }, planned }: FleetBroker): boolean {
  const { outOfScope, engineType = 'RABBITMQ', deploymentMode = 'CLUSTER_MULTI_AZ', publiclyAccessible } = broker;
  const isOther = isBrokerId(planned?.properties.tags?.get(REPLACES_TAG) ?? '');
  const isLike = engineType === 'RABBITMQ' && deploymentMode === 'CLUSTER_MULTI_AZ' && publiclyAccessible !== true;
  return outOfScope === undefined && isLike && !isOther;
}

/** Asks whether a broker is the new one already. @param otherwise what happens if it is not, as a sentence */
export function askAbout(candidate: FleetBroker, old: FleetBroker, otherwise: string): string {
  const { id, name, arn } = candidate.reading.broker;
  const { id: oldId } = old.reading.broker;
  const there = `There is a cluster ${name} (${id ?? 'without an ID'}) already`;
  if (candidate.planned?.properties.tags === undefined) {
    return `${there}, and its tags are not known: it may be the new broker. Scan it again. ${otherwise}`;
  }
  if (arn === undefined || oldId === undefined || !isBrokerId(oldId)) return `${there}. ${otherwise}`;
  const tags = JSON.stringify({ [REPLACES_TAG]: oldId });
  return (
    `${there}. If it is the new broker, tag it: aws mq create-tags --resource-arn ${quote(arn)} ` +
    `--tags ${quote(tags)}. ${otherwise}`
  );
}
