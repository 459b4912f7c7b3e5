import type { DescribeChangeSetOutput, ResourceChange } from '@aws-sdk/client-cloudformation';
import type { Output } from '../../support.ts';
import { run, temporaryFolder } from '../../support.ts';
import { CHANGE_SET_ID, changeOf, changeSet, context, detail, rabbit } from './change-set-support.ts';

const folder = temporaryFolder();
const REPLACEMENT = 'rabbitmq-no-replacement';
const DELETION = 'rabbitmq-no-deletion';
const LOST = 'Its messages, queues, users and endpoint are lost.';
const DESCRIBE = '"aws cloudformation describe-change-set --include-property-values"';

/** Evaluates change sets, each in a file, with all checks. */
async function evaluate(...changeSets: readonly unknown[]) {
  const paths = changeSets.map((value, index) => folder.write(`change-set-${index}.json`, JSON.stringify(value)));
  const { status, stdout } = await run(['evaluate', '--format', 'json', ...paths]);
  const { results, problems, notices }: Output = JSON.parse(stdout);
  const isOfChange = ({ check }: { check: string }) => [REPLACEMENT, DELETION].includes(check);
  return {
    status,
    results,
    changes: results
      .filter(isOfChange)
      .map(({ address, check, verdict, detail: text }) => [address, check, verdict, text]),
    verdicts: results.filter((result) => !isOfChange(result)).map(({ verdict }) => verdict),
    problems: (problems ?? []).map(({ message }) => message),
    notices: (notices ?? []).map(({ message }) => message),
  };
}

const one = (change: Partial<ResourceChange>) => evaluate(changeSet([changeOf(change)]));

describe('a replacement fails', () => {
  const modes = detail('DeploymentMode', 'Always');

  it('with what forces it, and the new broker is evaluated', async () => {
    const found = await one({
      Action: 'Modify',
      Replacement: 'True',
      PolicyAction: 'ReplaceAndDelete',
      Details: [modes, detail('Logs', 'Never')],
      AfterContext: context(rabbit({ DeploymentMode: 'SINGLE_INSTANCE' })),
    });
    expect(found).toMatchObject({ status: 1, verdicts: ['fail', 'pass', 'pass'], problems: [], notices: [] });
    expect(found.changes).toEqual([
      [
        'Orders',
        REPLACEMENT,
        'fail',
        'The change replaces the broker, because DeploymentMode cannot be changed in place. ' +
          `It creates the new broker, then deletes this one. ${LOST}`,
      ],
    ]);
    expect(found.results[0]?.resource).toEqual({
      id: 'b-1234abcd-56ef-78ab-90cd-1234567890ab',
      name: 'orders',
      accountId: '111122223333',
      region: 'eu-west-1',
    });
  });

  it('also if the stack keeps the old broker', async () => {
    const { changes } = await one({
      Action: 'Modify',
      Replacement: 'True',
      PolicyAction: 'ReplaceAndRetain',
      Details: [modes, detail('BrokerName', 'Always')],
    });
    const text =
      'The change replaces the broker, because DeploymentMode and BrokerName cannot be changed in place. ' +
      'The old broker stays in AWS, but the new one is empty and has another endpoint.';
    expect(changes).toEqual([['Orders', REPLACEMENT, 'fail', text]]);
  });
});

describe('a removal', () => {
  it('fails, and is all that is said about the broker', async () => {
    const found = await one({ Action: 'Remove', PolicyAction: 'Delete', AfterContext: undefined, Scope: [] });
    const text = `The change deletes the broker, because it is no longer in the template. ${LOST}`;
    expect(found.changes).toEqual([['Orders', DELETION, 'fail', text]]);
    expect(found).toMatchObject({ status: 1, verdicts: [], problems: [] });
  });

  it('is a notice if the broker stays in AWS', async () => {
    expect(await one({ Action: 'Remove', PolicyAction: 'Retain', BeforeContext: undefined })).toMatchObject({
      status: 0,
      changes: [],
      problems: [],
      notices: ['removes Orders from the stack only. The broker stays in AWS.'],
    });
  });

  it('is unknown without its policy', async () => {
    const { changes, status } = await one({ Action: 'Remove' });
    const text = 'The change may delete the broker, because its PolicyAction is undefined.';
    expect({ changes, status }).toEqual({ changes: [['Orders', DELETION, 'unknown', text]], status: 3 });
  });
});

