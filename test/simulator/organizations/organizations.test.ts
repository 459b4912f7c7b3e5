import { AccountClient, ListRegionsCommand, paginateListRegions } from '@aws-sdk/client-account';
import type { OrganizationsClientConfig } from '@aws-sdk/client-organizations';
import {
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsForParentCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListRootsCommand,
  OrganizationsClient,
  paginateListAccounts,
  paginateListAWSServiceAccessForOrganization,
  paginateListOrganizationalUnitsForParent,
} from '@aws-sdk/client-organizations';
import type { AccountPlan, AwsState } from '../../../simulator/aws/aws-state.ts';
import { createAwsState, DELEGATIONS } from '../../../simulator/aws/aws-state.ts';
import type { AwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import { startAwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import { accountOf } from '../../../simulator/aws/organization.ts';
import type { Simulation } from '../../../simulator/aws/simulation.ts';
import { createAdministratorKey, createSimulation } from '../../../simulator/aws/simulation.ts';
import { answer } from '../../../simulator/services.ts';
import {
  ACCOUNTS,
  ADMINISTRATOR,
  MANAGEMENT,
  ORDERS,
  ORGANIZATION,
  OUTSIDER,
  PAYMENTS,
  ROOT,
  UNIT,
} from '../support.ts';

const INNER = 'ou-ab12-87654321';
const SANDBOX = '444444444444';

const PLANS: readonly AccountPlan[] = [
  ...ACCOUNTS,
  {
    ...{ id: SANDBOX, name: 'sandbox', organizationId: ORGANIZATION, units: [INNER, UNIT, ROOT], recorders: [] },
    optionalRegions: ['af-south-1'],
  },
];

let state: AwsState;
let simulation: Simulation;
let endpoints: AwsEndpoints;

beforeEach(async () => {
  state = createAwsState(PLANS);
  simulation = createSimulation(state, { order: 'by-arrival' });
  endpoints = await startAwsEndpoints((call) => answer(simulation, call));
});

afterEach(() => endpoints.close());

function configOf(accountId: string): OrganizationsClientConfig {
  const credentials = { accessKeyId: createAdministratorKey(simulation, accountId), secretAccessKey: 'secret' };
  return { endpoint: endpoints.url, region: 'us-east-1', credentials, maxAttempts: 1 };
}

const clientOf = (accountId: string) => new OrganizationsClient(configOf(accountId));

/** All pages of a list, each of two. */
async function read<Page, T>(
  paginate: (config: { client: OrganizationsClient; pageSize: number }, input: never) => AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly T[] | undefined,
  input = {},
): Promise<readonly T[]> {
  const items: T[] = [];
  const pages = paginate({ client: clientOf(MANAGEMENT), pageSize: 2 }, input as never);
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

test('an organization has its accounts, under units of a root, and what is allowed to act in it', async () => {
  const client = clientOf(ADMINISTRATOR);
  expect(await client.send(new DescribeOrganizationCommand())).toMatchObject({
    Organization: { Id: ORGANIZATION, MasterAccountId: MANAGEMENT, FeatureSet: 'ALL' },
  });
  const accounts = await read(paginateListAccounts, ({ Accounts }) => Accounts);
  expect(accounts.map(({ Id }) => Id)).toEqual([MANAGEMENT, ADMINISTRATOR, PAYMENTS, ORDERS, SANDBOX]);
  const unitsOf = (ParentId: string) =>
    read(paginateListOrganizationalUnitsForParent, ({ OrganizationalUnits }) => OrganizationalUnits, { ParentId });
  const accountsOf = (ParentId: string) =>
    client.send(new ListAccountsForParentCommand({ ParentId })).then(({ Accounts }) => Accounts?.map(({ Id }) => Id));
  const tree = [];
  for (const parent of [ROOT, UNIT, INNER]) {
    tree.push([(await unitsOf(parent)).map(({ Id }) => Id), await accountsOf(parent)]);
  }
  expect(tree).toEqual([
    [[UNIT], [MANAGEMENT]],
    [[INNER], [ADMINISTRATOR, PAYMENTS, ORDERS]],
    [[], [SANDBOX]],
  ]);
  expect((await client.send(new ListRootsCommand())).Roots?.map(({ Id }) => Id)).toEqual([ROOT]);
  expect(await client.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: INNER }))).toMatchObject({
    OrganizationalUnit: { Id: INNER },
  });
  const { DelegatedAdministrators } = await client.send(new ListDelegatedAdministratorsCommand());
  expect(DelegatedAdministrators?.map(({ Id }) => Id)).toEqual([ADMINISTRATOR]);

  state.trustedServices.delete('config.amazonaws.com');
  const trusted = await read(
    paginateListAWSServiceAccessForOrganization,
    ({ EnabledServicePrincipals }) => EnabledServicePrincipals,
  );
  expect(trusted.map(({ ServicePrincipal }) => ServicePrincipal)).toEqual(DELEGATIONS.slice(1));
});

