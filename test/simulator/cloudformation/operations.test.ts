import {
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  RollbackStackCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import type { Desk } from './client.ts';
import { HERE, logGroup, NOBODY, role, template, withCloudFormation } from './client.ts';

const Capabilities = ['CAPABILITY_IAM' as const];
const LOGS = template({ Logs: logGroup({ RetentionInDays: 1 }) });
const LONGER_LOGS = template({ Logs: logGroup({ RetentionInDays: 2 }) });

async function create({ client }: Desk, StackName: string, TemplateBody: string, others: object = {}) {
  await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities, ...others }));
}

async function update({ client }: Desk, StackName: string, TemplateBody: string, others: object = {}) {
  await client.send(new UpdateStackCommand({ StackName, TemplateBody, Capabilities, ...others }));
}

/** The status of a stack, when nothing is in progress any more. */
async function statusOf({ client }: Desk, StackName: string): Promise<string | undefined> {
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const status = Stacks?.[0]?.StackStatus;
    if (!status?.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS') return status;
  }
}

test('a stack is created, read, updated and deleted', async () => {
  await withCloudFormation(async (desk) => {
    const { client } = desk;
    const Outputs = { Name: { Value: { Ref: 'Logs' }, Description: 'The logs.', Export: { Name: 'logs' } } };
    const body = template({ Logs: logGroup({}) }, { Description: 'A stack.', Outputs });
    await create(desk, 'stack', body, { Tags: [{ Key: 'team', Value: 'payments' }] });
    await update(
      desk,
      'stack',
      template({ Logs: logGroup({ RetentionInDays: 1 }) }, { Description: 'A stack.', Outputs }),
    );
    const of = { StackName: 'stack' };
    const PhysicalResourceId = expect.stringContaining('stack-Logs-');
    const resource = { LogicalResourceId: 'Logs', PhysicalResourceId, ResourceType: 'AWS::Logs::LogGroup' };
    expect(await client.send(new DescribeStacksCommand(of))).toMatchObject({
      Stacks: [
        {
          ...{ StackName: 'stack', StackStatus: 'UPDATE_COMPLETE', Description: 'A stack.' },
          LastUpdatedTime: expect.any(Date),
          Tags: [{ Key: 'team', Value: 'payments' }],
          Outputs: [
            { OutputKey: 'Name', OutputValue: PhysicalResourceId, Description: 'The logs.', ExportName: 'logs' },
          ],
        },
      ],
    });
    expect(await client.send(new DescribeStackResourcesCommand(of))).toMatchObject({
      StackResources: [{ ...resource, StackName: 'stack', ResourceStatus: 'UPDATE_COMPLETE' }],
    });
    expect(await client.send(new ListStackResourcesCommand(of))).toMatchObject({ StackResourceSummaries: [resource] });
    expect(await client.send(new GetTemplateCommand(of))).toMatchObject({
      TemplateBody: template({ Logs: logGroup({ RetentionInDays: 1 }) }, { Description: 'A stack.', Outputs }),
    });
    await client.send(new DeleteStackCommand(of));
    expect(await client.send(new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }))).toMatchObject({
      StackSummaries: [{ StackName: 'stack', DeletionTime: expect.any(Date) }],
    });
    const { Stacks } = await client.send(new DescribeStacksCommand({}));
    expect(Stacks?.map(({ StackName }) => StackName)).toEqual(['CDKToolkit']);
  });
});

test('a summary tells the parameters and the capabilities of a template', async () => {
  await withCloudFormation(async ({ client }) => {
    const Parameters = { Days: { Type: 'String', Default: '1', Description: 'How long.' } };
    const TemplateBody = template({ Role: role(HERE.accountId) }, { Parameters });
    expect(await client.send(new GetTemplateSummaryCommand({ TemplateBody }))).toMatchObject({
      Parameters: [{ ParameterKey: 'Days', ParameterType: 'String', DefaultValue: '1', Description: 'How long.' }],
      Capabilities,
      CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
      ResourceTypes: ['AWS::IAM::Role'],
    });
  });
});

