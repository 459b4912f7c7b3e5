import { relative } from 'node:path';

/** What is not evaluated in a folder, in the singular and plural. */
const KINDS = {
  unknown: ['file of an unknown type', 'files of unknown types'],
  declares: ['file that declares brokers in an unknown format', 'files that declare brokers in an unknown format'],
  special: ['pipe, socket or device', 'pipes, sockets or devices'],
  link: ['symbolic link', 'symbolic links'],
  hidden: ['hidden file or folder', 'hidden files or folders'],
} as const;

const MAX_NAMES = 3;

/** Counts what is skipped in a folder, and remembers the first few of each kind. */
export function createSkipped(folder: string) {
  const found = new Map<keyof typeof KINDS, { total: number; readonly names: string[] }>();

  function add(kind: keyof typeof KINDS, path: string): void {
    const entry = found.get(kind) ?? { total: 0, names: [] };
    entry.total += 1;
    if (entry.names.length < MAX_NAMES) entry.names.push(relative(folder, path));
    found.set(kind, entry);
  }

  /** One sentence, or none. */
  function notices(): readonly string[] {
    const parts = Object.entries(KINDS).flatMap(([kind, [one, several]]) => {
      const entry = found.get(kind as keyof typeof KINDS);
      return entry
        ? [`${entry.total} ${entry.total === 1 ? one : several} (${listNames(entry.names, entry.total)})`]
        : [];
    });
    if (parts.length === 0) return [];
    const last = parts.pop();
    return [`skipped ${parts.length > 0 ? `${parts.join(', ')} and ` : ''}${last}.`];
  }

  return { add, notices };
}

/** The first few names, and how many more there are. */
export function listNames(names: readonly string[], total = names.length): string {
  const shown = names.slice(0, MAX_NAMES);
  const more = total - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
