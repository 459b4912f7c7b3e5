import { evaluateBroker } from '../../checks/evaluation.ts';
import { DEFAULT_CHECKS } from '../../checks/registry.ts';
import { REPLACED_BY_TAG, REPLACES_TAG } from '../plan/names.ts';
import { enumerate } from '../text/enumerate.ts';
import type { FleetBroker } from './inventory.ts';
import { placeOf } from './inventory.ts';
import type { TagIndex } from './tags.ts';
import { replacedIdOf, replacementIdOf } from './tags.ts';

/** A broker and the one that replaces it, as a tag of one of them says. */
interface Pair {
  /** `undefined` if the inventory does not have it. */
  readonly old: FleetBroker | undefined;
  readonly oldId: string | undefined;
  readonly replacement: FleetBroker;
}

/** Why a broker may not be the replacement that a tag says it is, as sentences about the old one. */
export function findDoubts(pair: Pair, index: TagIndex): readonly string[] {
  const { old, replacement } = pair;
  if (old === replacement) return ['By its tag, it replaces itself. Correct the tag.'];
  const { engineType, outOfScope } = replacement.reading.broker;
  const place = placeOf(replacement.reading.broker);
  const id = idOf(replacement);
  return [
    ...(old && placeOf(old.reading.broker) !== place
      ? [`${id} is in ${place}, not in the account and region of the old broker.`]
      : []),
    ...((old?.reading.broker.engineType ?? 'RABBITMQ') === 'RABBITMQ' ? [] : ['It is not a RabbitMQ broker.']),
    ...((engineType ?? 'RABBITMQ') === 'RABBITMQ' ? [] : [`${id} is not a RabbitMQ broker.`]),
    ...(outOfScope === undefined ? [] : [`${id} cannot be the new broker: ${outOfScope}`]),
    ...findContradictions(pair, index),
  ];
}

/** What other tags say. */
function findContradictions({ old, oldId, replacement }: Pair, index: TagIndex): readonly string[] {
  const id = idOf(replacement);
  const newOnes = new Set([replacement, ...index.replacing(oldId)]);
  const newId = replacement.reading.broker.id;
  const oldOnes = index.replacedBy(newId).filter((broker) => broker !== old);
  const [replaces, replacedBy] = [replacedIdOf(replacement), replacementIdOf(replacement)];
  const isCircle = old ? replacedBy !== undefined : replacedBy === oldId;
  const twice = [oldId, newId].filter((each) => index.withId(each).length > 1);
  return [
    ...(newOnes.size > 1
      ? [
          `By tags, ${enumerate([...newOnes].map(idOf))} replace it. Correct the tags: ${REPLACES_TAG} is for one broker.`,
        ]
      : []),
    ...(oldOnes.length > 0
      ? [`By tags, ${id} replaced ${enumerate(oldOnes.map(idOf))} too. Correct the tags ${REPLACED_BY_TAG}.`]
      : []),
    ...(replaces !== undefined && replaces !== oldId ? [`By its tag, ${id} replaces ${replaces}.`] : []),
    ...(replacement.planned?.properties.tags ? [] : [`The tags of ${id} are not known.`]),
    ...(isCircle ? [`By its tag, ${id} was itself replaced by ${replacedBy}.`] : []),
    ...(old && newId !== undefined && replacedIdOf(old) === newId ? [`By its tag, it replaces ${id}.`] : []),
    ...twice.map((each) => `The inventory has several brokers with the ID ${each}.`),
  ];
}

/** What a new broker fails or is not known for, as sentences. */
export function findShortcomings({ reading, planned }: FleetBroker): readonly string[] {
  const state = planned?.properties.state;
  // That no check applies is a doubt already.
  const bad = evaluateBroker(reading.broker, DEFAULT_CHECKS).filter(
    ({ verdict }) => verdict === 'fail' || verdict === 'unknown',
  );
  return [
    ...(state === undefined ? ['The state of the new broker is not known.'] : []),
    ...(state === undefined || state === 'RUNNING' ? [] : [`The new broker is in the state ${state}, not RUNNING.`]),
    ...bad.map(({ verdict, detail }) => `The new broker ${verdict === 'fail' ? 'fails' : 'is not known'}: ${detail}`),
  ];
}

function idOf({ reading: { broker } }: FleetBroker): string {
  return broker.id ?? broker.name ?? 'a broker without an ID';
}
