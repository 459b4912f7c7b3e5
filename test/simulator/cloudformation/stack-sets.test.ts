import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  DeleteStackInstancesCommand,
  DeleteStackSetCommand,
  DescribeStackSetCommand,
  DescribeStackSetOperationCommand,
  ListStackInstancesCommand,
  ListStackSetOperationResultsCommand,
  ListStackSetOperationsCommand,
  ListStackSetsCommand,
  UpdateStackInstancesCommand,
} from '@aws-sdk/client-cloudformation';
import { RECORDS_ALL } from '../../../simulator/aws/aws-state.ts';
import { accountOf, joinOrganization } from '../../../simulator/aws/organization.ts';
import type { World } from '../support.ts';
import {
  ACCOUNTS,
  ADMINISTRATOR,
  JOINING,
  MANAGEMENT,
  ORDERS,
  PAYMENTS,
  problemsOf,
  REGIONS,
  SETTINGS,
  UNIT,
  withWorld,
} from '../support.ts';

const SET = { StackSetName: 'rabbitmq-conformance', CallAs: 'DELEGATED_ADMIN' } as const;
const PAYMENTS_ONLY = {
  DeploymentTargets: {
    OrganizationalUnitIds: [UNIT],
    AccountFilterType: 'INTERSECTION' as const,
    Accounts: [PAYMENTS],
  },
  Regions: REGIONS,
};

/** An organization in which the StackSet failed in one account. */
function withFailure(use: (client: CloudFormationClient, world: World) => Promise<void>): Promise<void> {
  const accounts = ACCOUNTS.map((account) => (account.id === PAYMENTS ? { ...account, recorders: [] } : account));
  return withWorld('stack-set', { accounts }, async (world) => {
    const client = new CloudFormationClient(world.clientConfig(ADMINISTRATOR));
    try {
      await use(client, world);
    } finally {
      client.destroy();
    }
  });
}

async function instances(client: CloudFormationClient) {
  const { Summaries = [] } = await client.send(new ListStackInstancesCommand(SET));
  return Summaries.map(({ Account, Region, Status, StackInstanceStatus }) =>
    [Account, Region, Status, StackInstanceStatus?.DetailedStatus].join(' '),
  ).toSorted();
}

const stateOf = (accountId: string, state: string) => REGIONS.map((region) => `${accountId} ${region} ${state}`);

test('the accounts that failed are found, mended and tried again', async () => {
  await withFailure(async (client, { simulation }) => {
    const good = [ADMINISTRATOR, ORDERS].flatMap((id) => stateOf(id, 'CURRENT SUCCEEDED'));
    expect(await instances(client)).toEqual([...good, ...stateOf(PAYMENTS, 'OUTDATED FAILED')].toSorted());
    const failed = new ListStackInstancesCommand({ ...SET, Filters: [{ Name: 'DETAILED_STATUS', Values: 'FAILED' }] });
    const { Summaries = [] } = await client.send(failed);
    expect(Summaries.map(({ Account }) => Account)).toEqual(REGIONS.map(() => PAYMENTS));
    expect(Summaries[0]?.StatusReason).toContain('NoAvailableConfigurationRecorder');
    // What could not be created is rolled back and deleted.
    expect(Summaries.map(({ StackId }) => StackId)).toEqual(REGIONS.map(() => undefined));

    for (const region of REGIONS) accountOf(simulation.state, PAYMENTS).recorders.set(region, RECORDS_ALL);
    const { OperationId } = await client.send(new UpdateStackInstancesCommand({ ...SET, ...PAYMENTS_ONLY }));
    expect(await instances(client)).toEqual([...good, ...stateOf(PAYMENTS, 'CURRENT SUCCEEDED')].toSorted());

    const operation = { OperationId, Action: 'UPDATE', Status: 'SUCCEEDED' };
    const { Summaries: operations = [] } = await client.send(new ListStackSetOperationsCommand(SET));
    expect(operations.map(({ Action }) => Action)).toEqual(['UPDATE', 'CREATE']);
    expect(operations[0]).toMatchObject({ ...operation, StatusDetails: { FailedStackInstancesCount: 0 } });
    const of = { ...SET, OperationId };
    expect((await client.send(new DescribeStackSetOperationCommand(of))).StackSetOperation).toMatchObject(operation);
    const { Summaries: results = [] } = await client.send(new ListStackSetOperationResultsCommand(of));
    expect(results.map(({ Account, Status }) => `${Account} ${Status}`)).toEqual(
      REGIONS.map(() => `${PAYMENTS} SUCCEEDED`),
    );
  });
});

