import { guideUrl } from '../../checks/guide.ts';
import { placeOf } from './identity.ts';
import type { OrganizationReport, ReportedAccount, ReportedBroker, ReportedCheck, ReportedResult } from './report.ts';

/** A result with the broker, the check and the account that it is about. */
export interface Finding {
  readonly broker: ReportedBroker;
  readonly check: ReportedCheck;
  readonly result: ReportedResult;
  readonly account: ReportedAccount | undefined;
  /** What changed since the previous report, if that is known. */
  readonly change?: 'new' | 'fixed' | undefined;
}

/** All results of a report, broker by broker. */
export function findingsOf({ brokers, checks, accounts, changes }: OrganizationReport): readonly Finding[] {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const accountsById = new Map(accounts.map((account) => [account.id, account]));
  const keyOf = (broker: string, check: string) => JSON.stringify([broker, check]);
  const toKeys = (references: readonly { readonly broker: string; readonly check: string }[] = []) =>
    new Set(references.map(({ broker, check }) => keyOf(broker, check)));
  const [fresh, fixed] = [toKeys(changes?.newFailures), toKeys(changes?.fixed)];
  return brokers.flatMap((broker) =>
    broker.results.flatMap((result): readonly Finding[] => {
      const check = byId.get(result.check);
      if (!check) return [];
      const key = keyOf(broker.key, check.id);
      const change = fresh.has(key) ? 'new' : fixed.has(key) ? 'fixed' : undefined;
      return [{ broker, check, result, account: accountsById.get(broker.accountId ?? ''), change }];
    }),
  );
}

/** A broker for people: its name and ID, else what else tells it from others. */
export function nameOf({ name, id, key }: Pick<ReportedBroker, 'name' | 'id' | 'key'>): string {
  if (name !== undefined && id !== undefined && name !== id) return `${name} (${id})`;
  return name ?? id ?? key;
}

/** The account, by its name if it has one, and the region of a broker. Without them, it is in a file. */
export function whereOf(
  { key, accountId, region }: Pick<ReportedBroker, 'key' | 'accountId' | 'region'>,
  account: ReportedAccount | undefined,
): string {
  const place = placeOf({ accountId, region }) ?? accountId ?? region ?? key;
  return account?.name === undefined ? place : `${account.name} (${place})`;
}

/**
 * What was found, of a result that stands beside the link to the guide: the annotation of AWS Config without it.
 * @param remediation the sentence that says how to fix it, where that stands beside it too
 */
export function foundOf({ detail, check }: Pick<ReportedResult, 'detail' | 'check'>, remediation = ''): string {
  return withoutEnd(withoutEnd(detail, guideUrl({ id: check })), remediation);
}

/** A text that is nothing else stays. */
function withoutEnd(text: string, end: string): string {
  return end !== '' && text.endsWith(` ${end}`) ? text.slice(0, -end.length).trimEnd() : text;
}

/** A day of a time in ISO 8601. */
export function dayOf(time: string): string {
  return time.slice(0, 10);
}
