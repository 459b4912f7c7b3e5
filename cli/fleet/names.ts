import { nameOfReplacement } from '../plan/names.ts';
import type { FleetBroker, Inventory } from './inventory.ts';
import { placeOf } from './inventory.ts';

const MAX_LENGTH = 50;

/** The name of a new broker. */
export interface ChosenName {
  readonly name: string;
  /** The broker that has the default name. It may be the new one, if whoever created it did not tag it. */
  readonly holder: FleetBroker | undefined;
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
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : `-${number}`;
      const name = `${first.slice(0, MAX_LENGTH - suffix.length)}${suffix}`;
      const key = keyOf(old, name);
      if (holders.has(key)) continue;
      holders.set(key, undefined);
      return { name, holder: holders.get(keyOf(old, first)) };
    }
  };
}

function keyOf({ reading: { broker } }: FleetBroker, name: string): string {
  return `${placeOf(broker)}/${name}`;
}
