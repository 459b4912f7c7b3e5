import type { Aws, OrganizationAccount } from '../../../cli/organization/port.ts';
import type { Situation } from './support.ts';
import { account, denied, findingsOf, MANAGEMENT } from './support.ts';

const SEVENTEEN_REGIONS = [
  ...[
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ap-south-1',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
  ],
  ...[
    'ap-southeast-1',
    'ap-southeast-2',
    'ca-central-1',
    'eu-central-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-north-1',
  ],
  'sa-east-1',
];

/** Most accounts of which a StackSet can have stacks in each of these regions: 100,000 / 17. */
const MOST = 5_882;

function accounts(number: number, state?: string): readonly OrganizationAccount[] {
  return Array.from({ length: number }, (_, index) => account(String(500_000_000_000 + index), state));
}

/** A deployment to that many accounts below its organizational unit, next to the management account. */
function reaching(number: number, { settings = {}, aws = {}, ...situation }: Situation = {}): Situation {
  const listed = [account(MANAGEMENT), ...accounts(number)];
  const parents: Partial<Aws> = { accounts: async () => listed, accountsIn: async () => listed };
  return {
    ...situation,
    settings: { regions: SEVENTEEN_REGIONS, homeRegion: 'eu-west-1', ...settings },
    aws: { ...parents, ...aws },
  };
}

describe('stack-instances', () => {
  const rows = (situation: Situation) => findingsOf('stack-instances', situation);
  const stackSet = (number: number) => reaching(number, { shape: 'stack-set' });

  it('is fine up to 100,000 stacks', async () => {
    expect(await rows(stackSet(MOST))).toMatchObject([
      { status: 'fine', detail: 'The largest StackSet has at most 99994 stacks, and 100000 are allowed.' },
    ]);
    const inTen = reaching(10_000, { shape: 'stack-set', settings: { regions: SEVENTEEN_REGIONS.slice(0, 10) } });
    expect(await rows(inTen)).toMatchObject([
      { status: 'fine', detail: expect.stringContaining('has at most 100000 stacks') },
    ]);
  });

  it('is to do with one account more, and names the quota and the other shape', async () => {
    const [row, ...others] = await rows(stackSet(MOST + 1));
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      status: 'to-do',
      subject: 'rabbitmq-conformance',
      detail: expect.stringContaining('would have 100011 stacks in 5883 accounts and 17 regions.'),
      action: expect.stringMatching(/^Use the setting -c deployment=organization.* --desired-value 100011$/),
    });
  });

  it('does not count accounts that are excluded or not active', async () => {
    const [excluded = account('')] = accounts(1);
    const settings = { excludedAccounts: excluded.id };
    expect(await rows(reaching(MOST + 1, { shape: 'stack-set', settings }))).toMatchObject([{ status: 'fine' }]);
    const closed = [...accounts(MOST), account('600000000000', 'SUSPENDED')];
    const aws = { accountsIn: async () => closed };
    expect(await rows(reaching(0, { shape: 'stack-set', aws }))).toMatchObject([{ status: 'fine' }]);
  });

  it('is fine for the roles and packs of an organization, which have one region each', async () => {
    for (const packs of ['organization', 'stack-set']) {
      expect(await rows(reaching(10_000, { settings: { packs } }))).toMatchObject([
        { status: 'fine', detail: 'The largest StackSet has at most 10001 stacks, and 100000 are allowed.' },
      ]);
    }
  });

  it('names each StackSet of an organization that is in all regions and too large', async () => {
    const settings = { notifications: 'all', logRemediation: 'manual' };
    const found = await rows(reaching(10_000, { settings }));
    expect(found.map(({ status }) => status)).toEqual(['to-do', 'to-do']);
    expect(found.map(({ action }) => action).join()).not.toContain('deployment=organization');
  });

  it('reads the units of an organization only if all of its accounts together are too many', async () => {
    const settings = { notifications: 'all' };
    const aws = { accountsIn: denied, unitsIn: denied };
    expect(await rows(reaching(MOST - 1, { settings, aws }))).toMatchObject([{ status: 'fine' }]);
    expect(await rows(reaching(MOST, { settings, aws }))).toMatchObject([
      { status: 'not-visible', action: expect.stringContaining('organizations:ListAccountsForParent') },
    ]);
    const inUnit = { accountsIn: async () => accounts(1) };
    expect(await rows(reaching(MOST, { settings, aws: inUnit }))).toMatchObject([{ status: 'fine' }]);
  });

  it('counts an account whose state is not known', async () => {
    const stateless = accounts(MOST + 1).map(({ id, name }) => ({ id, name, state: undefined }));
    const aws = { accountsIn: async () => stateless };
    expect(await rows(reaching(0, { shape: 'stack-set', aws }))).toMatchObject([{ status: 'to-do' }]);
  });

  it('asks for the quota of the account that has the StackSets', async () => {
    const settings = { notifications: 'all' };
    const [own] = await rows(reaching(10_000, { settings }));
    expect(own?.detail).toContain('if the quota of this account is larger: aws service-quotas');
    const [delegated] = await rows(reaching(10_000, { shape: 'delegated', settings }));
    expect(delegated).toMatchObject({
      detail: expect.stringContaining(`if the quota of management account ${MANAGEMENT} is larger: aws service-quotas`),
      action: expect.stringContaining(`Or, in management account ${MANAGEMENT}: aws service-quotas`),
    });
  });

  it.each([
    ['organization', { accounts: denied }, 'organizations:ListAccounts.'],
    ['stack-set', { accountsIn: denied }, 'organizations:ListAccountsForParent'],
  ] as const)('is not visible where the accounts of a %s cannot be listed', async (shape, aws, permission) => {
    expect(await rows(reaching(1, { shape, aws }))).toMatchObject([
      { status: 'not-visible', action: expect.stringContaining(permission) },
    ]);
  });
});

describe('aggregator-accounts', () => {
  const rows = (number: number, aws: Partial<Aws> = {}) =>
    findingsOf('aggregator-accounts', { aws: { accounts: async () => accounts(number), ...aws } });

  it('is fine with as many accounts as AWS Config adds in a week', async () => {
    expect(await rows(1_000)).toMatchObject([
      { status: 'fine', detail: 'The aggregator gets 1000 accounts, and 10000 are allowed.' },
    ]);
  });

  it.each([
    [1_001, 2],
    [2_000, 2],
    [10_000, 10],
  ])('is fine with %d accounts, which takes %d weeks', async (number, weeks) => {
    expect(await rows(number)).toMatchObject([
      { status: 'fine', detail: expect.stringContaining(`a new aggregator has all of them after ${weeks} weeks.`) },
    ]);
  });

  it('has no room for one account more than 10,000', async () => {
    expect(await rows(10_001)).toMatchObject([
      { status: 'to-do', action: expect.stringContaining('-c aggregator=none') },
    ]);
  });

  it('is not visible where accounts cannot be listed', async () => {
    expect(await rows(1, { accounts: denied })).toMatchObject([{ status: 'not-visible' }]);
  });

  it('does not matter where no aggregator is made', async () => {
    const settings = { aggregator: 'none' };
    expect(await findingsOf('aggregator-accounts', { settings, aws: { accounts: denied } })).toEqual([]);
  });
});
