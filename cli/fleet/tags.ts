import { isBrokerId } from '../../checks/broker.ts';
import { REPLACED_BY_TAG, REPLACES_TAG } from '../plan/names.ts';
import type { FleetBroker } from './inventory.ts';

/** What the tags of all brokers say. IDs are unique, so they are looked for in all accounts and regions. */
export interface TagIndex {
  /** What tags say that is replaced. */
  readonly replacedIds: readonly string[];
  withId(id: string | undefined): readonly FleetBroker[];
  /** Those whose tag says that they replace a broker. One that is being deleted, as its plan is undone, replaces nothing. */
  replacing(oldId: string | undefined): readonly FleetBroker[];
  /** Those whose tag says that a broker replaced them. */
  replacedBy(newId: string | undefined): readonly FleetBroker[];
}

/** Reads the tags of brokers. */
export function indexTags(brokers: readonly FleetBroker[]): TagIndex {
  const inScope = brokers.filter(({ reading }) => reading.broker.outOfScope === undefined);
  const replacing = Map.groupBy(inScope, replacedIdOf);
  return {
    replacedIds: [...replacing.keys()].filter((id) => id !== undefined),
    withId: lookUp(Map.groupBy(brokers, ({ reading }) => reading.broker.id)),
    replacing: lookUp(replacing),
    replacedBy: lookUp(Map.groupBy(brokers, replacementIdOf)),
  };
}

function lookUp(map: ReadonlyMap<string | undefined, readonly FleetBroker[]>) {
  return (id: string | undefined) => (id === undefined ? [] : (map.get(id) ?? []));
}

/** The ID of the broker that one replaces, as its tag says. */
export function replacedIdOf(broker: FleetBroker): string | undefined {
  return idIn(broker, REPLACES_TAG);
}

/** The ID of the broker that replaced one, as its tag says. */
export function replacementIdOf(broker: FleetBroker): string | undefined {
  return idIn(broker, REPLACED_BY_TAG);
}

/** `undefined` for a text that is no ID. */
function idIn({ planned }: FleetBroker, tag: string): string | undefined {
  const id = planned?.properties.tags?.get(tag);
  return id !== undefined && isBrokerId(id) ? id : undefined;
}
