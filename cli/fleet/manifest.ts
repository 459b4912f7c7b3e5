import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { isObject } from '../../checks/json.ts';
import { tryToParse } from '../sources/input/json-text.ts';
import { isFolder } from './folders.ts';

/** What was written into a folder, so that another run replaces only what nobody changed. */
export const MANIFEST = '.fleet.json';

/** What the folder of a broker is for. */
export interface Written {
  readonly id: string;
  /** Of the new broker that the plan creates; `undefined` if the plan creates none. */
  readonly newName: string | undefined;
}

/** What {@link MANIFEST} says. Paths have `/`. */
export interface Manifest {
  /** The hashes of files, by their paths. */
  readonly files: Map<string, string>;
  /** By the folders of brokers. */
  readonly brokers: Map<string, Written>;
}

/**
 * Reads the manifest of a folder, if it has one.
 * @throws NodeJS.ErrnoException also if there is something else in its place
 */
export function readManifest(path: string): Manifest {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return { files: new Map(), brokers: new Map() };
  const { files, brokers = {} } = stats.isFile() ? contentOf(path) : {};
  if (!isObject(files) || !isObject(brokers) || !Object.values(files).every((hash) => typeof hash === 'string')) {
    const message = `${path} is not what this command writes. Move it, or name another folder`;
    throw Object.assign(new Error(message), { code: 'EEXIST' });
  }
  return {
    files: new Map(Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    brokers: new Map(
      Object.entries(brokers).flatMap(([folder, written]): [string, Written][] => {
        if (!isFolder(folder) || !isObject(written) || typeof written.id !== 'string') return [];
        const { id, newName } = written;
        return [[folder, { id, newName: typeof newName === 'string' ? newName : undefined }]];
      }),
    ),
  };
}

function contentOf(path: string): Readonly<Record<string, unknown>> {
  const content = tryToParse(readFileSync(path, 'utf8'));
  return isObject(content) ? content : {};
}

/** The text of a manifest, in an order that does not change. */
export function renderManifest({ files, brokers }: Manifest): string {
  const sorted = <T>(map: ReadonlyMap<string, T>) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ files: sorted(files), brokers: sorted(brokers) }, undefined, 1)}\n`;
}

/** What a file is remembered by. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
