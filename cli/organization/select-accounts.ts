import type { AccountTree, PlacedAccount } from './account-tree.ts';

/** Accounts, organizational units and roots, by their IDs. A unit or root means all accounts in it and below. */
export interface Selection {
  /** Without any, all accounts. */
  readonly include?: readonly string[] | undefined;
  /** They are left out, whatever is included. */
  readonly exclude?: readonly string[] | undefined;
}

/** The accounts that a selection means. */
interface SelectedAccounts {
  readonly active: readonly PlacedAccount[];
  /** Suspended, closed or not yet active. Nothing in them can be read. */
  readonly inactive: readonly PlacedAccount[];
}

/** The IDs of a selection that nothing in the organization has. */
export function unknownIds({ units, accounts }: AccountTree, { include = [], exclude = [] }: Selection) {
  const known = new Set([...units, ...accounts].map(({ id }) => id));
  return [...new Set([...include, ...exclude])].filter((id) => !known.has(id));
}

/** The accounts that a selection means. One whose state is not known counts as active. */
export function selectAccounts({ accounts }: AccountTree, { include, exclude = [] }: Selection): SelectedAccounts {
  const isIn = ({ id, unit }: PlacedAccount, ids: readonly string[]) =>
    ids.some((one) => one === id || unit.ids.includes(one));
  const selected = accounts.filter(
    (account) => (include === undefined || isIn(account, include)) && !isIn(account, exclude),
  );
  const isActive = ({ state = 'ACTIVE' }: PlacedAccount) => state === 'ACTIVE';
  return { active: selected.filter(isActive), inactive: selected.filter((account) => !isActive(account)) };
}