test.each([false, true])('instances are deleted, with RetainStacks=%s, and then the StackSet', async (RetainStacks) => {
  await withFailure(async (client, { simulation: { state } }) => {
    await expect(client.send(new DeleteStackSetCommand(SET))).rejects.toMatchObject({
      name: 'StackSetNotEmptyException',
    });
    const targets = { DeploymentTargets: { OrganizationalUnitIds: [UNIT] }, Regions: REGIONS };
    await client.send(new DeleteStackInstancesCommand({ ...SET, ...targets, RetainStacks }));
    expect(await instances(client)).toEqual([]);
    expect(state.rules.size > 0).toBe(RetainStacks);
    await client.send(new DeleteStackSetCommand(SET));
    expect((await client.send(new ListStackSetsCommand({ CallAs: SET.CallAs }))).Summaries).toEqual([]);
  });
});

test('a StackSet is described, and gets instances in an account again', async () => {
  await withFailure(async (client) => {
    const { StackSet } = await client.send(new DescribeStackSetCommand(SET));
    expect(StackSet).toMatchObject({
      ...{ StackSetName: SET.StackSetName, Status: 'ACTIVE', PermissionModel: 'SERVICE_MANAGED' },
      ...{ AutoDeployment: { Enabled: true }, OrganizationalUnitIds: [UNIT], Regions: REGIONS },
      TemplateBody: expect.stringContaining('AWS::Config::ConformancePack'),
    });
    const [Region] = REGIONS;
    const orders = { ...PAYMENTS_ONLY.DeploymentTargets, Accounts: [ORDERS] };
    const request = { ...SET, DeploymentTargets: orders, Regions: [Region ?? ''] };
    await client.send(new DeleteStackInstancesCommand({ ...request, RetainStacks: false }));
    expect(await instances(client)).not.toContainEqual(expect.stringContaining(`${ORDERS} ${Region}`));
    await client.send(new CreateStackInstancesCommand(request));
    expect(await instances(client)).toContain(`${ORDERS} ${Region} CURRENT SUCCEEDED`);
  });
});

const ALL = { DeploymentTargets: { OrganizationalUnitIds: [UNIT] }, Regions: REGIONS };
const targeting = (targets: object) => ({
  ...SET,
  ...ALL,
  DeploymentTargets: { ...ALL.DeploymentTargets, ...targets },
});

