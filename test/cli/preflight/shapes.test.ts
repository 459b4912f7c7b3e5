import type { Aws } from '../../../cli/organization/port.ts';
import { ACTIONS } from '../../../cli/organization/port.ts';
import type { Shape } from './support.ts';
import { denied, healthyAws, preflightOf, SHAPES } from './support.ts';

/** The checks of each shape. */
const CHECKS: Readonly<Record<Shape, readonly string[]>> = {
  organization: [
    'administrator',
    'organization-features',
    'organization-id',
    'trusted-access',
    'stack-sets-access',
    'control-policies',
    'accounts',
    'organizational-units',
    'recorders',
    'enabled-regions',
    'bootstrap',
    'rules',
    'stack-instances',
    'aggregator-accounts',
    'conformance-packs',
    'aggregator',
  ],
  delegated: [
    'administrator',
    'organization-features',
    'organization-id',
    'trusted-access',
    'stack-sets-access',
    'delegated-administrator',
    'control-policies',
    'accounts',
    'organizational-units',
    'recorders',
    'enabled-regions',
    'bootstrap',
    'rules',
    'stack-instances',
    'aggregator-accounts',
    'conformance-packs',
    'aggregator',
  ],
  'stack-set': [
    'administrator',
    'organization-features',
    'trusted-access',
    'stack-sets-access',
    'control-policies',
    'accounts',
    'organizational-units',
    'recorders',
    'enabled-regions',
    'bootstrap',
    'rules',
    'stack-instances',
    'aggregator-accounts',
    'conformance-packs',
    'aggregator',
  ],
  account: ['recorders', 'enabled-regions', 'bootstrap', 'rules', 'conformance-packs'],
  'management-account': ['administrator', 'administrator-account', 'delegated-administrator'],
};

describe.each(Object.keys(SHAPES) as Shape[])('in the shape %s', (shape) => {
  test('a healthy organization is fine in everything, and that is all that applies', async () => {
    const { rows } = await preflightOf({ shape });
    expect(rows.filter(({ status }) => status !== 'fine')).toEqual([]);
    expect([...new Set(rows.map(({ check }) => check))]).toEqual(CHECKS[shape]);
  });

  test('nothing is fine where no call is allowed, and every row says what would show it', async () => {
    const refused = Object.fromEntries(Object.keys(healthyAws()).map((name) => [name, denied])) as unknown as Aws;
    const { rows } = await preflightOf({ shape, aws: refused, settings: { reservedConcurrency: 5 } });
    expect(rows.filter(({ status }) => status !== 'not-visible')).toEqual([]);
    expect(rows.filter(({ action }) => !action)).toEqual([]);
    expect(new Set(rows.map(({ check }) => check))).toEqual(
      new Set([...CHECKS[shape], ...(shape === 'management-account' ? [] : ['lambda-concurrency'])]),
    );
  });

  test('a call that throws at once is not visible, and the other checks go on', async () => {
    const thrown: Partial<Aws> = {
      bootstrapVersion: () => {
        throw new TypeError('a mistake');
      },
    };
    const { rows } = await preflightOf({ shape, aws: thrown });
    const bootstrap = rows.filter(({ check }) => check === 'bootstrap');
    expect(bootstrap.every(({ status }) => status === 'not-visible')).toBe(true);
    expect(bootstrap).toHaveLength(shape === 'management-account' ? 0 : 1);
    expect(rows.filter(({ check }) => check !== 'bootstrap').every(({ status }) => status === 'fine')).toBe(true);
  });
});

test('one call that is refused never makes more rows fine', async () => {
  const healthy = await preflightOf({ shape: 'delegated', settings: { reservedConcurrency: 5 } });
  const key = (row: { readonly check: string; readonly subject: string }) => `${row.check} ${row.subject}`;
  const fineBefore = new Set(healthy.rows.filter(({ status }) => status === 'fine').map(key));
  for (const name of Object.keys(ACTIONS)) {
    const { rows } = await preflightOf({
      shape: 'delegated',
      settings: { reservedConcurrency: 5 },
      aws: { [name]: denied },
    });
    expect({ name, fine: rows.filter((row) => row.status === 'fine' && !fineBefore.has(key(row))) }).toEqual({
      name,
      fine: [],
    });
  }
});

test('each call is made once, however many checks ask', async () => {
  let calls = 0;
  await preflightOf({
    aws: {
      organization: async () => {
        calls += 1;
        return { id: 'o-a1b2c3d4e5', managementAccount: '111122223333', featureSet: 'ALL' };
      },
    },
  });
  expect(calls).toBe(1);
});

test('only reads are among the actions', () => {
  for (const action of Object.values(ACTIONS).flat()) expect(action).toMatch(/:(Describe|List|Get|Select)/);
});
