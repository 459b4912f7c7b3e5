import type { CreateChangeSetCommandInput } from '@aws-sdk/client-cloudformation';
import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import type { Desk } from './client.ts';
import { HERE, logGroup, NOBODY, role, template, withCloudFormation } from './client.ts';

const ROLE = role(HERE.accountId);

function query(QueryName: unknown, others: object = {}) {
  return { Type: 'AWS::Config::StoredQuery', Properties: { QueryName, QueryExpression: 'SELECT 1', ...others } };
}

/** Makes a change set, and describes it. */
async function change({ client }: Desk, body: string, others: Partial<CreateChangeSetCommandInput> = {}) {
  const names = { StackName: 'stack', ChangeSetName: 'changes' };
  await client.send(new CreateChangeSetCommand({ ...names, TemplateBody: body, ...others }));
  return await client.send(new DescribeChangeSetCommand(names));
}

async function create({ client }: Desk, body: string) {
  await client.send(
    new CreateStackCommand({ StackName: 'stack', TemplateBody: body, Capabilities: ['CAPABILITY_IAM'] }),
  );
}

interface Changing {
  readonly what: string;
  readonly before: object;
  readonly after: object;
  /** Action, logical id, replacement and the properties that change. */
  readonly changes: readonly (readonly unknown[])[];
}

const BEFORE = { Query: query('a'), Logs: logGroup({ RetentionInDays: 1 }) };

test.each<Changing>([
  {
    what: 'a new resource',
    before: { Logs: logGroup({}) },
    after: { Logs: logGroup({}), Query: query('a') },
    changes: [['Add', 'Query', undefined, []]],
  },
  {
    what: 'a property that can be changed',
    before: BEFORE,
    after: { ...BEFORE, Logs: logGroup({ RetentionInDays: 2 }) },
    changes: [['Modify', 'Logs', 'False', ['RetentionInDays Never Static']]],
  },
  {
    what: 'a name, and what refers to it',
    before: {
      Query: query('a'),
      Logs: logGroup({ KmsKeyId: { Ref: 'Query' } }),
      Next: query({ 'Fn::Join': ['-', ['next', { Ref: 'Query' }]] }),
    },
    after: {
      Query: query('b'),
      Logs: logGroup({ KmsKeyId: { Ref: 'Query' } }),
      Next: query({ 'Fn::Join': ['-', ['next', { Ref: 'Query' }]] }),
    },
    changes: [
      ['Modify', 'Query', 'True', ['QueryName Always Static']],
      ['Modify', 'Logs', 'False', ['KmsKeyId Never Dynamic']],
      ['Modify', 'Next', 'Conditional', ['QueryName Conditionally Dynamic']],
    ],
  },
  {
    what: 'a resource that is no longer in the template',
    before: BEFORE,
    after: { Logs: BEFORE.Logs },
    changes: [['Remove', 'Query', undefined, []]],
  },
])('a change set has $what', async ({ before, after, changes }) => {
  await withCloudFormation(async (desk) => {
    await create(desk, template(before));
    const { Status, Changes = [] } = await change(desk, template(after));
    expect(Status).toBe('CREATE_COMPLETE');
    const shown = Changes.map(({ ResourceChange: { Action, LogicalResourceId, Replacement, Details = [] } = {} }) => {
      const properties = Details.map(({ Target, Evaluation }) =>
        [Target?.Name, Target?.RequiresRecreation, Evaluation].join(' '),
      );
      return [Action, LogicalResourceId, Replacement, properties];
    });
    expect(shown).toEqual(changes);
  });
});