interface Refusal {
  readonly what: string;
  readonly prepare?: (desk: Desk) => Promise<unknown>;
  readonly act: (desk: Desk) => Promise<unknown>;
  readonly error: string;
}

const EXPORTING = template(
  { Logs: logGroup({}) },
  { Outputs: { Name: { Value: { Ref: 'Logs' }, Export: { Name: 'logs' } } } },
);
const IMPORTING = template({ Logs: logGroup({ KmsKeyId: { 'Fn::ImportValue': 'logs' } }) });

const REFUSALS: readonly Refusal[] = [
  {
    what: 'a stack that is there is created',
    prepare: (desk) => create(desk, 'stack', LOGS),
    act: (desk) => create(desk, 'stack', LOGS),
    error: 'Stack [stack] already exists',
  },
  {
    what: 'a stack is created with a name that is not allowed',
    act: (desk) => create(desk, 'my_stack', LOGS),
    error:
      "Value 'my_stack' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
  },
  {
    what: 'a stack is created with a name that is too long',
    act: (desk) => create(desk, 'a'.repeat(129), LOGS),
    error: 'Member must have length less than or equal to 128',
  },
  {
    what: 'a stack that is not there is updated',
    act: (desk) => update(desk, 'stack', LOGS),
    error: 'Stack [stack] does not exist',
  },
  {
    what: 'a stack is updated with what it has',
    prepare: (desk) => create(desk, 'stack', LOGS),
    act: (desk) => update(desk, 'stack', LOGS),
    error: 'No updates are to be performed.',
  },
  {
    what: 'a parameter has no value',
    act: (desk) =>
      create(desk, 'stack', template({ Logs: logGroup({}) }, { Parameters: { Days: { Type: 'String' } } })),
    error: 'Parameters: [Days] must have values',
  },
  { what: 'a template is none', act: (desk) => create(desk, 'stack', '{}'), error: 'Template format error' },
  {
    what: 'a template refers to what is not there',
    act: (desk) => create(desk, 'stack', template({ Logs: logGroup({ KmsKeyId: { Ref: 'Key' } }) })),
    error: 'Unresolved resource dependencies [Key] in the Resources block of the template',
  },
  {
    what: 'a protected stack is deleted',
    prepare: async (desk) => {
      await create(desk, 'stack', LOGS);
      const request = { StackName: 'stack', EnableTerminationProtection: true };
      await desk.client.send(new UpdateTerminationProtectionCommand(request));
    },
    act: ({ client }) => client.send(new DeleteStackCommand({ StackName: 'stack' })),
    error: 'Stack [stack] cannot be deleted while TerminationProtection is enabled',
  },
  {
    what: 'resources of a stack are retained whose deletion has not failed',
    prepare: (desk) => create(desk, 'stack', LOGS),
    act: ({ client }) => client.send(new DeleteStackCommand({ StackName: 'stack', RetainResources: ['Logs'] })),
    error: 'only when the stack is in the DELETE_FAILED state',
  },
  {
    what: 'a stack is deleted that another one uses',
    prepare: async (desk) => {
      await create(desk, 'exporting', EXPORTING);
      await create(desk, 'importing', IMPORTING);
    },
    act: ({ client }) => client.send(new DeleteStackCommand({ StackName: 'exporting' })),
    error: 'Export logs cannot be deleted as it is in use by importing',
  },
  {
    what: 'a stack is rolled back that has not failed',
    prepare: (desk) => create(desk, 'stack', LOGS),
    act: ({ client }) => client.send(new RollbackStackCommand({ StackName: 'stack' })),
    error: 'is in CREATE_COMPLETE state',
  },
  {
    what: 'a rollback is continued that has not failed',
    prepare: (desk) => create(desk, 'stack', LOGS),
    act: ({ client }) => client.send(new ContinueUpdateRollbackCommand({ StackName: 'stack' })),
    error: 'is in CREATE_COMPLETE state and can not continue update rollback.',
  },
];

const OF = { StackName: 'stack' };
const CHANGES = { ...OF, ChangeSetName: 'changes' };

