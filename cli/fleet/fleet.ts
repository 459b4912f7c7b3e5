import type { Remark } from '../report/results.ts';
import { listNames } from '../sources/skipped.ts';
import { renderFleetCsv } from './csv.ts';
import type { Inventory } from './inventory.ts';
import { placeOf } from './inventory.ts';
import type { Written } from './manifest.ts';
import { offerNetworkMap } from './offer.ts';
import type { FleetOptions } from './options.ts';
import { openOutputFolder } from './output-folder.ts';
import { renderPage } from './page.ts';
import { findFullPlaces } from './quota.ts';
import type { FleetRow } from './row.ts';
import { isUnplanned, movesToVersion3 } from './row.ts';
import { makeRows } from './rows.ts';
import { renderTicket } from './ticket.ts';

// More than anyone wants to read.
const MAX_NAMES = 10;

/** The rows, and what the user should know. */
export interface FleetReport {
  readonly rows: readonly FleetRow[];
  readonly problems: readonly Remark[];
  readonly notices: readonly Remark[];
}

/** How a fleet is planned and written. */
export interface WriteOptions extends FleetOptions {
  /** How many brokers an account may have in a region. */
  readonly quota: number;
}

type Output = ReturnType<typeof openOutputFolder>;

/**
 * Plans for each broker of an inventory, and writes the files of each, `fleet.csv` and `fleet.md`.
 * @param folder that is created if it is not there
 * @throws NodeJS.ErrnoException if a file cannot be written
 */
export function writeFleet(inventory: Inventory, folder: string, { quota, ...options }: WriteOptions): FleetReport {
  const { problems, isRead } = inventory;
  // What is there stays: it says more than nothing.
  if (!isRead) return { rows: [], problems, notices: [] };
  const output = openOutputFolder(folder);
  const rows = makeRows(inventory, options, output);
  try {
    for (const row of rows) writeRow(row, output);
    const remarks = writeOverview(rows, folder, inventory, output, { quota, ...options });
    return {
      rows,
      problems: [...problems, ...rows.flatMap(problemOf), ...output.problems],
      notices: [...output.notices, ...remarks],
    };
  } finally {
    output.end();
  }
}

/** The files of a broker. Where there is nothing more to do, a ticket of an earlier run says so. */
function writeRow(row: FleetRow, output: Output): void {
  const { id, place, files, newName } = row;
  const isOwn = ([path, written]: [string, Written]) => written.id === id && path.startsWith(`${place}/`);
  const folder = row.folder ?? [...output.before].find(isOwn)?.[0];
  if (folder === undefined) return;
  for (const [name, { text, isKept }] of files) output.write(`${folder}/${name}`, text, isKept);
  if (row.folder !== undefined || output.has(`${folder}/ticket.txt`)) {
    output.write(`${folder}/ticket.txt`, renderTicket(row));
  }
  output.remember(folder, {
    id,
    newName: (files.size > 0 ? newName : undefined) ?? output.before.get(folder)?.newName,
  });
}

/** What is about all brokers. */
function writeOverview(
  rows: readonly FleetRow[],
  folder: string,
  { brokers, problems, wholePlaces }: Inventory,
  output: Output,
  { quota, waves, prices, network, limit }: WriteOptions,
): readonly Remark[] {
  const existing = countBy(brokers.map(({ reading }) => placeOf(reading.broker)));
  const fullPlaces = findFullPlaces(rows, existing, quota, wholePlaces);
  const others = brokers.length - rows.filter(({ broker }) => broker).length;
  output.write('fleet.csv', renderFleetCsv(rows));
  output.write('fleet.md', renderPage({ rows, others, waves, fullPlaces, prices, problems }));
  return [
    ...fullPlaces.map((message) => ({ source: 'broker quota', message })),
    ...findUnlimited(rows, limit),
    ...offerNetworkMap(rows, folder, output, network),
  ];
}

/** The new brokers that cannot have what `--limit` asks for. */
function findUnlimited(rows: readonly FleetRow[], limit: WriteOptions['limit']): readonly Remark[] {
  const names = rows.filter(movesToVersion3).map(({ place, name, id }) => `${place}/${name ?? id ?? 'unnamed'}`);
  if (!limit || names.length === 0) return [];
  const which = listNames(names, names.length, MAX_NAMES);
  const message = `is left out for ${which}: Amazon MQ cannot change the limits of RabbitMQ 3.13, which are the maximum values.`;
  return [{ source: '--limit', message }];
}

/** Of a broker that is not known well enough, or for which there can be no plan. */
function problemOf(row: FleetRow): readonly Remark[] {
  const { place, name, id, state, toDo } = row;
  if (state !== 'unknown' && !isUnplanned(row)) return [];
  return [{ source: `${place}/${name ?? id ?? 'unnamed'}`, message: toDo.join(' ') }];
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
