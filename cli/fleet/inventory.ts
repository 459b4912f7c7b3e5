import type { Broker } from '../../checks/broker.ts';
import { isObject, readText } from '../../checks/json.ts';
import type { PlannedBroker } from '../plan/source.ts';
import { toPlanned } from '../plan/source.ts';
import { InputError } from '../sources/input/input-error.ts';
import { tryToParse } from '../sources/input/json-text.ts';
import { readSmallFile } from '../sources/input/small-file.ts';
import type { Reading } from '../sources/reading.ts';
import { createRecogniser } from '../sources/recognise.ts';
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

/** A line of the file that `scan --output-inventory` writes. */
interface Page {
  readonly Source: string;
  readonly BrokerSummaries: readonly unknown[];
  readonly NextToken?: unknown;
  readonly Problems?: unknown;
}

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

  function addPage({ Source: place, BrokerSummaries, NextToken, Problems = [] }: Page, path: string): void {
    isRead = true;
    const isPlace = /^\d{12}\/[a-z0-9-]+$/.test(place);
    const other = places.get(place);
    if (isPlace && other !== undefined) {
      problem(path, `has ${place}, which ${other} has too. The first counts: name only the newer file.`);
      return;
    }
    places.set(place, path);
    const [accountId, region] = isPlace ? place.split('/') : [];
    const recogniser = createRecogniser();
    recogniser.add(BrokerSummaries);
    const { readings, problems: unusable } = recogniser.findings();
    // Those of the session that read them, as in the scan.
    for (const reading of readings) {
      add(path, isPlace ? { ...reading, broker: { ...reading.broker, accountId, region } } : reading);
    }
    const told = Array.isArray(Problems) ? Problems.flatMap((text) => readText(text) ?? []) : [];
    const found = [...told, ...unusable];
    const isEnd = NextToken === undefined && Array.isArray(Problems) && Problems.length === 0;
    if (!isEnd && found.length === 0) found.push('was not read completely.');
    for (const message of found) problem(place, message);
    if (isPlace && found.length === 0) wholePlaces.add(place);
  }

  return {
    add,
    addPage,
    problem,
    inventory: (): Inventory => ({ brokers: [...brokers.values()], wholePlaces, isRead, problems }),
  };
}

/** The lines of an inventory; `undefined` for any other file. @throws InputError */
function readPages(path: string): readonly Page[] | undefined {
  const text = readSmallFile(path, true, MAX_BYTES);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (isPage(tryToParse(lines[0] ?? ''))) {
    return lines.map((line, index) => {
      const page = tryToParse(line);
      if (isPage(page)) return page;
      throw new InputError(`is broken in line ${index + 1}, so no line was read. Scan again.`);
    });
  }
  const value = tryToParse(text);
  if (isObject(value) && Array.isArray(value.results) && isObject(value.summary)) {
    throw new InputError(
      'is a report, which has verdicts and no properties of brokers. Pass what "scan --output-inventory" writes.',
    );
  }
  return undefined;
}

function isPage(value: unknown): value is Page {
  return isObject(value) && typeof value.Source === 'string' && Array.isArray(value.BrokerSummaries);
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
