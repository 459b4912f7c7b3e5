import { readMember, readObject, readText } from '../../../checks/json.ts';
import type { InventoryPage } from '../../sources/inventory.ts';
import type { ReportedAccount, ReportedPlace, ReportProblem } from '../report.ts';
import { toReported } from './from-sources.ts';
import type { FileFacts, FileOptions, Part } from './part.ts';

/** What the lines of an inventory of `scan` tell. */
export function fromInventory(path: string, pages: readonly InventoryPage[], options: FileOptions): FileFacts {
  const accounts = new Map<string, ReportedAccount>();
  const problems: ReportProblem[] = [];
  const notices: string[] = [];
  const parts = pages.map((page): Part => {
    const { source, place, problems: found, readAt, accountName, accountUnit } = page;
    const id = place?.accountId ?? (/^\d{12}$/.test(source) ? source : undefined);
    if (id !== undefined) {
      const known = accounts.get(id);
      accounts.set(id, { id, name: accountName ?? known?.name, unit: accountUnit ?? known?.unit });
    }
    if (!place) problems.push(...found.map((message) => ({ source, message })));
    // What is said of a whole account is that it was left out: its brokers, if any, are not in the report.
    if (!place && id !== undefined) problems.push(...page.notices.map((message) => ({ source, message })));
    else notices.push(...page.notices.map((message) => `${source}: ${message}`));
    const records = new Map(page.records.map((record) => [idOf(record), record]));
    const brokers = page.readings.flatMap((reading, index) =>
      // The entry of a list has less than a description, but the size and the creation time too.
      toReported(reading, path, options, index, records.get(reading.broker.id)),
    );
    return { path, brokers, readAt, place: place && toPlace(page, place) };
  });
  return { parts, accounts: [...accounts.values()], problems, notices };
}

function idOf(record: unknown): string | undefined {
  return readText(readMember(readObject(record), 'BrokerId'));
}

function toPlace(
  { problems, records, readAt }: InventoryPage,
  place: NonNullable<InventoryPage['place']>,
): ReportedPlace {
  if (problems.length === 0) return { ...place, visibility: 'seen', readAt };
  const visibility = records.length > 0 ? 'partly' : 'not-seen';
  return { ...place, visibility, reason: `In the scan: ${problems.join(' ')}`, readAt };
}