describe('nothing is found', () => {
  it.each<[string, Partial<ResourceChange>]>([
    ['where a broker is added', { Action: 'Add', BeforeContext: undefined, PhysicalResourceId: undefined }],
    ['where a broker is imported', { Action: 'Import', BeforeContext: undefined }],
    ['where a broker is updated', { Action: 'Modify', Replacement: 'False', Details: [detail('Logs', 'Never')] }],
    ['where only metadata changes', { Action: 'SyncWithActual' }],
    [
      'where a broker of ActiveMQ is replaced',
      { Action: 'Modify', Replacement: 'True', BeforeContext: context(rabbit({ EngineType: 'ActiveMQ' })) },
    ],
  ])('%s', async (_, change) => {
    expect(await one(change)).toMatchObject({
      status: 0,
      changes: [],
      verdicts: ['pass', 'pass', 'pass'],
      problems: [],
    });
  });
});

describe('what the change set does not tell is unknown', () => {
  const may = (why: string) => `The change may replace the broker, because ${why}.`;
  it.each<[string, Partial<ResourceChange>, string]>([
    [
      'a value that comes later',
      { Replacement: 'Conditional', Details: [detail('SubnetIds', 'Always', 'Dynamic')] },
      may('CloudFormation knows SubnetIds only when it executes the change set'),
    ],
    [
      'a condition',
      { Replacement: 'Conditional', Details: [detail('StorageType', 'Conditionally')] },
      may('Replacement is "Conditional" for StorageType'),
    ],
    ['no details', { Replacement: 'Conditional' }, may('Replacement is "Conditional"')],
    ['no Replacement', {}, may('Replacement is undefined')],
    [
      'a contradiction',
      { Replacement: 'False', Details: [detail('EngineType', 'Always')] },
      may('Replacement is "False" for EngineType'),
    ],
  ])('%s', async (_, change, text) => {
    const { changes } = await one({ Action: 'Modify', ...change });
    expect(changes).toEqual([['Orders', REPLACEMENT, 'unknown', text]]);
  });

  it.each<[string, readonly ResourceChange[], string]>([
    [
      'a dynamic action',
      [changeOf({ Action: 'Dynamic' })],
      'CloudFormation knows its action only when it executes the change set',
    ],
    ['an action of a later version', [changeOf({ Action: 'Melt' as never })], 'its Action is "Melt"'],
    [
      'two changes of one broker',
      [changeOf({ Action: 'Add' }), changeOf({ Action: 'Remove', PolicyAction: 'Delete' })],
      'the change set has several changes of it',
    ],
  ])('%s', async (_, changes, why) => {
    const found = await evaluate(changeSet(changes));
    expect(found.changes.map(([, check, verdict]) => [check, verdict])).toEqual([
      [REPLACEMENT, 'unknown'],
      [DELETION, 'unknown'],
    ]);
    for (const [, , , text] of found.changes) expect(text).toContain(`, because ${why}.`);
  });

  it('a value of the new broker that comes later', async () => {
    const { results } = await one({
      Action: 'Add',
      AfterContext: context(rabbit({ PubliclyAccessible: '{{changeSet:KNOWN_AFTER_APPLY}}' })),
    });
    expect(results.map(({ verdict }) => verdict)).toEqual(['pass', 'unknown', 'pass']);
    expect(results[1]?.detail).toContain('CloudFormation knows it only when it executes the change set');
  });
});

