import { identityOf, placeOf } from '../identity.ts';
import type { ReportedAccount, ReportedBroker, ReportedPlace } from '../report.ts';
import { gravestOf } from './gravest.ts';
import type { PlacePart } from './merge-place.ts';
import { mergePlace } from './merge-place.ts';
import type { FileFacts, Part } from './part.ts';
import { newestTime, timeOf } from './reading-time.ts';
import type { Repetitions } from './repetitions.ts';
import { createRepetitions } from './repetitions.ts';

interface Merged {
  readonly accounts: readonly ReportedAccount[];
  readonly places: readonly ReportedPlace[];
  readonly brokers: readonly ReportedBroker[];
  /** The readings of accounts and regions that count. */
  readonly readings: readonly PlacePart[];
  readonly notices: readonly string[];
}

/**
 * Merges what files tell. The newest complete reading of an account and region says which brokers are there, and the
 * newest reading of a broker what it is like. Where no order is known, the gravest result counts.
 */
export function mergeFiles(files: readonly FileFacts[]): Merged {
  const parts = files.flatMap((file) => file.parts);
  const repeated = createRepetitions();
  const groups = Map.groupBy(parts.filter(hasPlace), ({ place }) => placeOf(place));
  const merged = [...groups.values()].flatMap(([first, ...others]) =>
    first ? [mergePlace([first, ...others], repeated)] : [],
  );
  const readings = merged.flatMap((each) => each.parts);
  const counting = new Set<Part>(readings);
  const brokers = mergeBrokers(
    parts.filter((part) => !hasPlace(part) || counting.has(part)),
    repeated,
  );
  const places = merged.map(({ place }) => place);
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
    readings,
    notices: repeated.notices(),
  };
}

const NOT_ALL =
  'Files have some of its brokers, and do not say whether these are all. To see all, read it with "scan --output-inventory".';

function hasPlace(part: Part): part is PlacePart {
  return part.place !== undefined;
}

interface Candidate {
  readonly broker: ReportedBroker;
  readonly part: Part;
}

function mergeBrokers(parts: readonly Part[], repeated: Repetitions): readonly ReportedBroker[] {
  const candidates = parts.flatMap((part) => part.brokers.map((broker): Candidate => ({ broker, part })));
  const groups = Map.groupBy(candidates, ({ broker }) => identityOf(broker));
  return [...groups.values()].flatMap((group) => {
    const newest = newestTime(group.map(({ part }) => part));
    const [first, ...others] = group.filter(({ part }) => !(timeOf(part) < newest));
    if (!first) return [];
    for (const { part } of group) {
      if (timeOf(part) < newest) repeated.addLeftOut('broker', part, first.part);
    }
    for (const { part } of others) repeated.addUnordered(part, first.part);
    return [
      gravestOf(
        first.broker,
        others.map(({ broker }) => broker),
      ),
    ];
  });
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