test.each<[what: string, command: (client: CloudFormationClient) => Promise<unknown>, error: string]>([
  [
    'with other parameters',
    (client) => {
      const ParameterOverrides = [{ ParameterKey: 'none', ParameterValue: 'none' }];
      return client.send(new UpdateStackInstancesCommand({ ...SET, ...ALL, ParameterOverrides }));
    },
    'The simulator does not support the input ParameterOverrides of UpdateStackInstances.',
  ],
  [
    'in accounts of a file',
    (client) => client.send(new UpdateStackInstancesCommand(targeting({ AccountsUrl: 's3:' }))),
    'The simulator does not support the target AccountsUrl.',
  ],
  [
    'without saying whether the stacks stay',
    (client) => client.send(new DeleteStackInstancesCommand({ ...SET, ...ALL, RetainStacks: undefined })),
    'RetainStacks is required',
  ],
  [
    'in accounts without a filter',
    (client) =>
      client.send(new DeleteStackInstancesCommand({ ...targeting({ Accounts: [ORDERS] }), RetainStacks: false })),
    'AccountFilterType should be specified when both OrganizationalUnitIds and Accounts are provided',
  ],
  [
    'by a filter without accounts',
    (client) => client.send(new UpdateStackInstancesCommand(targeting({ AccountFilterType: 'DIFFERENCE' }))),
    'Accounts should be specified when Account-level Targeting is enabled',
  ],
  [
    'by the filter UNION',
    (client) =>
      client.send(new UpdateStackInstancesCommand(targeting({ AccountFilterType: 'UNION', Accounts: [ORDERS] }))),
    'The simulator does not support the account filter UNION.',
  ],
  [
    'in a unit that is not there',
    (client) =>
      client.send(new CreateStackInstancesCommand(targeting({ OrganizationalUnitIds: ['ou-none-00000000'] }))),
    'Target organizational unit could not be found: ou-none-00000000',
  ],
  [
    'in an account that is not in the unit',
    (client) =>
      client.send(
        new CreateStackInstancesCommand(targeting({ AccountFilterType: 'INTERSECTION', Accounts: [MANAGEMENT] })),
      ),
    'No account and region match the deployment targets.',
  ],
])('no instances are changed %s', async (_, act, error) => {
  await withFailure(async (client) => {
    const before = await instances(client);
    await expect(act(client)).rejects.toThrow(error);
    expect(await instances(client)).toEqual(before);
  });
});

test('an operation has the id that is given, which is used once', async () => {
  await withFailure(async (client) => {
    const update = new UpdateStackInstancesCommand({ ...SET, ...PAYMENTS_ONLY, OperationId: 'mended' });
    expect((await client.send(update)).OperationId).toBe('mended');
    await expect(client.send(update)).rejects.toMatchObject({ name: 'OperationIdAlreadyExistsException' });
  });
});

test('lists have pages', async () => {
  await withFailure(async (client) => {
    const list = { ...SET, MaxResults: 1, StackInstanceAccount: ORDERS };
    const { Summaries: first, NextToken } = await client.send(new ListStackInstancesCommand(list));
    const { Summaries: second } = await client.send(new ListStackInstancesCommand({ ...list, NextToken }));
    expect([first, second].map((page) => page?.map(({ Region }) => Region))).toEqual(REGIONS.map((region) => [region]));
    const filter = { Name: 'DRIFT_STATUS' as const, Values: 'DRIFTED' };
    await expect(client.send(new ListStackInstancesCommand({ ...SET, Filters: [filter] }))).rejects.toThrow(
      'The simulator does not support the filter DRIFT_STATUS.',
    );
  });
});

test('instances that are gone are deleted once more, but not updated', async () => {
  await withFailure(async (client) => {
    const request = { ...SET, ...PAYMENTS_ONLY };
    await client.send(new DeleteStackInstancesCommand({ ...request, RetainStacks: false }));
    const { OperationId } = await client.send(new DeleteStackInstancesCommand({ ...request, RetainStacks: false }));
    const { StackSetOperation } = await client.send(new DescribeStackSetOperationCommand({ ...SET, OperationId }));
    expect(StackSetOperation).toMatchObject({ Action: 'DELETE', Status: 'SUCCEEDED' });
    const update = client.send(new UpdateStackInstancesCommand(request));
    await expect(update).rejects.toMatchObject({ name: 'StackInstanceNotFoundException' });
  });
});

test.each(['INTERSECTION', 'DIFFERENCE'] as const)(
  'an account that joins a unit gets the instances that were created there with the filter %s',
  async (AccountFilterType) => {
    await withFailure(async (client, { simulation: { state } }) => {
      await client.send(new DeleteStackInstancesCommand({ ...SET, ...ALL, RetainStacks: false }));
      const Accounts = AccountFilterType === 'INTERSECTION' ? [ORDERS] : [JOINING.id];
      await client.send(new CreateStackInstancesCommand(targeting({ AccountFilterType, Accounts })));
      expect(joinOrganization(state, JOINING)).toEqual([]);
      expect(await instances(client)).toEqual(expect.arrayContaining(stateOf(JOINING.id, 'CURRENT SUCCEEDED')));
    });
  },
);

