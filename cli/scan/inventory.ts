import {
  accessSync,
  closeSync,
  constants,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import process from 'node:process';
import type { RegionFindings } from './region.ts';

/** A file for what a scan read. */
interface InventoryFile {
  write(findings: readonly RegionFindings[]): void;
}

/**
 * Checks before the scan whether the file can be written. An existing file stays until everything is read: the new file
 * is written next to it and then renamed. Only its owner may read it, because it contains the names and addresses of
 * brokers, and the names of their users.
 * @throws NodeJS.ErrnoException
 */
export function openInventory(path: string): InventoryFile {
  const current = statSync(path, { throwIfNoEntry: false });
  // A device or a pipe cannot be replaced.
  if (current && !current.isFile()) return { write: (findings) => writeFile(openSync(path, 'w'), findings) };
  if (current) accessSync(path, constants.W_OK);
  // Follows a link to its target.
  const target = current ? realpathSync(path) : path;
  const unfinished = `${target}.${process.pid}.unfinished`;
  const create = () => openSync(unfinished, 'wx', 0o600);
  closeSync(create());
  unlinkSync(unfinished);
  return {
    write(findings) {
      try {
        writeFile(create(), findings);
        renameSync(unfinished, target);
      } catch (error) {
        rmSync(unfinished, { force: true });
        throw error;
      }
    },
  };
}

function writeFile(file: number, findings: readonly RegionFindings[]): void {
  try {
    for (const finding of findings) writeWhole(file, `${JSON.stringify(toInventory(finding))}\n`);
  } finally {
    closeSync(file);
  }
}

/**
 * What was read in an account and region, in the form of a `ListBrokers` response, so that `evaluate` can read it.
 * If it is incomplete, it has a `NextToken`, as a response with more pages has.
 */
function toInventory({ source, records, problems, notices }: RegionFindings): Readonly<Record<string, unknown>> {
  return {
    Source: source,
    BrokerSummaries: records,
    ...(problems.length > 0 ? { NextToken: 'not read', Problems: problems } : {}),
    ...(notices.length > 0 ? { Notices: notices } : {}),
  };
}

function writeWhole(file: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