test.each<[operation: string, input: string, send: (desk: Desk) => Promise<unknown>]>([
  ['CreateStack', 'TimeoutInMinutes', (desk) => create(desk, 'stack', LOGS, { TimeoutInMinutes: 1 })],
  ['UpdateStack', 'StackPolicyBody', (desk) => update(desk, 'stack', LOGS, { StackPolicyBody: '{}' })],
  [
    'CreateChangeSet',
    'RollbackConfiguration',
    ({ client }) =>
      client.send(new CreateChangeSetCommand({ ...CHANGES, RollbackConfiguration: { MonitoringTimeInMinutes: 1 } })),
  ],
  [
    'CreateChangeSet',
    'ImportExistingResources',
    ({ client }) => client.send(new CreateChangeSetCommand({ ...CHANGES, ImportExistingResources: true })),
  ],
  [
    'DeleteStack',
    'DeletionMode',
    ({ client }) => client.send(new DeleteStackCommand({ ...OF, DeletionMode: 'FORCE_DELETE_STACK' })),
  ],
])('%s is refused with %s, which is not simulated', async (operation, input, send) => {
  await withCloudFormation(async (desk) => {
    await expect(send(desk)).rejects.toThrow(`The simulator does not support the input ${input} of ${operation}.`);
  });
});

test('inputs that ask for nothing are accepted', async () => {
  await withCloudFormation(async (desk) => {
    await create(desk, 'stack', LOGS, { NotificationARNs: [], DisableRollback: false });
    await desk.client.send(new DeleteStackCommand({ ...OF, DeletionMode: 'STANDARD' }));
    expect(desk.state.others.size).toBe(0);
  });
});

const RETAINED = template({ Logs: { ...logGroup({}), DeletionPolicy: 'Retain' }, Role: role(NOBODY) });

test.each<[operation: string, fail: (desk: Desk, RetainExceptOnCreate: boolean) => Promise<unknown>]>([
  ['CreateStack', (desk, RetainExceptOnCreate) => create(desk, 'stack', RETAINED, { RetainExceptOnCreate })],
  [
    'UpdateStack',
    async (desk, RetainExceptOnCreate) => {
      await create(desk, 'stack', template({ Role: role(HERE.accountId) }));
      await update(desk, 'stack', RETAINED, { RetainExceptOnCreate });
    },
  ],
  [
    'ExecuteChangeSet',
    async ({ client }, RetainExceptOnCreate) => {
      const type = { ChangeSetType: 'CREATE', Capabilities } as const;
      await client.send(new CreateChangeSetCommand({ ...CHANGES, ...type, TemplateBody: RETAINED }));
      await client.send(new ExecuteChangeSetCommand({ ...CHANGES, RetainExceptOnCreate }));
    },
  ],
  [
    'RollbackStack',
    async (desk, RetainExceptOnCreate) => {
      await create(desk, 'stack', RETAINED, { DisableRollback: true });
      await desk.client.send(new RollbackStackCommand({ ...OF, RetainExceptOnCreate }));
    },
  ],
])('%s with RetainExceptOnCreate leaves nothing of what it created', async (_, fail) => {
  const left = (retainExceptOnCreate: boolean) =>
    withCloudFormation(async (desk) => {
      await fail(desk, retainExceptOnCreate);
      expect(await statusOf(desk, 'stack')).toMatch(/ROLLBACK_COMPLETE$/);
      return desk.state.others.size;
    });
  expect([await left(false), await left(true)]).toEqual([1, 0]);
});

test.each(REFUSALS)('is refused: $what', async ({ prepare, act, error }) => {
  await withCloudFormation(async (desk) => {
    await prepare?.(desk);
    await expect(act(desk)).rejects.toThrow(error);
  });
});

test('the deletion of a stack that is not there is none', async () => {
  await withCloudFormation(async ({ client, state }) => {
    const before = state.stacks.size;
    await client.send(new DeleteStackCommand({ StackName: 'stack' }));
    expect(state.stacks.size).toBe(before);
  });
});

