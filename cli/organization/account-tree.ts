import pMap from 'p-map';
import type { Aws, OrganizationAccount, Unit } from './port.ts';

/**
 * Parents that are read concurrently, with two calls each. AWS Organizations throttles by the organization, and others
 * call it as well. The clients of the SDK try again.
 */
export const PARENTS_AT_ONCE = 4;

/** A root or an organizational unit, and where it is. */
interface PlacedUnit {
  readonly id: string;
  /** The names from the root on, such as `Root/Workloads/Production`. */
  readonly path: string;
  /** The IDs from the root on. The last one is that of the unit itself. */
  readonly ids: readonly string[];
}

/** An account, and the root or organizational unit that it is directly in. */
export interface PlacedAccount extends OrganizationAccount {
  readonly unit: PlacedUnit;
}

/** All of an organization. */
export interface AccountTree {
  /** Those without accounts as well. A unit comes after the one that it is in. */
  readonly units: readonly PlacedUnit[];
  /** In any state. */
  readonly accounts: readonly PlacedAccount[];
}

type WalkCalls = Pick<Aws, 'unitsIn' | 'accountsIn'>;

/**
 * Reads all accounts of an organization and where they are: one call for the root, and two for it and each unit if no
 * list has more pages. An account that is moved meanwhile can be missing.
 *
 * The management account may make these calls, and any member account that is a delegated administrator of a service:
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html,
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html,
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html.
 * Rejects if one of them does: a tree is never incomplete.
 */
export async function readAccountTree(calls: Pick<Aws, 'roots'> & WalkCalls): Promise<AccountTree> {
  return walk(calls, await calls.roots());
}

/** The accounts in a root or an organizational unit and below it. */
export async function accountsBelow(calls: WalkCalls, parentId: string): Promise<readonly OrganizationAccount[]> {
  return (await walk(calls, [{ id: parentId, name: undefined }])).accounts;
}

async function walk(calls: WalkCalls, from: readonly Unit[]): Promise<AccountTree> {
  const units: PlacedUnit[] = [];
  const accounts = new Map<string, PlacedAccount>();
  let level = from.map((unit) => placeIn(undefined, unit));
  while (level.length > 0) {
    units.push(...level);
    const found = await pMap(
      level,
      async (unit) => {
        const [within, below] = await Promise.all([calls.accountsIn(unit.id), calls.unitsIn(unit.id)]);
        return {
          accounts: within.map((account) => ({ ...account, unit })),
          units: below.map((one) => placeIn(unit, one)),
        };
      },
      { concurrency: PARENTS_AT_ONCE },
    );
    for (const account of found.flatMap(({ accounts }) => accounts)) accounts.set(account.id, account);
    level = found.flatMap(({ units }) => units);
  }
  return { units, accounts: [...accounts.values()] };
}

function placeIn(parent: PlacedUnit | undefined, { id, name = id }: Unit): PlacedUnit {
  if (parent === undefined) return { id, path: name, ids: [id] };
  return { id, path: `${parent.path}/${name}`, ids: [...parent.ids, id] };
}
