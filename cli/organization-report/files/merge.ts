import { count } from '../../text/count.ts';
import { identityOf, placeOf } from '../identity.ts';
import type { ReportedAccount, ReportedBroker, ReportedPlace } from '../report.ts';
import type { FileFacts, Part } from './part.ts';

interface Merged {
  readonly accounts: readonly ReportedAccount[];
  readonly places: readonly ReportedPlace[];
  readonly brokers: readonly ReportedBroker[];
  readonly notices: readonly string[];
}

type PlacePart = Part & { readonly place: ReportedPlace };

const MOST_SEEN_FIRST: readonly ReportedPlace['visibility'][] = ['seen', 'partly', 'not-seen'];

/**
 * Merges what files tell. Of an account and region that is in two, the one counts that saw more of it, else the newer
 * one, else the first. Of a broker, the newer one, else the first.
 */
export function mergeFiles(files: readonly FileFacts[]): Merged {
  const parts = files.flatMap((file) => file.parts);
  const repeated = createRepetitions();
  const chosen = choosePlaces(parts.filter(hasPlace), repeated);
  // Whoever saw all of an account and region knows that no other broker is there.
  const counting = parts.filter((part) => {
    const counts = hasPlace(part) ? chosen.get(placeOf(part.place) ?? '') : undefined;
    return counts === undefined || counts === part || counts.place.visibility !== 'seen';
  });
  const brokers = chooseBrokers(counting, repeated);
  const places = [...chosen.values()].map(({ place }) => place);
  const known = new Set(places.map(placeOf));
  for (const { accountId, region } of brokers) {
    if (accountId === undefined || region === undefined || known.has(`${accountId}/${region}`)) continue;
    known.add(`${accountId}/${region}`);
    places.push({ accountId, region, visibility: 'partly', reason: NOT_ALL });
  }
  return {
    accounts: mergeAccounts(files, places),
    places: places.sort(byAccount),
    brokers,
    notices: repeated.notices(),
  };
}

const NOT_ALL =
  'Files have some of its brokers, and do not say whether these are all. To see all, read it with "scan --output-inventory".';

function hasPlace(part: Part): part is PlacePart {
  return part.place !== undefined;
}

function choosePlaces(parts: readonly PlacePart[], repeated: Repetitions): ReadonlyMap<string, PlacePart> {
  const chosen = new Map<string, PlacePart>();
  for (const part of parts) {
    const key = `${part.place.accountId}/${part.place.region}`;
    const other = chosen.get(key);
    const wins = other === undefined || seesMore(part, other) || (!seesMore(other, part) && isNewer(part, other));
    if (wins) chosen.set(key, part);
    if (other) repeated.add('account and region', wins ? other : part, wins ? part : other);
  }
  return chosen;
}

function seesMore(part: PlacePart, other: PlacePart): boolean {
  return MOST_SEEN_FIRST.indexOf(part.place.visibility) < MOST_SEEN_FIRST.indexOf(other.place.visibility);
}

function isNewer(part: Part, other: Part): boolean {
  return part.readAt !== undefined && other.readAt !== undefined && Date.parse(part.readAt) > Date.parse(other.readAt);
}

function chooseBrokers(parts: readonly Part[], repeated: Repetitions): readonly ReportedBroker[] {
  const chosen = new Map<string, { readonly broker: ReportedBroker; readonly part: Part }>();
  for (const part of parts) {
    for (const broker of part.brokers) {
      const key = identityOf(broker);
      const other = chosen.get(key);
      const wins = other === undefined || isNewer(part, other.part);
      if (wins) chosen.set(key, { broker, part });
      if (other) repeated.add('broker', wins ? other.part : part, wins ? part : other.part);
    }
  }
  return [...chosen.values()].map(({ broker }) => broker);
}

type Repetitions = ReturnType<typeof createRepetitions>;

/** Counts what two files have, so that thousands are one sentence. */
function createRepetitions() {
  const numbers = new Map<string, { what: string; loser: string; winner: string; number: number }>();
  return {
    add(what: string, loser: Part, winner: Part): void {
      const key = JSON.stringify([what, loser.path, winner.path]);
      const entry = numbers.get(key) ?? { what, loser: loser.path, winner: winner.path, number: 0 };
      entry.number += 1;
      numbers.set(key, entry);
    },
    notices: (): readonly string[] =>
      [...numbers.values()].map(({ what, loser, winner, number }) => {
        const plural = what === 'broker' ? 'brokers' : 'accounts and regions';
        const counts = number === 1 ? 'that one counts' : 'those count';
        return loser === winner
          ? `${loser}: has ${count(number, what, plural)} twice, which count once.`
          : `${loser}: has ${count(number, what, plural)} that ${winner} has too, and ${counts}.`;
      }),
  };
}

/** Names and units, of the first file that has them, and every other account that has a place. */
function mergeAccounts(files: readonly FileFacts[], places: readonly ReportedPlace[]): readonly ReportedAccount[] {
  const accounts = new Map<string, ReportedAccount>(places.map(({ accountId: id }) => [id, { id }]));
  for (const { id, name, unit } of files.flatMap((file) => file.accounts)) {
    const known = accounts.get(id);
    accounts.set(id, { id, name: known?.name ?? name, unit: known?.unit ?? unit });
  }
  return [...accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function byAccount(a: ReportedPlace, b: ReportedPlace): number {
  return `${a.accountId}/${a.region}` < `${b.accountId}/${b.region}` ? -1 : 1;
}
