import type { AwsState } from '../../../simulator/aws/aws-state.ts';
import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import type { Stack } from '../../../simulator/aws/stack-record.ts';
import { RESOURCE_TYPES } from '../../../simulator/cloudformation/resources.ts';
import { deleteStack } from '../../../simulator/stacks/delete.ts';
import { rollBack } from '../../../simulator/stacks/roll-back.ts';
import { placeOf, problemOf } from '../../../simulator/stacks/stacks.ts';
import { continueRollBack, deployTemplate } from '../deploy-template.ts';
import { ACCOUNTS, PAYMENTS } from '../support.ts';

type Resources = Readonly<Record<string, object>>;

function role(action: string, differences: object = {}): object {
  const statement = { Effect: 'Allow', Action: action, Resource: '*' };
  const PolicyDocument = { Version: '2012-10-17', Statement: [statement] };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: trust('lambda'),
      Policies: [{ PolicyName: 'p', PolicyDocument }],
      ...differences,
    },
  };
}

function trust(service: string): object {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } };
  return { Version: '2012-10-17', Statement: [statement] };
}

const LOG = { Type: 'AWS::Logs::LogGroup' };
/** A role that IAM refuses. It comes last. */
const BAD = { ...role('a:B', { AssumeRolePolicyDocument: trust('*') }), DependsOn: ['A'] };

function queryOf(QueryExpression: string, QueryName = 'query'): object {
  return { Type: 'AWS::Config::StoredQuery', Properties: { QueryName, QueryExpression } };
}

/** What exists, whatever stack has it. */
function existing({ roles, others }: AwsState) {
  return { roles: [...roles.values()], others: [...others.keys()] };
}

interface Stage {
  readonly state: AwsState;
  readonly deploy: (resources: Resources, options?: { rollsBack?: boolean }) => Stack;
}

function stage(): Stage {
  const state = createAwsState(ACCOUNTS);
  return { state, deploy: (Resources, options) => deployTemplate(state, { Resources }, options) };
}

function statusesOf({ resources }: Stack): Readonly<Record<string, string>> {
  return Object.fromEntries([...resources].map(([logicalId, { status }]) => [logicalId, status]));
}

const placed = (state: AwsState, stack: Stack) => placeOf(state, stack, RESOURCE_TYPES);

test('a resource that changes is the same one, and others are left alone', () => {
  const { state, deploy } = stage();
  const { resources } = deploy({ A: role('a:Old'), B: role('b:Same') });
  const names = [...resources.values()].map(({ ref }) => ref);
  const updated = deploy({ A: role('a:New'), B: role('b:Same') });
  expect(updated.status).toBe('UPDATE_COMPLETE');
  expect([...updated.resources.values()].map(({ ref }) => ref)).toEqual(names);
  expect(JSON.stringify(existing(state))).toContain('a:New');
  expect(statusesOf(updated)).toEqual({ A: 'UPDATE_COMPLETE', B: 'CREATE_COMPLETE' });
});

test('another value of a create-only property makes another resource, and the old one goes after it', () => {
  const { state, deploy } = stage();
  deploy({ A: role('a:B', { RoleName: 'old' }) });
  const stack = deploy({ A: role('a:B', { RoleName: 'new' }) });
  expect([...state.roles.keys()]).toEqual([`arn:aws:iam::${PAYMENTS}:role/new`]);
  const ofRole = stack.events
    .filter(({ logicalId }) => logicalId === 'A')
    .map(({ status, physicalId }) => [status, physicalId]);
  expect(ofRole.slice(-3)).toEqual([
    ['CREATE_COMPLETE', 'new'],
    ['DELETE_IN_PROGRESS', 'old'],
    ['DELETE_COMPLETE', 'old'],
  ]);
});

test.each([
  { policy: 'Delete', left: 0 },
  { policy: 'Retain', left: 1 },
  { policy: 'RetainExceptOnCreate', left: 1 },
])('what the template no longer has is deleted, unless its policy is to stay: $policy', ({ policy, left }) => {
  const { state, deploy } = stage();
  deploy({ A: role('a:B'), L: { ...LOG, DeletionPolicy: policy } });
  expect(deploy({ A: role('a:B') }).resources.has('L')).toBe(false);
  expect(state.others.size).toBe(left);
});

test.each([
  { policy: 'Delete', left: 0 },
  // This is what the third policy is for.
  { policy: 'Retain', left: 1 },
  { policy: 'RetainExceptOnCreate', left: 0 },
])('a creation that fails leaves nothing but what has the policy Retain: $policy', ({ policy, left }) => {
  const { state, deploy } = stage();
  const stack = deploy({ A: role('a:B'), L: { ...LOG, DeletionPolicy: policy }, Z: BAD });
  expect([stack.status, problemOf(stack)]).toEqual(['ROLLBACK_COMPLETE', expect.stringContaining('Invalid principal')]);
  expect([state.roles.size, state.others.size, stack.resources.size]).toEqual([0, left, 0]);
});

