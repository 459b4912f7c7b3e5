import { REPLACED_BY_TAG } from '../plan/names.ts';
import { findDoubts, findShortcomings } from './doubts.ts';
import type { FleetBroker, Inventory } from './inventory.ts';
import { placeOf } from './inventory.ts';
import type { TagIndex } from './tags.ts';
import { indexTags, replacementIdOf } from './tags.ts';

/** How far the move from an old broker is, as the tags of both tell. */
export interface Move {
  /** `moved` and `deleted` only if nothing is in doubt. */
  readonly step: 'created' | 'moved' | 'deleted' | 'unknown';
  /** `undefined` if the inventory does not have it. */
  readonly old: FleetBroker | undefined;
  readonly oldId: string | undefined;
  /** `undefined` if the inventory does not have it. */
  readonly replacement: FleetBroker | undefined;
  readonly replacementId: string | undefined;
  /** What does not fit together, as sentences. */
  readonly doubts: readonly string[];
  /** What the new broker lacks, as sentences. */
  readonly shortcomings: readonly string[];
}

/** The moves that an inventory shows. Those of which nothing is there yet are left out. */
export function findMoves({ brokers, wholePlaces }: Inventory): readonly Move[] {
  const index = indexTags(brokers);
  const gone = index.replacedIds.filter((id) => index.withId(id).length === 0);
  return [
    ...brokers.flatMap((old) => moveOf(old, index) ?? []),
    ...gone.map((oldId) => moveOfGone(oldId, index, wholePlaces)),
  ];
}

function moveOf(old: FleetBroker, index: TagIndex): Move | undefined {
  const { id: oldId, outOfScope } = old.reading.broker;
  const replacedBy = replacementIdOf(old);
  const [created] = index.replacing(oldId);
  if (replacedBy === undefined && created === undefined) return undefined;
  const replacement = replacedBy === undefined ? created : index.withId(replacedBy)[0];
  const doubts = [
    ...(replacement
      ? findDoubts({ old, oldId, replacement }, index)
      : [
          `Its tag says that ${replacedBy} replaced it, but the inventory has no such broker. Scan the account and region of ${replacedBy} too, or remove the tag ${REPLACED_BY_TAG}.`,
        ]),
    ...(replacedBy === undefined && outOfScope !== undefined
      ? [`${outOfScope} No tag that is known says that its clients have moved.`]
      : []),
  ];
  const shortcomings = replacement ? findShortcomings(replacement) : [];
  const isProven = doubts.length === 0 && (replacedBy === undefined || shortcomings.length === 0);
  return {
    step: isProven ? (replacedBy === undefined ? 'created' : 'moved') : 'unknown',
    ...{ old, oldId, replacement, doubts, shortcomings },
    replacementId: replacedBy ?? replacement?.reading.broker.id,
  };
}

function moveOfGone(oldId: string, index: TagIndex, wholePlaces: ReadonlySet<string>): Move {
  const [replacement] = index.replacing(oldId);
  const place = placeOf(replacement?.reading.broker ?? {});
  const doubts = [
    ...(wholePlaces.has(place)
      ? []
      : [`The inventory does not have ${oldId}, but it does not show all brokers of ${place} either. Scan it again.`]),
    ...(replacement ? findDoubts({ old: undefined, oldId, replacement }, index) : []),
  ];
  // What else the new broker lacks does not bring the old one back.
  const isThere = replacement?.planned?.properties.state !== 'CREATION_FAILED';
  return {
    step: doubts.length === 0 && isThere ? 'deleted' : 'unknown',
    old: undefined,
    ...{ oldId, replacement, doubts },
    replacementId: replacement?.reading.broker.id,
    shortcomings: replacement ? findShortcomings(replacement) : [],
  };
}
