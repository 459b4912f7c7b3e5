import { setImmediate } from 'node:timers/promises';
import { readAccountTree } from '../../../cli/organization/account-tree.ts';
import type { OrganizationAccount, Unit } from '../../../cli/organization/port.ts';
import { account } from '../preflight/support.ts';

interface Parent {
  readonly units?: readonly Unit[];
  readonly accounts?: readonly OrganizationAccount[];
}

/** An organization by its roots and units. @returns also the calls so far, and the most of them at once */
function fakeOrganization(parents: Readonly<Record<string, Parent>>) {
  const calls: string[] = [];
  let running = 0;
  const most = { value: 0 };
  const answer = async <T>(name: string, value: T): Promise<T> => {
    calls.push(name);
    running += 1;
    most.value = Math.max(most.value, running);
    // So that whatever may start now does.
    await setImmediate();
    running -= 1;
    return value;
  };
  return {
    calls,
    most,
    aws: {
      roots: () => answer('roots', [{ id: 'r-ab12', name: 'Root' }]),
      unitsIn: (id: string) => answer(`units in ${id}`, parents[id]?.units ?? []),
      accountsIn: (id: string) => answer(`accounts in ${id}`, parents[id]?.accounts ?? []),
    },
  };
}

const PARENTS: Readonly<Record<string, Parent>> = {
  'r-ab12': {
    accounts: [account('100000000000')],
    units: [
      { id: 'ou-ab12-workload', name: 'Workloads' },
      { id: 'ou-ab12-sandbox0', name: undefined },
    ],
  },
  'ou-ab12-workload': { units: [{ id: 'ou-ab12-producti', name: 'Production' }] },
  'ou-ab12-producti': { accounts: [account('222222222222'), account('333333333333', 'SUSPENDED')] },
};

test('each account has its name, its state, and the path of its units', async () => {
  const { accounts } = await readAccountTree(fakeOrganization(PARENTS).aws);
  expect(accounts.map(({ id, name, state, unit }) => [id, name, state, unit.path, unit.ids])).toEqual([
    ['100000000000', 'name-1000', 'ACTIVE', 'Root', ['r-ab12']],
    [
      ...['222222222222', 'name-2222', 'ACTIVE', 'Root/Workloads/Production'],
      ['r-ab12', 'ou-ab12-workload', 'ou-ab12-producti'],
    ],
    [
      ...['333333333333', 'name-3333', 'SUSPENDED', 'Root/Workloads/Production'],
      ['r-ab12', 'ou-ab12-workload', 'ou-ab12-producti'],
    ],
  ]);
});

test('units without accounts are in the tree, and one without a name goes by its ID', async () => {
  const { units } = await readAccountTree(fakeOrganization(PARENTS).aws);
  expect(units.map(({ path }) => path)).toEqual([
    'Root',
    'Root/Workloads',
    'Root/ou-ab12-sandbox0',
    'Root/Workloads/Production',
  ]);
});

test('an account that is moved meanwhile is in the tree once, where it was seen last', async () => {
  const moved = account('222222222222');
  const { accounts } = await readAccountTree(
    fakeOrganization({ ...PARENTS, 'r-ab12': { ...PARENTS['r-ab12'], accounts: [moved] } }).aws,
  );
  expect(accounts.filter(({ id }) => id === moved.id).map(({ unit }) => unit.path)).toEqual([
    'Root/Workloads/Production',
  ]);
});

test('there is one call for the root, and two for it and each unit, of which few run at once', async () => {
  const units = Array.from({ length: 50 }, (_, number) => ({ id: `ou-${number}`, name: `${number}` }));
  const { aws, calls, most } = fakeOrganization({ 'r-ab12': { units } });
  await readAccountTree(aws);
  expect(calls).toHaveLength(1 + 2 * 51);
  expect(new Set(calls).size).toBe(calls.length);
  expect(most.value).toBe(8);
});

test.each(['roots', 'unitsIn', 'accountsIn'] as const)('a tree is never incomplete: %s fails', async (name) => {
  const denied = () => Promise.reject(new Error('denied'));
  const { aws } = fakeOrganization(PARENTS);
  await expect(readAccountTree({ ...aws, [name]: denied })).rejects.toThrow('denied');
});
