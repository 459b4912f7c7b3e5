import { openReplacedFile } from '../text/replace-file.ts';
import type { ScanFindings } from './scan.ts';

/** A file for what a scan read. */
export interface InventoryFile {
  write(findings: readonly ScanFindings[]): void;
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

function* lines(findings: readonly ScanFindings[]): Generator<string> {
  for (const finding of findings) yield `${JSON.stringify(toInventory(finding))}\n`;
}

/**
 * What was read in an account and region, in the form of a `ListBrokers` response, so that `evaluate` can read it.
 * If it is incomplete, it has a `NextToken`, as a response with more pages has. `Time` is when the reading began.
 * `AccountName` and `AccountUnit`, the path of its root or organizational unit, are only known from an organization.
 */
function toInventory(findings: ScanFindings): Readonly<Record<string, unknown>> {
  const { source, account, readAt, records, problems, notices } = findings;
  return {
    Source: source,
    Time: readAt.toISOString(),
    AccountName: account?.name,
    AccountUnit: account?.unit,
    BrokerSummaries: records,
    ...(problems.length > 0 ? { NextToken: 'not read', Problems: problems } : {}),
    ...(notices.length > 0 ? { Notices: notices } : {}),
  };
}
