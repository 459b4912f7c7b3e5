import type { World, WorldOptions } from './support.ts';
import {
  ACCOUNTS,
  ADMINISTRATOR,
  ORDERS,
  OUTSIDER,
  PAYMENTS,
  problemsOf,
  ROOT,
  SETTINGS,
  withWorld,
} from './support.ts';

const NAME = 'rabbitmq-conformance';

/** Which accounts and regions have rules. */
function placesWithRules({ simulation }: World): readonly string[] {
  const places = [...simulation.state.rules.values()].map(({ accountId, region }) => `${accountId}/${region}`);
  return [...new Set(places)].toSorted();
}

function everyRegion(...accounts: readonly string[]): readonly string[] {
  return accounts.flatMap((id) => [`${id}/eu-central-1`, `${id}/eu-west-1`]);
}

const OTHER_UNIT = 'ou-ab12-99999999';

/** The accounts, one of them with a recorder in one region only. */
const WITHOUT_RECORDER = ACCOUNTS.map((account) =>
  account.id === ORDERS ? { ...account, recorders: ['eu-central-1'] } : account,
);

const STACK_SET_FAILED = {
  [`${NAME}-stack-set`]: expect.stringMatching(`failed in 1 of 3 accounts in eu-west-1: .*${ORDERS} has no recorder`),
  [`${NAME}-views`]: `Not deployed because ${NAME}-stack-set failed.`,
};
/** The accounts, two of them with a recorder in one region only, not the same. */
const WITHOUT_RECORDERS = WITHOUT_RECORDER.map((account) =>
  account.id === PAYMENTS ? { ...account, recorders: ['eu-west-1'] } : account,
);
const PARTIAL = [...everyRegion(ADMINISTRATOR, PAYMENTS), `${ORDERS}/eu-central-1`];

interface Case {
  readonly what: string;
  readonly shape: 'organization' | 'stack-set' | 'account';
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly options?: WorldOptions;
  readonly problems: Readonly<Record<string, unknown>>;
  readonly rules: readonly string[];
}

test.each<Case>([
  {
    what: 'a pack of the organization is in every account of it but the excluded management account',
    shape: 'organization',
    problems: {},
    rules: everyRegion(ADMINISTRATOR, PAYMENTS, ORDERS),
  },
  {
    what: 'an excluded account has no pack of the organization',
    shape: 'organization',
    settings: { excludedAccounts: [ORDERS] },
    problems: {},
    rules: everyRegion(ADMINISTRATOR, PAYMENTS),
  },
  {
    what: 'a StackSet is in every account of its units and leaves the rest alone',
    shape: 'stack-set',
    problems: {},
    rules: everyRegion(ADMINISTRATOR, PAYMENTS, ORDERS),
  },
  {
    what: 'a StackSet at the root does not reach the management account',
    shape: 'stack-set',
    settings: { organizationalUnits: ['r-ab12'] },
    problems: {},
    rules: everyRegion(ADMINISTRATOR, PAYMENTS, ORDERS),
  },
  {
    what: 'a StackSet leaves out an excluded account of its units',
    shape: 'stack-set',
    settings: { excludedAccounts: [PAYMENTS] },
    problems: {},
    rules: everyRegion(ADMINISTRATOR, ORDERS),
  },
  {
    what: 'a StackSet of other units is nowhere',
    shape: 'stack-set',
    settings: { organizationalUnits: [OTHER_UNIT] },
    options: {
      accounts: ACCOUNTS.map((account) => (account.isManagement ? { ...account, units: [OTHER_UNIT, ROOT] } : account)),
    },
    problems: {},
    rules: [],
  },
  {
    what: 'the shape account is in one account and region',
    shape: 'account',
    problems: {},
    rules: [`${PAYMENTS}/eu-west-1`],
  },
  {
    what: 'an account without a recorder fails the pack of the organization in that region, which is taken back from all',
    shape: 'organization',
    options: { accounts: WITHOUT_RECORDER },
    problems: { [`${NAME}-pack-eu-west-1`]: expect.stringContaining(`${ORDERS} has no recorder in eu-west-1`) },
    rules: [ADMINISTRATOR, PAYMENTS, ORDERS].map((id) => `${id}/eu-central-1`),
  },
  {
    what: 'a StackSet tolerates an account without a recorder',
    shape: 'stack-set',
    options: { accounts: WITHOUT_RECORDER },
    problems: {},
    rules: PARTIAL,
  },
  {
    what: 'a StackSet tolerates one of three accounts where that is as much as it may',
    shape: 'stack-set',
    settings: { failureTolerancePercentage: 34 },
    options: { accounts: WITHOUT_RECORDER },
    problems: {},
    rules: PARTIAL,
  },
  {
    what: 'a StackSet that fails in one of three accounts, where that is more than it may, is taken back from all',
    shape: 'stack-set',
    settings: { failureTolerancePercentage: 33 },
    options: { accounts: WITHOUT_RECORDER },
    problems: STACK_SET_FAILED,
    rules: [],
  },
  {
    what: 'a StackSet counts the accounts that fail in each region on its own',
    shape: 'stack-set',
    settings: { failureTolerancePercentage: 34 },
    options: { accounts: WITHOUT_RECORDERS },
    problems: {},
    rules: [...everyRegion(ADMINISTRATOR), `${PAYMENTS}/eu-west-1`, `${ORDERS}/eu-central-1`],
  },
])('$what', async ({ shape, settings, options, problems, rules }) => {
  await withWorld(shape, { ...options, settings: { ...SETTINGS[shape], ...settings } }, (world) => {
    expect(problemsOf(world.stacks)).toEqual(problems);
    expect(placesWithRules(world)).toEqual(rules.toSorted());
  });
});

test.each([
  ['organization', /^OrgConformsPack-rabbitmq-conformance-\w{8}$/],
  ['stack-set', /^rabbitmq-conformance$/],
] as const)('rules and packs of the shape %s have the names that AWS gives them', async (shape, packName) => {
  await withWorld(shape, {}, ({ simulation }) => {
    const rules = [...simulation.state.rules.values()];
    expect(rules).toHaveLength(18);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(18);
    for (const { arn, name, accountId, region, packName: pack } of rules) {
      expect(name).toMatch(/^rabbitmq-[a-z-]+-conformance-pack-\w{9}$/);
      const prefix = `arn:aws:config:${region}:${accountId}:config-rule/aws-service-rule/config-conforms.amazonaws.com/`;
      expect(arn.startsWith(`${prefix}config-rule-`)).toBe(true);
      expect(pack).toMatch(packName);
    }
  });
});

test('where a stack fails, all that it made is taken back: no function or role is left of it', async () => {
  const accounts = ACCOUNTS.map((account) => ({ ...account, recorders: [] }));
  await withWorld('account', { accounts }, ({ simulation, stacks }) => {
    expect(Object.values(problemsOf(stacks))).toEqual([expect.stringContaining('NoAvailableConfigurationRecorder')]);
    const { roles, functions, rules } = simulation.state;
    expect([roles.size, functions.size, rules.size]).toEqual([0, 0, 0]);
  });
});

test('an account outside of the organization gets no role', async () => {
  await withWorld('organization', {}, ({ simulation }) => {
    expect([...simulation.state.roles.values()].filter(({ accountId }) => accountId === OUTSIDER)).toEqual([]);
  });
});
