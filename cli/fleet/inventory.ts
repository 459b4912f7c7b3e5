import type { Broker } from '../../checks/broker.ts';
import { isObject } from '../../checks/json.ts';
import type { PlannedBroker } from '../plan/source.ts';
import { toPlanned } from '../plan/source.ts';
import { InputError } from '../sources/input/input-error.ts';
import { tryToParse } from '../sources/input/json-text.ts';
import { readSmallFile } from '../sources/input/small-file.ts';
import type { InventoryPage } from '../sources/inventory.ts';
import { readInventoryPages } from '../sources/inventory.ts';
import type { Reading } from '../sources/reading.ts';
import { readSources } from '../sources/sources.ts';

/** A broker of an inventory. */
export interface FleetBroker {
  readonly source: string;
  readonly reading: Reading;
  /** `undefined` if the inventory has only some facts of the broker. */
  readonly planned: PlannedBroker | undefined;
}

/** All that is known of a fleet. */
export interface Inventory {
  /** Each broker once, of any engine. */
  readonly brokers: readonly FleetBroker[];
  /** The accounts and regions, as {@link placeOf} names them, whose brokers are all known. */
  readonly wholePlaces: ReadonlySet<string>;
  /** Whether one of the files, at least, has brokers, or says that there are none. */
  readonly isRead: boolean;
  /** What is missing. */
  readonly problems: readonly { readonly source: string; readonly message: string }[];
}

/** An account and region in one text, as `scan` names them. */
export function placeOf({ accountId, region }: Pick<Broker, 'accountId' | 'region'>): string {
  return `${accountId ?? 'unknown account'}/${region ?? 'unknown region'}`;
}

// An entry has about 2 kB.
const MAX_BYTES = 256 * 2 ** 20;

/**
 * Reads the inventories of scans, and anything else that `evaluate` reads.
 * Only an inventory of a scan tells which accounts and regions it has all brokers of.
 */
export async function readInventory(paths: readonly string[]): Promise<Inventory> {
  const fleet = createFleet();
  for (const path of new Set(paths)) {
    try {
      const pages = readPages(path);
      if (pages) for (const page of pages) fleet.addPage(page, path);
      else await readOther(path, fleet);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      fleet.problem(path, error.message);
    }
  }
  return fleet.inventory();
}

type Fleet = ReturnType<typeof createFleet>;

function createFleet() {
  const brokers = new Map<string, FleetBroker>();
  const places = new Map<string, string>();
  const wholePlaces = new Set<string>();
  const problems: { source: string; message: string }[] = [];
  let isRead = false;
  function problem(source: string, message: string): void {
    problems.push({ source, message });
  }

  function add(source: string, reading: Reading): void {
    const { broker, unseen, isChangeOnly } = reading;
    isRead = true;
    const key = JSON.stringify([placeOf(broker), broker.id ?? broker.name ?? brokers.size]);
    if (unseen !== undefined) problem(source, unseen);
    else if (brokers.has(key)) {
      const name = broker.name ?? broker.id;
      problem(source, `has ${name} a second time. The first counts: name only the newer file.`);
    } else if (!isChangeOnly) {
      brokers.set(key, { source, reading, planned: reading.describe && toPlanned(reading) });
    }
  }

  function addPage({ source, place, readings, problems: found }: InventoryPage, path: string): void {
    isRead = true;
    const other = places.get(source);
    if (place && other !== undefined) {
      problem(path, `has ${source}, which ${other} has too. The first counts: name only the newer file.`);
      return;
    }
    places.set(source, path);
    for (const reading of readings) add(path, reading);
    for (const message of found) problem(source, message);
    if (place && found.length === 0) wholePlaces.add(source);
  }

  return {
    add,
    addPage,
    problem,
    inventory: (): Inventory => ({ brokers: [...brokers.values()], wholePlaces, isRead, problems }),
  };
}

/** The lines of an inventory; `undefined` for any other file. @throws InputError */
function readPages(path: string): readonly InventoryPage[] | undefined {
  const text = readSmallFile(path, true, MAX_BYTES);
  const pages = readInventoryPages(text);
  if (pages) return pages;
  const value = tryToParse(text);
  if (isObject(value) && Array.isArray(value.results) && isObject(value.summary)) {
    throw new InputError(
      'is a report, which has verdicts and no properties of brokers. Pass what "scan --output-inventory" writes.',
    );
  }
  return undefined;
}

async function readOther(path: string, fleet: Fleet): Promise<void> {
  const exclude = { globs: [], folder: '.', from: 'plan', isWhole: false };
  for await (const { source, readings, problems } of readSources([path], {
    stdin: nothing(),
    parameters: [],
    exclude,
  })) {
    for (const reading of readings) fleet.add(source, reading);
    for (const message of problems) fleet.problem(source, message);
  }
}

async function* nothing(): AsyncGenerator<string> {}