describe('without property values', () => {
  const bare = { BeforeContext: undefined, AfterContext: undefined };
  const problem = `has no property values of Orders, so only the change is evaluated. Expected the output of ${DESCRIBE}.`;

  it('the engine is not known, so a replacement is unknown', async () => {
    const found = await one({
      ...bare,
      Action: 'Modify',
      Replacement: 'True',
      Details: [detail('DeploymentMode', 'Always')],
    });
    const text =
      'The change replaces a broker whose engine is not known, because DeploymentMode cannot be changed in place.';
    expect(found).toMatchObject({
      status: 2,
      changes: [['Orders', REPLACEMENT, 'unknown', text]],
      verdicts: [],
      problems: [problem],
    });
  });

  it.each<[string, Partial<ResourceChange>]>([
    ['none', bare],
    ['what is no JSON', { AfterContext: '{' }],
    ['what has no properties', { AfterContext: '{}' }],
  ])('a new broker is a problem, since nothing proves it good: %s', async (_, change) => {
    expect(await one({ Action: 'Add', ...change })).toMatchObject({
      status: 2,
      changes: [],
      verdicts: [],
      problems: [problem],
    });
  });
});

describe('what brokers are in besides', () => {
  const NESTED = 'arn:aws:cloudformation:eu-west-1:111122223333:changeSet/release-Queues/77aa';
  const stack = (ChangeSetId?: string) =>
    changeOf({
      Action: 'Modify',
      LogicalResourceId: 'Queues',
      ResourceType: 'AWS::CloudFormation::Stack',
      ChangeSetId,
    });

  it('a nested stack without a change set is a problem', async () => {
    const { problems, status } = await evaluate(changeSet([stack()]));
    expect({ problems, status }).toEqual({
      problems: [
        'changes Queues (AWS::CloudFormation::Stack), whose brokers are not evaluated. ' +
          'Create the change set with --include-nested-stacks.',
      ],
      status: 2,
    });
  });

  it('a nested stack whose change set is not given is a problem', async () => {
    const { problems } = await evaluate(changeSet([stack(NESTED)]));
    expect(problems).toEqual([
      'changes the nested stack Queues, whose change set was not given, so its brokers are not evaluated. Evaluate it ' +
        `together with this one: aws cloudformation describe-change-set --include-property-values --change-set-name ${NESTED}`,
    ]);
  });

  it.each([[[0, 1]], [[1, 0]]])('a nested stack whose change set is given is none, in any order: %p', async (order) => {
    const nested = changeSet([changeOf({ Action: 'Remove', PolicyAction: 'Delete' })], { ChangeSetId: NESTED });
    const both = [changeSet([stack(NESTED)]), nested];
    const { problems, changes } = await evaluate(...order.map((index) => both[index]));
    expect(problems).toEqual([]);
    expect(changes).toMatchObject([['Orders', DELETION, 'fail', expect.any(String)]]);
  });

  it('a nested stack that is removed is unknown', async () => {
    const removal = { ...stack(NESTED), Action: 'Remove', PolicyAction: 'Delete' } as const;
    const text =
      'The change may delete a broker whose engine is not known, because it removes Queues (AWS::CloudFormation::Stack), ' +
      'which may have brokers.';
    const { problems, changes, status } = await evaluate(changeSet([removal]));
    expect({ problems, changes, status }).toEqual({
      problems: [],
      changes: [['Queues', DELETION, 'unknown', text]],
      status: 3,
    });
  });

  it('a nested stack that is removed and stays in AWS is a notice', async () => {
    const removal = { ...stack(), Action: 'Remove', PolicyAction: 'Retain' } as const;
    expect(await evaluate(changeSet([removal]))).toMatchObject({ problems: [], changes: [], status: 0 });
  });

  it('a product is a problem', async () => {
    const type = 'AWS::ServiceCatalog::CloudFormationProvisionedProduct';
    const { problems } = await evaluate(changeSet([changeOf({ Action: 'Add', ResourceType: type })]));
    expect(problems).toEqual([
      `changes Orders (${type}), whose brokers are not evaluated. Evaluate its template separately.`,
    ]);
  });

  it('other resources are counted', async () => {
    const others = ['A', 'B'].map((LogicalResourceId) =>
      changeOf({ Action: 'Add', LogicalResourceId, ResourceType: 'AWS::SQS::Queue' }),
    );
    expect(await evaluate(changeSet(others))).toMatchObject({
      status: 0,
      problems: [],
      notices: ['skipped 2 resources other than brokers.'],
    });
  });
});