test('an account that was closed is still in the organization', async () => {
  accountOf(state, SANDBOX).status = 'SUSPENDED';
  expect(await clientOf(MANAGEMENT).send(new DescribeAccountCommand({ AccountId: SANDBOX }))).toMatchObject({
    Account: { Id: SANDBOX, Name: 'sandbox', State: 'SUSPENDED', Status: 'SUSPENDED' },
  });
});

test.each<[what: string, accountId: string, act: (client: OrganizationsClient) => Promise<unknown>, code: string]>([
  ['a list for a plain member', PAYMENTS, (client) => client.send(new ListRootsCommand()), 'AccessDeniedException'],
  [
    'the organization of an account outside',
    OUTSIDER,
    (client) => client.send(new DescribeOrganizationCommand()),
    'AWSOrganizationsNotInUseException',
  ],
  [
    'an account of others',
    MANAGEMENT,
    (client) => client.send(new DescribeAccountCommand({ AccountId: OUTSIDER })),
    'AccountNotFoundException',
  ],
  [
    'the services of an account without any',
    MANAGEMENT,
    (client) => client.send(new ListDelegatedServicesForAccountCommand({ AccountId: PAYMENTS })),
    'AccountNotRegisteredException',
  ],
  [
    'a unit that is not there',
    MANAGEMENT,
    (client) => client.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: 'ou-ab12-00000000' })),
    'OrganizationalUnitNotFoundException',
  ],
  [
    'a parent that is not there',
    MANAGEMENT,
    (client) => client.send(new ListAccountsForParentCommand({ ParentId: 'r-ab13' })),
    'ParentNotFoundException',
  ],
])('%s is refused', async (_, accountId, act, code) => {
  await expect(act(clientOf(accountId))).rejects.toMatchObject({ name: code });
});

test('an account has its enabled regions, which an administrator for that may read too', async () => {
  const enabled = async (accountId: string, AccountId?: string) => {
    const names: unknown[] = [];
    const RegionOptStatusContains = ['ENABLED' as const, 'ENABLED_BY_DEFAULT' as const];
    const client = new AccountClient(configOf(accountId));
    const pages = paginateListRegions({ client, pageSize: 10 }, { RegionOptStatusContains, AccountId });
    for await (const { Regions = [] } of pages) names.push(...Regions.map(({ RegionName }) => RegionName));
    return names;
  };
  const [own, other] = [await enabled(SANDBOX), await enabled(PAYMENTS)];
  expect(own).toHaveLength(other.length + 1);
  expect(own).toEqual(expect.arrayContaining([...other, 'af-south-1']));

  const denied = expect.objectContaining({ name: 'AccessDeniedException' });
  await expect(enabled(MANAGEMENT, SANDBOX)).rejects.toEqual(denied);
  state.trustedServices.add('account.amazonaws.com');
  expect(await enabled(MANAGEMENT, SANDBOX)).toEqual(own);
  for (const [caller, asked] of [
    [PAYMENTS, SANDBOX],
    [MANAGEMENT, OUTSIDER],
    [MANAGEMENT, MANAGEMENT],
  ] as const) {
    await expect(enabled(caller, asked)).rejects.toEqual(denied);
  }
  const { Regions } = await new AccountClient(configOf(PAYMENTS)).send(new ListRegionsCommand({}));
  expect(Regions).toContainEqual({ RegionName: 'af-south-1', RegionOptStatus: 'DISABLED' });
});
