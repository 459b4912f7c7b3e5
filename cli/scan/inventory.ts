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

/** A file that takes what a scan read. */
interface InventoryFile {
  write(findings: readonly RegionFindings[]): void;
}

/**
 * Finds out, before the scan, whether the file can be written. What is there stays until all is read: the file is
 * written beside it and then takes its name. Nobody but its owner may read it: it has the names and addresses of
 * brokers and their users.
 * @throws NodeJS.ErrnoException
 */
export function openInventory(path: string): InventoryFile {
  const current = statSync(path, { throwIfNoEntry: false });
  // A device or a pipe cannot be replaced.
  if (current && !current.isFile()) return { write: (findings) => writeFile(openSync(path, 'w'), findings) };
  if (current) accessSync(path, constants.W_OK);
  // Through a link to what it leads to.
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
 * What was read of an account and region, in the form of a `ListBrokers` answer, so that `evaluate` can read it.
 * One that is not complete says so in the way of that answer: there is a page after it.
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
