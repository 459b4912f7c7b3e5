import type { Place } from '../../../cli/organization/port.ts';
import { account, DELEGATE, MANAGEMENT, MEMBER, preflightOf, RECORDER, rowsOf } from './support.ts';

const settings = { packs: 'stack-set' };

test('accounts that would make a pack of the organization fail are to be looked after, and need no exclusion', async () => {
  const aws = {
    accounts: async () => [account(MANAGEMENT), account(DELEGATE, 'SUSPENDED'), account(MEMBER)],
    recorders: async ({ roleArn }: Place) => (roleArn === undefined ? [RECORDER] : []),
    regions: async ({ roleArn }: Place) =>
      new Map([
        ['eu-west-1', 'ENABLED_BY_DEFAULT'],
        ['af-south-1', roleArn === undefined ? 'ENABLED' : 'DISABLED'],
      ]),
  };
  const regions = { regions: 'af-south-1', homeRegion: 'eu-west-1' };
  const problemsWith = async (packs: string) => {
    const report = await preflightOf({ settings: { ...regions, packs }, aws });
    const problems = report.rows.filter(({ status }) => status === 'to-do');
    return { ...report, problems: problems.map(({ check, detail, action }) => [check, `${detail} ${action}`]) };
  };
  const ofOrganization = await problemsWith('organization');
  expect(ofOrganization.problems.map(([check]) => check)).toContain('accounts');
  expect(ofOrganization.excludedAccounts).toEqual([DELEGATE, MEMBER]);

  const { problems, rows, excludedAccounts } = await problemsWith('stack-set');
  expect(problems).toEqual([
    ['recorders', expect.stringMatching(/^There is no configuration recorder in af-south-1\./)],
    ['enabled-regions', expect.stringMatching(/^This region is not enabled in 1 account/)],
  ]);
  expect(JSON.stringify(problems)).not.toMatch(/exclude|conformance pack fail/i);
  expect(rows.flatMap(({ excludes = [] }) => excludes)).toEqual([]);
  expect(excludedAccounts).toBeUndefined();
});

test.each([
  ['organization', 'create', ['config.amazonaws.com', 'config-multiaccountsetup.amazonaws.com']],
  ['organization', 'none', ['config.amazonaws.com', 'config-multiaccountsetup.amazonaws.com']],
  ['stack-set', 'create', ['config.amazonaws.com']],
  ['stack-set', 'none', []],
])(
  'with packs of the kind %s and the aggregator %s, AWS Config needs access for %j',
  async (packs, aggregator, found) => {
    const stackSets = 'member.org.stacksets.cloudformation.amazonaws.com';
    const situation = { shape: 'delegated', settings: { packs, aggregator } } as const;
    expect((await rowsOf('trusted-access', situation)).map(({ subject }) => subject)).toEqual(found);
    const registrations = await rowsOf('delegated-administrator', situation);
    expect(registrations.map(({ subject }) => subject)).toEqual([...found, stackSets]);
  },
);

test.each([
  [undefined, 'to-do', 'does not belong to this deployment: the stack rabbitmq-conformance-pack-eu-west-1'],
  [{}, 'fine', 'exists and belongs to this deployment'],
])('a pack of the name in an account is looked for in each account, and belongs to the stack %j', async (...row) => {
  const [stack, status, says] = row;
  const aws = {
    packNames: async ({ roleArn = '' }) => (roleArn.includes(MEMBER) ? ['rabbitmq-conformance'] : []),
    organizationPackNames: async () => ['rabbitmq-conformance'],
    stack: async () => stack && { status: 'CREATE_COMPLETE', parameters: {}, outputs: {} },
  };
  const rows = await rowsOf('conformance-packs', { settings, aws });
  expect(rows.map(({ subject }) => subject)).toEqual(
    expect.arrayContaining([MANAGEMENT, DELEGATE, MEMBER].map((id) => `account ${id}, eu-west-1`)),
  );
  expect(rows.find(({ subject }) => subject.includes(MEMBER))).toMatchObject({
    status,
    detail: expect.stringContaining(says),
  });
});

test('the management account that is not the administrator is not looked at, as no StackSet reaches it', async () => {
  const rows = await rowsOf('conformance-packs', { shape: 'delegated', settings });
  expect(rows.map(({ subject }) => subject)).toEqual([DELEGATE, MEMBER].map((id) => `account ${id}, eu-west-1`));
});

test('no account that is left is helped by fewer excluded ones', async () => {
  const aws = { accounts: async () => [account(MEMBER)] };
  const rows = await rowsOf('accounts', { settings: { ...settings, excludedAccounts: [MEMBER] }, aws });
  expect(rows).toEqual([expect.objectContaining({ action: 'Remove accounts from the setting excludedAccounts.' })]);
});