test.each<{ what: string; before?: string; after: string; reason: string }>([
  {
    what: 'nothing new',
    before: template(BEFORE),
    after: template(BEFORE),
    reason: "The submitted information didn't contain changes. Submit different information to create a change set.",
  },
  {
    what: 'an import that nobody exports',
    after: template({ Logs: logGroup({ KmsKeyId: { 'Fn::ImportValue': 'key' } }) }),
    reason: 'No export named key found.',
  },
  {
    what: 'another type under the same logical id',
    before: template(BEFORE),
    after: template({ ...BEFORE, Query: logGroup({}) }),
    reason:
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [Query]',
  },
])('a change set fails with $what', async ({ before, after, reason }) => {
  await withCloudFormation(async (desk) => {
    if (before !== undefined) await create(desk, before);
    const described = await change(desk, after, { ChangeSetType: before === undefined ? 'CREATE' : 'UPDATE' });
    expect(described).toMatchObject({ Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE', StatusReason: reason });
    const execute = new ExecuteChangeSetCommand({ StackName: 'stack', ChangeSetName: 'changes' });
    await expect(desk.client.send(execute)).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
  });
});

test('a stack is there for review until its change set is executed, and then at once what it becomes', async () => {
  await withCloudFormation(async (desk) => {
    const { client } = desk;
    const statusOf = async (StackName: string) =>
      (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus;
    const {
      StackId = '',
      ChangeSetId,
      CreationTime,
    } = await change(desk, template(BEFORE), { ChangeSetType: 'CREATE' });
    expect(await statusOf('stack')).toBe('REVIEW_IN_PROGRESS');
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }));
    expect(await statusOf(StackId)).toBe('CREATE_COMPLETE');
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'stack' }));
    expect(
      StackEvents.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`),
    ).toEqual([
      'stack CREATE_COMPLETE',
      ...['Logs CREATE_COMPLETE', 'Logs CREATE_IN_PROGRESS', 'Query CREATE_COMPLETE', 'Query CREATE_IN_PROGRESS'],
      'stack CREATE_IN_PROGRESS',
      'stack REVIEW_IN_PROGRESS',
    ]);
    // The CDK CLI looks for events since the creation of the change set.
    const before = StackEvents.filter(({ Timestamp = 0 }) => Number(Timestamp) < Number(CreationTime));
    expect(before.every(({ ResourceStatus }) => String(ResourceStatus) === 'REVIEW_IN_PROGRESS')).toBe(true);
    const times = StackEvents.map(({ Timestamp }) => Number(Timestamp));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(new Set(times).size).toBe(times.length);
    await client.send(new DeleteStackCommand({ StackName: 'stack' }));
    expect(await statusOf(StackId)).toBe('DELETE_COMPLETE');
    await expect(statusOf('stack')).rejects.toThrow('Stack with id stack does not exist');
  });
});

test.each([
  ['ROLLBACK', 'ROLLBACK_COMPLETE'],
  ['DO_NOTHING', 'CREATE_FAILED'],
  ['DELETE', 'DELETE_COMPLETE'],
] as const)('with OnStackFailure=%s a stack that fails ends in %s', async (OnStackFailure, status) => {
  await withCloudFormation(async (desk) => {
    const { StackId, ChangeSetId } = await change(desk, template({ Logs: logGroup({}), Role: role(NOBODY) }), {
      ...{ ChangeSetType: 'CREATE', OnStackFailure, Capabilities: ['CAPABILITY_IAM'] },
    });
    await desk.client.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }));
    expect(desk.state.stacks.get(StackId ?? '')?.status).toBe(status);
  });
});

test.each<{ what: string; before?: string; request: Partial<CreateChangeSetCommandInput>; error: string }>([
  { what: 'of a stack that is not there', request: {}, error: 'Stack [stack] does not exist' },
  {
    what: 'that would create a stack again',
    before: template({ Logs: logGroup({}) }),
    request: { ChangeSetType: 'CREATE' },
    error: 'Stack [stack] already exists and cannot be created again with the changeSet [changes].',
  },
  {
    what: 'for a stack whose creation was rolled back',
    before: template({ Logs: logGroup({}), Role: role(NOBODY) }),
    request: {},
    error: 'is in ROLLBACK_COMPLETE state and can not be updated.',
  },
  {
    what: 'for a new stack with a name that is not allowed',
    request: { ChangeSetType: 'CREATE', StackName: '1-stack' },
    error: "Value '1-stack' at 'stackName' failed to satisfy constraint",
  },
  {
    what: 'without the capability that it needs',
    request: { ChangeSetType: 'CREATE', TemplateBody: template({ Role: ROLE }) },
    error: 'Requires capabilities : [CAPABILITY_IAM]',
  },
  {
    what: 'with a name but without the capability for it',
    request: {
      ...{ ChangeSetType: 'CREATE', Capabilities: ['CAPABILITY_IAM'] },
      TemplateBody: template({ Role: { ...ROLE, Properties: { ...ROLE.Properties, RoleName: 'name' } } }),
    },
    error: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
  },
  {
    what: 'with a parameter that is not stored',
    request: {
      ChangeSetType: 'CREATE',
      TemplateBody: template(
        { Logs: logGroup({}) },
        { Parameters: { Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/none' } } },
      ),
    },
    error: 'Unable to fetch parameters [/none] from parameter store for this account.',
  },
  {
    what: 'of a template that is not in the bucket',
    request: {
      ChangeSetType: 'CREATE',
      TemplateBody: undefined,
      TemplateURL: 'https://s3.amazonaws.com/none/template',
    },
    error: 'S3 error: The specified bucket does not exist',
  },
  {
    what: 'with a role that CloudFormation cannot assume',
    request: { ChangeSetType: 'CREATE', RoleARN: NOBODY },
    error: `Role ${NOBODY} is invalid or cannot be assumed`,
  },
  {
    what: 'of a type that is not simulated',
    request: { ChangeSetType: 'CREATE', TemplateBody: template({ Bucket: { Type: 'AWS::S3::Bucket' } }) },
    error: 'The simulator does not support the resource type AWS::S3::Bucket.',
  },
  {
    what: 'with a property that is not simulated',
    request: { ChangeSetType: 'CREATE', TemplateBody: template({ Logs: logGroup({ LogGroupClass: 'DELIVERY' }) }) },
    error: 'The simulator does not support the property LogGroupClass of AWS::Logs::LogGroup.',
  },
  {
    what: 'with an attribute that is not simulated',
    request: { ChangeSetType: 'CREATE', TemplateBody: template({ Logs: { ...logGroup({}), CreationPolicy: {} } }) },
    error: 'The simulator does not support the attribute CreationPolicy.',
  },
  {
    what: 'of resources that depend on what is not there',
    request: { ChangeSetType: 'CREATE', TemplateBody: template({ Logs: { ...logGroup({}), DependsOn: 'None' } }) },
    error: 'Unresolved resource dependencies [None] in the Resources block of the template',
  },
  {
    what: 'without resources',
    request: { ChangeSetType: 'CREATE', TemplateBody: template({}) },
    error: 'Template format error: At least one Resources member must be defined.',
  },
  {
    what: 'of a template that is too long for a request',
    request: {
      ChangeSetType: 'CREATE',
      TemplateBody: template({ Query: query('a') }, { Description: '.'.repeat(51_200) }),
    },
    error: 'the template has more than 51200 bytes',
  },
])('a change set $what is refused', async ({ before, request, error }) => {
  await withCloudFormation(async (desk) => {
    if (before !== undefined) await create(desk, before);
    await expect(change(desk, template({ Query: query('a') }), request)).rejects.toThrow(error);
  });
});

test('parameters that are stored are resolved, and may be used again', async () => {
  await withCloudFormation(async (desk) => {
    const { client } = desk;
    const Parameters = { Days: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/none' } };
    const body = template({ Logs: logGroup({ RetentionInDays: { Ref: 'Days' } }) }, { Parameters });
    const version = '/cdk-bootstrap/hnb659fds/version';
    await client.send(
      new CreateStackCommand({
        ...{ StackName: 'stack', TemplateBody: body },
        Parameters: [{ ParameterKey: 'Days', ParameterValue: version }],
      }),
    );
    const ResolvedValue = expect.stringMatching(/^\d+$/);
    const expected = [{ ParameterKey: 'Days', ParameterValue: version, ResolvedValue }];
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'stack' }));
    expect(Stacks).toEqual([expect.objectContaining({ StackStatus: 'CREATE_COMPLETE', Parameters: expected })]);
    const again = await change(desk, body, { Parameters: [{ ParameterKey: 'Days', UsePreviousValue: true }] });
    expect(again).toMatchObject({
      Parameters: expected,
      Status: 'FAILED',
      StatusReason: expect.stringContaining("didn't contain"),
    });
  });
});

test('a change set is deleted by its name, also one that is not there', async () => {
  await withCloudFormation(async (desk) => {
    await change(desk, template(BEFORE), { ChangeSetType: 'CREATE' });
    const names = { StackName: 'stack', ChangeSetName: 'changes' };
    await desk.client.send(new DeleteChangeSetCommand(names));
    await desk.client.send(new DeleteChangeSetCommand(names));
    const missing = desk.client.send(new DescribeChangeSetCommand(names));
    await expect(missing).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
  });
});
