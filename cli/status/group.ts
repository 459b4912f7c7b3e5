import { some } from '../organization/rows.ts';
import { count } from '../text/count.ts';

interface Located {
  readonly accountId: string;
  readonly region: string;
}

/** Groups what has the same reason, not counting the account, the region and the IDs in it. */
export function byReason<T extends Located & { readonly reason?: string | undefined }>(
  items: readonly T[],
): readonly (readonly [reason: string, items: readonly T[]])[] {
  return [
    ...Map.groupBy(items, ({ reason = 'AWS gives no reason.', accountId, region }) =>
      reason
        .replaceAll(accountId, '<account>')
        .replaceAll(region, '<region>')
        .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f-]{22,}/g, '<id>'),
    ),
  ];
}

/** Where something is, as the subject of a row. */
export function subjectOf(items: readonly Located[]): string {
  const accounts = accountsOf(items);
  return accounts.length === 1
    ? `account ${accounts[0]}, ${regionsOf(items).join(', ')}`
    : count(accounts.length, 'account');
}

/** Where something is, as the beginning of a sentence. */
export function whereOf(items: readonly Located[]): string {
  return `${some(accountsOf(items))}, ${some(regionsOf(items))}`;
}

export function accountsOf(items: readonly Located[]): readonly string[] {
  return [...new Set(items.map(({ accountId }) => accountId))];
}

export function regionsOf(items: readonly Located[]): readonly string[] {
  return [...new Set(items.map(({ region }) => region))];
}

/** A text as a sentence. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
