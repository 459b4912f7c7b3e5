import { openReplacedFile } from '../text/replace-file.ts';
import type { RegionFindings } from './region.ts';

/** A file for what a scan read. */
interface InventoryFile {
  write(findings: readonly RegionFindings[]): void;
}

/**
 * Checks before the scan whether the file can be written. An existing file stays until everything is read. Only its owner
 * may read it, because it contains the names and addresses of brokers, and the names of their users.
 * @throws NodeJS.ErrnoException
 */
export function openInventory(path: string): InventoryFile {
  const file = openReplacedFile(path, 0o600);
  return { write: (findings) => file.write(lines(findings)) };
}

function* lines(findings: readonly RegionFindings[]): Generator<string> {
  for (const finding of findings) yield `${JSON.stringify(toInventory(finding))}\n`;
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