test.each<{ what: string; change: Resources }>([
  { what: 'a change in place', change: { A: role('a:New'), Q: queryOf('SELECT a') } },
  { what: 'a replacement', change: { A: role('a:Old', { Path: '/new/' }), Q: queryOf('SELECT a', 'other') } },
  { what: 'a new resource', change: { A: role('a:Old'), Q: queryOf('SELECT a'), N: role('n:New') } },
  { what: 'a removal', change: { A: role('a:Old') } },
])('an update that fails after $what leaves everything as it was', ({ change }) => {
  const { state, deploy } = stage();
  const before = { A: role('a:Old'), Q: queryOf('SELECT a') };
  const stack = deploy(before);
  const existed = existing(state);
  const names = [...stack.resources.values()].map(({ ref }) => ref);
  expect(deploy({ ...change, Z: BAD }).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(existing(state)).toEqual(existed);
  expect([...stack.resources.values()].map(({ ref }) => ref)).toEqual(names);
  expect(Object.keys(stack.content.template.Resources)).toEqual(['A', 'Q']);
});

/** A stack of which a rollback failed: its role cannot be changed back, because somebody deleted it. */
function failedRollback(): Stage & { readonly stack: Stack; readonly repair: () => void } {
  const { state, deploy } = stage();
  const stack = deploy({ A: role('a:Old'), B: role('b:Old') });
  const arn = stack.resources.get('B')?.attributes.Arn ?? '';
  const gone = state.roles.get(arn);
  state.roles.delete(arn);
  deploy({ A: role('a:New'), B: role('b:New') });
  const repair = () => {
    if (gone) state.roles.set(arn, gone);
  };
  return { state, deploy, stack, repair };
}

test('a rollback that fails says which resource, and goes on when that is repaired', () => {
  const { state, stack, repair } = failedRollback();
  expect(stack.status).toBe('UPDATE_ROLLBACK_FAILED');
  expect(stack.statusReason).toBe('The following resource(s) failed to update: [B]. ');
  continueRollBack(state, stack);
  expect(stack.status).toBe('UPDATE_ROLLBACK_FAILED');
  repair();
  continueRollBack(state, stack);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(JSON.stringify(existing(state))).not.toContain(':New');
});

test('a rollback goes on without a resource that is skipped, and the next update changes that', () => {
  const { state, deploy, stack, repair } = failedRollback();
  continueRollBack(state, stack, ['B']);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(JSON.stringify(existing(state))).toContain('a:Old');
  repair();
  expect(deploy({ A: role('a:New'), B: role('b:New') }).status).toBe('UPDATE_COMPLETE');
});

test('only a resource that failed can be skipped, and only a rollback that failed goes on', () => {
  const { state, stack } = failedRollback();
  expect(() => continueRollBack(state, stack, ['B', 'A'])).toThrow('A is not in UPDATE_FAILED state');
  expect(statusesOf(stack)).toMatchObject({ B: 'UPDATE_FAILED' });
  const good = stage();
  const other = good.deploy({ A: role('a:B') });
  expect(() => continueRollBack(good.state, other)).toThrow('is in CREATE_COMPLETE state');
});

test('without a rollback, what failed stays, and can be mended or rolled back later', () => {
  const mended = stage();
  expect(mended.deploy({ A: role('a:B'), Z: BAD }, { rollsBack: false }).status).toBe('CREATE_FAILED');
  expect(mended.state.roles.size).toBe(1);
  expect(mended.deploy({ A: role('a:B'), Z: role('z:Z') }, { rollsBack: false }).status).toBe('UPDATE_COMPLETE');
  expect(mended.state.roles.size).toBe(2);

  const { state, deploy } = stage();
  deploy({ A: role('a:Old') });
  const existed = existing(state);
  const stack = deploy({ A: role('a:New'), Z: BAD }, { rollsBack: false });
  expect(stack.status).toBe('UPDATE_FAILED');
  deploy({ A: role('a:Newer'), Z: BAD }, { rollsBack: false });
  rollBack(placed(state, stack), stack, 'UPDATE');
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(existing(state)).toEqual(existed);
});

test('another type under the same logical id is refused', () => {
  const { deploy } = stage();
  deploy({ A: role('a:B') });
  const stack = deploy({ A: LOG });
  expect([stack.status, problemOf(stack)]).toEqual([
    'UPDATE_ROLLBACK_COMPLETE',
    expect.stringContaining('Update of resource type is not permitted'),
  ]);
});

test('a stack is deleted from its newest resource to its oldest, but for what stays', () => {
  const { state, deploy } = stage();
  const stack = deploy({
    L: { ...LOG, DeletionPolicy: 'Retain' },
    A: { ...role('a:B'), DependsOn: 'B' },
    B: role('b:B'),
  });
  deleteStack(placed(state, stack), stack);
  expect(stack.status).toBe('DELETE_COMPLETE');
  expect([state.roles.size, state.others.size]).toEqual([0, 1]);
  const ends = stack.events.filter(({ status }) => /^DELETE_(COMPLETE|SKIPPED)$/.test(status));
  expect(ends.map(({ logicalId, status }) => `${logicalId} ${status}`)).toEqual([
    ...['A DELETE_COMPLETE', 'B DELETE_COMPLETE', 'L DELETE_SKIPPED', 'stack DELETE_COMPLETE'],
  ]);
});

test('what another stack imports is neither changed nor deleted', () => {
  const state = createAwsState(ACCOUNTS);
  const exporting = (Value: string) => ({
    Resources: { A: LOG },
    Outputs: { O: { Value, Export: { Name: 'shared' } } },
  });
  const deploy = (template: object, name: string) => deployTemplate(state, template, { name });
  const stack = deploy(exporting('old'), 'exporting');
  const user = deploy(
    { Resources: { A: LOG }, Outputs: { O: { Value: { 'Fn::ImportValue': 'shared' } } } },
    'importing',
  );
  const inUse = (what: string) => `Export shared cannot be ${what} as it is in use by importing`;
  expect(deploy(exporting('new'), 'exporting').status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(problemOf(stack)).toBe(inUse('updated'));
  expect(() => deleteStack(placed(state, stack), stack)).toThrow(inUse('deleted'));
  expect(stack.outputs[0]?.value).toBe('old');
  deleteStack(placed(state, user), user);
  expect(deploy(exporting('new'), 'exporting').status).toBe('UPDATE_COMPLETE');
});
