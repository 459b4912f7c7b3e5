import type { Prices } from '../rabbitmq/prices.ts';
import { count } from '../text/count.ts';
import { renderFleetCsv } from './csv.ts';
import type { Inventory } from './inventory.ts';
import { placeOf } from './inventory.ts';
import type { FleetOptions } from './options.ts';
import { openOutputFolder } from './output-folder.ts';
import { renderPage } from './page.ts';
import { createPriceOf } from './prices.ts';
import { findFullPlaces } from './quota.ts';
import type { FleetRow } from './row.ts';
import { makeRows } from './rows.ts';
import { renderSkeleton } from './skeleton.ts';
import { renderTicket } from './ticket.ts';

/** What the user should know, as sentences, each with what it is about. */
export interface FleetReport {
  readonly rows: readonly FleetRow[];
  readonly problems: readonly Remark[];
  readonly notices: readonly Remark[];
}

interface Remark {
  readonly source: string;
  readonly message: string;
}

/** How a fleet is planned and written. */
export interface WriteOptions extends Omit<FleetOptions, 'priceOf'> {
  readonly prices: Prices;
  /** How many brokers an account may have in a region. */
  readonly quota: number;
}

const SKELETON = 'network.yaml';

/**
 * Plans for each broker of an inventory, and writes the files of each, `fleet.csv` and `fleet.md`.
 * @param folder that is created if it is not there
 * @throws NodeJS.ErrnoException if a file cannot be written
 */
export function writeFleet(
  inventory: Inventory,
  folder: string,
  { quota, prices, ...options }: WriteOptions,
): FleetReport {
  const rows = makeRows(inventory, { ...options, priceOf: createPriceOf(prices) });
  const output = openOutputFolder(folder);
  const problems: Remark[] = [...inventory.problems, ...rows.flatMap(problemOf)];
  const notices: Remark[] = [];
  const write = (path: string, text: string, isKept = false) => {
    const written = output.write(path, text, isKept);
    const source = `${folder}/${path}`;
    if (written === 'changed') {
      notices.push({
        source,
        message: 'was not replaced, because it was changed since it was written. Delete it to get the new one.',
      });
    } else if (written === 'foreign') {
      problems.push({
        source,
        message:
          'was not written, because there is a file that this command did not write. Move it, or name another folder.',
      });
    }
  };
  const existing = countBy(inventory.brokers.map(({ reading }) => placeOf(reading.broker)));
  const fullPlaces = findFullPlaces(rows, existing, quota);
  for (const row of rows) {
    if (row.folder === undefined) continue;
    for (const [name, { text, isKept }] of row.files) write(`${row.folder}/${name}`, text, isKept);
    write(`${row.folder}/ticket.txt`, renderTicket(row));
  }
  write('fleet.csv', renderFleetCsv(rows));
  const known = new Set(rows.map(({ id, place }) => `${place}/${id}`));
  const others = inventory.brokers.filter(
    ({ reading: { broker } }) => !known.has(`${placeOf(broker)}/${broker.id}`),
  ).length;
  write(
    'fleet.md',
    renderPage({ rows, others, waves: options.waves, fullPlaces, prices, problems: inventory.problems }),
  );
  notices.push(...fullPlaces.map((message) => ({ source: 'broker quota', message })));
  notices.push(...offerSkeleton());
  output.end();
  return { rows, problems, notices };

  function offerSkeleton(): readonly Remark[] {
    const ids = new Set(rows.filter(needsNetwork).map(({ place, id }) => `${place}/${id}`));
    if (options.network || ids.size === 0) return [];
    const source = `${folder}/${SKELETON}`;
    const next = `says where new brokers go. Use it with --network ${source}.`;
    if (output.has(SKELETON)) return [{ source, message: next }];
    const old = inventory.brokers.filter(({ reading: { broker } }) => ids.has(`${placeOf(broker)}/${broker.id}`));
    write(SKELETON, renderSkeleton(old), true);
    const what = `is to be filled in: ${count(ids.size, 'broker')} ${ids.size === 1 ? 'needs' : 'need'} subnets or security groups.`;
    return [{ source, message: `${what} Then run the command again with --network ${source}.` }];
  }
}

/** Of a broker that is not known well enough, or for which there can be no plan. */
function problemOf({ place, name, id, state, missing, folder }: FleetRow): readonly Remark[] {
  const isUnplanned = state === 'planned' && folder === undefined;
  if (state !== 'unknown' && !isUnplanned) return [];
  return [{ source: `${place}/${name ?? id ?? 'unnamed'}`, message: missing.join(' ') }];
}

function needsNetwork({ state, fix, missing }: FleetRow): boolean {
  return state === 'planned' && fix === 'new broker' && missing.some((text) => text.startsWith('Needs '));
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