test('instances that were created by themselves are left alone by the stack of the StackSet', async () => {
  const settings = { ...SETTINGS['stack-set'], excludedAccounts: [ORDERS] };
  await withWorld('stack-set', { settings }, async ({ clientConfig, deploy }) => {
    const client = new CloudFormationClient(clientConfig(ADMINISTRATOR));
    const targets = { AccountFilterType: 'INTERSECTION' as const, Accounts: [ORDERS] };
    await client.send(new CreateStackInstancesCommand(targeting(targets)));
    expect(problemsOf(deploy({ ...settings, frequency: 'Six_Hours' }, ADMINISTRATOR))).toEqual({});
    expect(await instances(client)).toEqual(expect.arrayContaining(stateOf(ORDERS, 'CURRENT SUCCEEDED')));
    client.destroy();
  });
});

test.each([
  { RegionConcurrencyType: undefined, other: 'CANCELLED' },
  { RegionConcurrencyType: 'SEQUENTIAL', other: 'CANCELLED' },
  { RegionConcurrencyType: 'PARALLEL', other: 'SUCCEEDED' },
] as const)(
  'after a region with too many failures, the next one is $other with RegionConcurrencyType=$RegionConcurrencyType',
  async ({ RegionConcurrencyType, other }) => {
    await withFailure(async (client, { simulation: { state } }) => {
      const [failing = '', next = ''] = REGIONS;
      accountOf(state, PAYMENTS).recorders.set(next, RECORDS_ALL);
      const OperationPreferences = { RegionConcurrencyType };
      const { OperationId } = await client.send(
        new UpdateStackInstancesCommand({ ...SET, ...PAYMENTS_ONLY, OperationPreferences }),
      );
      const { StackSetOperation } = await client.send(new DescribeStackSetOperationCommand({ ...SET, OperationId }));
      expect(StackSetOperation?.Status).toBe('FAILED');
      const { Summaries = [] } = await client.send(new ListStackSetOperationResultsCommand({ ...SET, OperationId }));
      expect(Summaries.map(({ Region, Status }) => [Region, Status])).toEqual([
        [failing, 'FAILED'],
        [next, other],
      ]);
    });
  },
);

test('regions come in the order that is given', async () => {
  await withFailure(async (client) => {
    const OperationPreferences = { RegionOrder: REGIONS.toReversed() };
    const { OperationId } = await client.send(
      new UpdateStackInstancesCommand({ ...SET, ...PAYMENTS_ONLY, OperationPreferences }),
    );
    const { Summaries = [] } = await client.send(new ListStackSetOperationResultsCommand({ ...SET, OperationId }));
    expect(Summaries.map(({ Region }) => Region)).toEqual(REGIONS.toReversed());
  });
});

test.each<[what: string, accountId: string, input: object, error: string]>([
  ['that is not there', ADMINISTRATOR, { ...SET, StackSetName: 'none' }, 'StackSet none not found'],
  ['by a member account', ORDERS, SET, 'is not a delegated administrator'],
  [
    'by the administrator as if it were the management account',
    ADMINISTRATOR,
    { ...SET, CallAs: 'SELF' },
    'You must be',
  ],
  ['by the management account as if it were the administrator', MANAGEMENT, SET, 'is not a delegated administrator'],
])('nobody reads a StackSet %s', async (_, accountId, input, error) => {
  await withWorld('stack-set', {}, async ({ clientConfig }) => {
    const client = new CloudFormationClient(clientConfig(accountId));
    await expect(client.send(new DescribeStackSetCommand({ ...SET, ...input }))).rejects.toThrow(error);
    client.destroy();
  });
});
