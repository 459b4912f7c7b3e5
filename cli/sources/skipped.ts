import { join, relative } from 'node:path';
import type { Lookalike } from './input/lookalikes.ts';
import type { SkippedFiles } from './reading.ts';

/** What is not evaluated in a folder, in the singular and plural. */
const KINDS = {
  unknown: ['file of an unknown type', 'files of unknown types'],
  repeated: ['file that was read before', 'files that were read before'],
  special: ['pipe, socket or device', 'pipes, sockets or devices'],
  link: ['symbolic link', 'symbolic links'],
  hidden: ['hidden file or folder', 'hidden files or folders'],
} as const;

const MAX_NAMES = 3;

interface Entry {
  total: number;
  readonly names: string[];
}

/** Counts what is skipped in a folder, and remembers the first few of each kind. */
export function createSkipped(folder: string) {
  const found = new Map<keyof typeof KINDS | Lookalike, Entry>();

  function add(kind: keyof typeof KINDS | Lookalike, path: string): void {
    const entry = found.get(kind) ?? { total: 0, names: [] };
    entry.total += 1;
    if (entry.names.length < MAX_NAMES) entry.names.push(relative(folder, path));
    found.set(kind, entry);
  }

  /** A sentence on each kind of files with brokers, with what to do, and one on the rest. */
  function notices(): readonly string[] {
    const withBrokers = [...found].flatMap(([kind, entry]) =>
      typeof kind === 'string' ? [] : [`skipped ${describe(kind.names, entry)}. ${kind.remedy}`.trim()],
    );
    const parts = Object.entries(KINDS).flatMap(([kind, names]) => {
      const entry = found.get(kind as keyof typeof KINDS);
      return entry ? [describe(names, entry)] : [];
    });
    if (parts.length === 0) return withBrokers;
    const last = parts.pop();
    return [...withBrokers, `skipped ${parts.length > 0 ? `${parts.join(', ')} and ` : ''}${last}.`];
  }

  /** The files with brokers: how many, and the first few. */
  function withBrokers(): SkippedFiles {
    const entries = [...found].flatMap(([kind, entry]) => (typeof kind === 'string' ? [] : [entry]));
    return {
      total: entries.reduce((sum, { total }) => sum + total, 0),
      names: entries.flatMap(({ names }) => names.map((name) => join(folder, name))),
    };
  }

  return { add, notices, withBrokers };
}

function describe([one, several]: readonly [string, string], { total, names }: Entry): string {
  return `${total} ${total === 1 ? one : several} (${listNames(names, total)})`;
}

/**
 * The first few names, and how many more there are.
 * @param total of which the names are the first
 */
export function listNames(names: readonly string[], total = names.length, most = MAX_NAMES): string {
  const shown = names.slice(0, most);
  const more = total - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
