import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../support.ts';
import { run, temporaryFolder } from '../support.ts';
import type { Place } from './fleet-of-200.ts';
import { inventoryOf } from './fleet-of-200.ts';

export type Row = Readonly<Record<string, string>>;

/** A run of `plan --inventory`, and what it wrote. */
export interface FleetRun extends Run {
  readonly folder: string;
  /** The rows of `fleet.csv`, by their columns. */
  readonly rows: readonly Row[];
  readonly page: string;
  /** A file in the folder; `undefined` if it is not there. */
  readonly read: (path: string) => string | undefined;
}

/** Plans for an inventory. Each call has a folder of its own, unless one is given. */
export function createFleetRuns() {
  const temporary = temporaryFolder();
  let runs = 0;
  const nextFolder = () => {
    runs += 1;
    return temporary.path(`fleet-${runs}`);
  };

  async function plan(
    input: string | readonly Place[],
    options: readonly string[] = [],
    folder = nextFolder(),
  ): Promise<FleetRun> {
    const text = typeof input === 'string' ? input : inventoryOf(input);
    const inventory = temporary.write('inventory.ndjson', text);
    return planFiles([inventory], options, folder);
  }

  async function planFiles(
    inventories: readonly string[],
    options: readonly string[] = [],
    folder = nextFolder(),
  ): Promise<FleetRun> {
    const result = await run(['plan', '--inventory', ...inventories, '--output-folder', folder, ...options]);
    const read = (path: string) => {
      const file = join(folder, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    };
    return { ...result, folder, rows: readCsv(read('fleet.csv') ?? ''), page: read('fleet.md') ?? '', read };
  }

  return { plan, planFiles, temporary };
}

/** Reads RFC 4180. */
function readCsv(text: string): readonly Row[] {
  const [names = [], ...rows] = text
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) =>
      [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
        quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
      ),
    );
  return rows.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])));
}