describe('a change set that cannot be used is a problem, in its words', () => {
  const without: Partial<DescribeChangeSetOutput> = { Changes: [], ExecutionStatus: 'UNAVAILABLE' };
  it.each<[string, DescribeChangeSetOutput, string]>([
    [
      'one page of several',
      changeSet([], { NextToken: 'abc' }),
      'is one page of several (it has a NextToken). Expected a change set with all of its changes.',
    ],
    [
      'one that failed',
      changeSet([], { ...without, Status: 'FAILED', StatusReason: 'Parameters: [Stage] must have values' }),
      'is a change set that failed: "Parameters: [Stage] must have values".',
    ],
    [
      'one that is not ready',
      changeSet([], { ...without, Status: 'CREATE_IN_PROGRESS' }),
      'is a change set whose Status is "CREATE_IN_PROGRESS". Expected CREATE_COMPLETE: ' +
        'wait with "aws cloudformation wait change-set-create-complete", then describe it again.',
    ],
    ...(['EXECUTE_IN_PROGRESS', 'EXECUTE_COMPLETE', 'EXECUTE_FAILED', 'OBSOLETE'] as const).map(
      (ExecutionStatus): [string, DescribeChangeSetOutput, string] => [
        `one whose execution status is ${ExecutionStatus}`,
        changeSet([changeOf({ Action: 'Remove', PolicyAction: 'Delete' })], { ExecutionStatus }),
        `is a change set whose ExecutionStatus is "${ExecutionStatus}", so it can no longer be executed. ` +
          'Expected AVAILABLE: create a new change set.',
      ],
    ),
    [
      'one without its changes',
      changeSet([], { Changes: undefined }),
      `is a change set without Changes. Expected the output of ${DESCRIBE}.`,
    ],
    [
      'one with a change without a type',
      changeSet([changeOf({ ResourceType: undefined })]),
      'has 1 change without a ResourceType and LogicalResourceId.',
    ],
  ])('%s', async (_, value, problem) => {
    expect(await evaluate(value)).toMatchObject({ status: 2, results: [], problems: [problem] });
  });

  it.each([
    "The submitted information didn't contain changes. Submit different information to create a change set.",
    'No updates are to be performed.',
  ])('but not one without changes: %s', async (StatusReason) => {
    const value = changeSet([], { ...without, Status: 'FAILED', StatusReason });
    expect(await evaluate(value)).toMatchObject({
      status: 0,
      problems: [],
      notices: ['is a change set without changes.'],
    });
  });

  it('nor one that changes outputs only', async () => {
    expect(await evaluate(changeSet([]))).toMatchObject({ status: 0, notices: ['is a change set without changes.'] });
  });
});

it.each([
  ['one after the other', (sets: readonly string[]) => sets.join('\n')],
  ['in a list', (sets: readonly string[]) => `[${sets.join()}]`],
])('several change sets in one input are told apart: %s', async (_, write) => {
  const removal = changeSet([changeOf({ Action: 'Remove', PolicyAction: 'Delete' })], {
    ChangeSetId: `${CHANGE_SET_ID}2`,
  });
  const text = write([changeSet([changeOf({ Action: 'Add' })]), removal].map((value) => JSON.stringify(value)));
  const { stdout } = await run(['evaluate', '--format', 'json'], { stdin: [text] });
  const { results }: Output = JSON.parse(stdout);
  expect(results.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'fail']);
});
