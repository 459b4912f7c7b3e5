import { isBrokerId } from '../../checks/broker.ts';
import { REPLACED_BY_TAG, REPLACES_TAG } from '../plan/names.ts';
import type { FleetBroker, Inventory } from './inventory.ts';
import { placeOf } from './inventory.ts';

/** How far the move from an old broker is, as the tags of both tell. */
export interface Move {
  readonly step: 'created' | 'moved' | 'deleted' | 'unknown';
  /** `undefined` if the inventory does not have it. */
  readonly old: FleetBroker | undefined;
  readonly oldId: string | undefined;
  /** `undefined` if the inventory does not have it. */
  readonly replacement: FleetBroker | undefined;
  readonly replacementId: string | undefined;
  /** What does not fit together, as sentences. */
  readonly doubts: readonly string[];
}

/** The moves that an inventory shows. Those of which nothing is there yet are left out. */
export function findMoves({ brokers, wholePlaces }: Inventory): readonly Move[] {
  const byId = new Map(brokers.map((broker) => [keyOf(broker, broker.reading.broker.id), broker]));
  const replacements = new Map<string, FleetBroker[]>();
  for (const broker of brokers) {
    const oldId = tagOf(broker, REPLACES_TAG);
    // One that is being deleted, as its plan is undone, replaces nothing.
    if (oldId === undefined || broker.reading.broker.outOfScope !== undefined) continue;
    const key = keyOf(broker, oldId);
    replacements.set(key, [...(replacements.get(key) ?? []), broker]);
  }
  const ofOld = brokers.flatMap((old) => moveOf(old, replacements, byId) ?? []);
  const ofGone = [...replacements].flatMap(([key, [replacement, ...others]]) =>
    byId.has(key) || !replacement ? [] : [moveOfGone(replacement, others.length, wholePlaces)],
  );
  return [...ofOld, ...ofGone];
}

function moveOf(
  old: FleetBroker,
  replacements: ReadonlyMap<string, readonly FleetBroker[]>,
  byId: ReadonlyMap<string, FleetBroker>,
): Move | undefined {
  const { id: oldId } = old.reading.broker;
  const [created, ...others] = replacements.get(keyOf(old, oldId)) ?? [];
  const replacedBy = tagOf(old, REPLACED_BY_TAG);
  if (replacedBy === undefined) {
    if (created === undefined) return undefined;
    const replacementId = created.reading.broker.id;
    return { step: 'created', old, oldId, replacement: created, replacementId, doubts: severalOf(others.length) };
  }
  const replacement = byId.get(keyOf(old, replacedBy));
  return {
    step: replacement ? 'moved' : 'unknown',
    old,
    oldId,
    replacement,
    replacementId: replacedBy,
    doubts: [
      ...(replacement ? [] : [`Its tag says that ${replacedBy} replaced it, but the inventory has no such broker.`]),
      ...severalOf(others.length),
    ],
  };
}

function moveOfGone(replacement: FleetBroker, others: number, wholePlaces: ReadonlySet<string>): Move {
  const { broker } = replacement.reading;
  const isProven = wholePlaces.has(placeOf(broker));
  const oldId = tagOf(replacement, REPLACES_TAG);
  return {
    step: isProven ? 'deleted' : 'unknown',
    old: undefined,
    oldId,
    replacement,
    replacementId: broker.id,
    doubts: [
      ...(isProven
        ? []
        : [
            `The inventory does not have ${oldId}, but it does not show all brokers of ${placeOf(broker)} either. Scan it again.`,
          ]),
      ...severalOf(others),
    ],
  };
}

function severalOf(others: number): readonly string[] {
  return others > 0
    ? [`${others + 1} brokers have the tag ${REPLACES_TAG} with its ID. Remove it from all but one.`]
    : [];
}

/** The ID in a tag; `undefined` for a text that is none. */
function tagOf({ planned }: FleetBroker, name: string): string | undefined {
  const id = planned?.properties.tags?.get(name);
  return id !== undefined && isBrokerId(id) ? id : undefined;
}

/** IDs are looked for in their own account and region. */
function keyOf({ reading: { broker } }: FleetBroker, id: string | undefined): string {
  return `${placeOf(broker)}/${id}`;
}