test.each([
  { status: 'CREATE_FAILED', before: undefined },
  { status: 'UPDATE_FAILED', before: LOGS },
])('a stack in $status is updated only if that is not rolled back either', async ({ status, before }) => {
  await withCloudFormation(async (desk) => {
    if (before !== undefined) await create(desk, 'stack', before);
    const fail = before === undefined ? create : update;
    const failing = template({ Logs: logGroup({ RetentionInDays: 2 }), Role: role(NOBODY) });
    await fail(desk, 'stack', failing, { DisableRollback: true });
    const refusal = `This stack is currently in a non-terminal [${status}] state. To update the stack from this state, please use the disable-rollback parameter`;
    await expect(update(desk, 'stack', LONGER_LOGS)).rejects.toThrow(refusal);
    const changes = { StackName: 'stack', ChangeSetName: 'changes' };
    await desk.client.send(new CreateChangeSetCommand({ ...changes, TemplateBody: LONGER_LOGS }));
    await expect(desk.client.send(new ExecuteChangeSetCommand(changes))).rejects.toThrow(refusal);
    await desk.client.send(new ExecuteChangeSetCommand({ ...changes, DisableRollback: true }));
    expect(await statusOf(desk, 'stack')).toBe('UPDATE_COMPLETE');
  });
});

test('an update that fails and is not rolled back can be rolled back later', async () => {
  await withCloudFormation(async (desk) => {
    await create(desk, 'stack', LOGS);
    const failing = template({ Logs: logGroup({ RetentionInDays: 2 }), Role: role(NOBODY) });
    await update(desk, 'stack', failing, { DisableRollback: true });
    expect(await statusOf(desk, 'stack')).toBe('UPDATE_FAILED');
    await desk.client.send(new RollbackStackCommand({ StackName: 'stack' }));
    expect(await statusOf(desk, 'stack')).toBe('UPDATE_ROLLBACK_COMPLETE');
    await update(desk, 'stack', LONGER_LOGS);
    expect(await statusOf(desk, 'stack')).toBe('UPDATE_COMPLETE');
  });
});

test('a rollback that failed is continued without the resource that failed', async () => {
  await withCloudFormation(async (desk) => {
    const { client, state } = desk;
    const trusted = `arn:aws:iam::${HERE.accountId}:role/trusted`;
    const policy = { Version: '2012-10-17', Statement: [] };
    state.roles.set(trusted, { arn: trusted, accountId: HERE.accountId, trust: policy, policies: [] });
    await create(desk, 'stack', template({ First: role(trusted) }));
    // What it trusted is gone: there is no way back.
    state.roles.delete(trusted);
    await update(desk, 'stack', template({ First: role(HERE.accountId), Second: role(NOBODY) }));
    expect(await statusOf(desk, 'stack')).toBe('UPDATE_ROLLBACK_FAILED');
    await expect(update(desk, 'stack', LOGS)).rejects.toThrow(
      'is in UPDATE_ROLLBACK_FAILED state and can not be updated.',
    );
    const request = { StackName: 'stack' };
    await client.send(new ContinueUpdateRollbackCommand(request));
    expect(await statusOf(desk, 'stack')).toBe('UPDATE_ROLLBACK_FAILED');
    await client.send(new ContinueUpdateRollbackCommand({ ...request, ResourcesToSkip: ['First'] }));
    expect(await statusOf(desk, 'stack')).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});

test('a throttled call and a dropped connection pass', async () => {
  await withCloudFormation(async (desk) => {
    await create(desk, 'stack', LOGS);
    desk.dial.faults = [
      { kind: 'throttling', times: 1 },
      { kind: 'dropped-connection', times: 1 },
    ];
    expect(await statusOf(desk, 'stack')).toBe('CREATE_COMPLETE');
    expect(desk.dial.faults.map(({ times }) => times)).toEqual([0, 0]);
    desk.dial.faults = [{ kind: 'expired-credentials' }];
    await expect(statusOf(desk, 'stack')).rejects.toMatchObject({ name: 'ExpiredToken' });
  });
});
