import type { AwsState } from '../../../simulator/aws/aws-state.ts';
import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import { attachedTo } from '../../../simulator/aws/control-policies.ts';
import { joinOrganization } from '../../../simulator/aws/organization.ts';
import { RESOURCE_TYPES } from '../../../simulator/cloudformation/resources.ts';
import { deleteStack } from '../../../simulator/stacks/delete.ts';
import { deployStack } from '../../../simulator/stacks/deploy.ts';
import { addStack, contentOf, placeOf } from '../../../simulator/stacks/stacks.ts';
import { ACCOUNTS, JOINING, ORDERS, ORGANIZATION, PAYMENTS, ROOT, withWorld } from '../support.ts';

const EXEC = `arn:aws:iam::${PAYMENTS}:role/exec`;
const EXCEPT = { ArnNotLike: { 'aws:PrincipalArn': EXEC } };

/** Attaches a policy to the root that denies actions. */
function deny(state: AwsState, Action: string, Condition = {}): void {
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action, Resource: '*', Condition }],
  } as const;
  const id = `p-${state.unique(8)}`;
  const text = { id, name: id, description: '', content: JSON.stringify(document) };
  state.controlPolicies.all.set(id, { ...text, document, organizationId: ORGANIZATION });
  state.controlPolicies.roots.add(ROOT);
  state.controlPolicies.attachments.set(ROOT, new Set([...attachedTo(state, ROOT), id]));
}

const ALARM = JSON.stringify({ Resources: { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: {} } } });

/** Deploys an alarm, as somebody. @returns the status of the stack, and after it was deleted */
function deploy(state: AwsState, caller: string | undefined, roleArn?: string): readonly (string | undefined)[] {
  const place = { accountId: PAYMENTS, region: 'eu-west-1' };
  const stack = addStack(state, place, 'alarms', contentOf(ALARM));
  stack.roleArn = roleArn;
  const placed = placeOf(state, stack, RESOURCE_TYPES, caller);
  deployStack(placed, stack, contentOf(ALARM), { rollsBack: false });
  const statuses = [stack.status];
  deleteStack(placed, stack);
  return [...statuses, stack.status];
}

test.each<[what: string, action: string, caller: string | undefined, roleArn: string | undefined, statuses: object]>([
  [
    'whoever calls',
    'cloudwatch:PutMetricAlarm',
    'arn:aws:iam::1:role/a',
    undefined,
    ['CREATE_FAILED', 'DELETE_COMPLETE'],
  ],
  ['an exempt role', 'cloudwatch:*', 'arn:aws:iam::1:role/a', EXEC, ['CREATE_COMPLETE', 'DELETE_COMPLETE']],
  [
    'who may only create',
    'cloudwatch:Delete*',
    'arn:aws:iam::1:role/a',
    undefined,
    ['CREATE_COMPLETE', 'DELETE_FAILED'],
  ],
  ['a service', 'cloudwatch:*', undefined, undefined, ['CREATE_COMPLETE', 'DELETE_COMPLETE']],
])('CloudFormation acts in a stack with the permissions of %s', (_, action, caller, roleArn, statuses) => {
  const state = createAwsState(ACCOUNTS);
  deny(state, action, EXCEPT);
  expect(deploy(state, caller, roleArn)).toEqual(statuses);
});

test('a type of resource whose actions are not known is refused only where it matters', () => {
  const state = createAwsState(ACCOUNTS);
  const { access: _, ...alarm } = RESOURCE_TYPES['AWS::CloudWatch::Alarm'] ?? {};
  const types = { 'AWS::CloudWatch::Alarm': alarm as (typeof RESOURCE_TYPES)[string] };
  const run = (region: string) => {
    const stack = addStack(state, { accountId: PAYMENTS, region }, 'alarms', contentOf(ALARM));
    deployStack(placeOf(state, stack, types, EXEC), stack, contentOf(ALARM));
  };
  run('eu-west-1');
  deny(state, 'mq:*');
  expect(() => run('eu-central-1')).toThrow('AWS::CloudWatch::Alarm under a service control policy');
});

test('the roles of StackSets are restricted like all others', async () => {
  await withWorld('organization', {}, ({ simulation: { state } }) => {
    deny(state, 'iam:CreateRole');
    const problems = joinOrganization(state, JOINING).map(({ message }) => message);
    expect(problems).toEqual([
      expect.stringMatching(/stacksets-exec-\w+ is not authorized to perform: iam:CreateRole/),
    ]);
    deny(state, 'cloudformation:CreateStack');
    const [problem] = joinOrganization(state, { ...JOINING, id: ORDERS.replaceAll('3', '7') });
    expect(problem?.message).toMatch(/perform: cloudformation:CreateStack on resource: .*:stack\/StackSet-/);
  });
});
