import type { AwsState, LambdaFunction } from '../../../simulator/aws/aws-state.ts';
import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import { mayInvoke } from '../../../simulator/config/invoke-permission.ts';
import {
  addPermission,
  deleteResourcePolicy,
  putResourcePolicy,
  removePermission,
} from '../../../simulator/lambda/function-policy.ts';
import { ACCOUNTS, ADMINISTRATOR, ORDERS, ORGANIZATION, OUTSIDER } from '../support.ts';

const ARN = `arn:aws:lambda:eu-west-1:${ADMINISTRATOR}:function:evaluator`;
const PERMISSION = { FunctionName: ARN, Action: 'lambda:InvokeFunction', Principal: 'config.amazonaws.com' };

let state: AwsState;

beforeEach(() => {
  state = createAwsState(ACCOUNTS, { codeFolder: '/nowhere' });
  const lambda: Partial<LambdaFunction> = {
    arn: ARN,
    accountId: ADMINISTRATOR,
    region: 'eu-west-1',
    policy: undefined,
  };
  state.functions.set(ARN, lambda as LambdaFunction);
});

/** The properties of a policy with one statement. */
function policy(changes: object = {}, ResourceArn = ARN) {
  const statement = {
    ...{ Effect: 'Allow', Principal: { Service: 'config.amazonaws.com' }, Action: 'lambda:InvokeFunction' },
    ...{ Resource: ARN, Condition: { StringEquals: { 'aws:SourceOrgID': ORGANIZATION } }, ...changes },
  };
  return { ResourceArn, PolicyDocument: { Version: '2012-10-17', Statement: [statement] } };
}

/** Those of an account of the organization and of one outside whose rules AWS Config may invoke the function for. */
function invokers(): readonly string[] {
  return [ORDERS, OUTSIDER].filter((accountId) => {
    const arn = `arn:aws:config:eu-west-1:${accountId}:config-rule/config-rule-1`;
    return mayInvoke(state, state.functions.get(ARN), { accountId, arn });
  });
}

const create = { isNew: true };

test('a function without a policy answers nobody', () => {
  expect(invokers()).toEqual([]);
});

test.each<[what: string, permission: object, invokers: readonly string[]]>([
  ['without a source', {}, [ORDERS, OUTSIDER]],
  ['for an account', { SourceAccount: OUTSIDER }, [OUTSIDER]],
  ['for the rules of an account', { SourceArn: `arn:aws:config:eu-west-1:${ORDERS}:config-rule/*` }, [ORDERS]],
  ['for rules of another region', { SourceArn: `arn:aws:config:eu-west-2:${ORDERS}:config-rule/*` }, []],
  ['for an account and the rules of another', { SourceAccount: OUTSIDER, SourceArn: `arn:*:*:*:${ORDERS}:*` }, []],
  ['for another service', { Principal: 'events.amazonaws.com' }, []],
])('a permission %s', (_, permission, expected) => {
  addPermission(state, 'one', { ...PERMISSION, ...permission });
  expect(invokers()).toEqual(expected);
});

test.each<[what: string, statement: object, invokers: readonly string[]]>([
  ['for the organization', {}, [ORDERS]],
  ['for another organization', { Condition: { StringEquals: { 'aws:SourceOrgID': 'o-otherorganization' } } }, []],
  ['for accounts in no organization', { Condition: { Null: { 'aws:SourceOrgID': 'true' } } }, [OUTSIDER]],
  ['for another service', { Principal: { Service: 'events.amazonaws.com' } }, []],
  ['that denies', { Effect: 'Deny' }, []],
])('a policy %s', (_, statement, expected) => {
  putResourcePolicy(state, policy(statement), create);
  expect(invokers()).toEqual(expected);
});

test('a permission adds to a policy, and is taken back without the rest', () => {
  putResourcePolicy(state, policy(), create);
  addPermission(state, 'one', { ...PERMISSION, SourceAccount: OUTSIDER });
  expect(invokers()).toEqual([ORDERS, OUTSIDER]);
  removePermission(state, 'one', PERMISSION);
  expect(invokers()).toEqual([ORDERS]);
  removePermission(state, 'one', PERMISSION);
  expect(invokers()).toEqual([ORDERS]);
});

test('a policy cannot be created where there is one, be it of permissions', () => {
  addPermission(state, 'one', PERMISSION);
  expect(() => putResourcePolicy(state, policy(), create)).toThrow(`with identifier '${ARN}' already exists.`);
  removePermission(state, 'one', PERMISSION);
  putResourcePolicy(state, policy(), create);
});

test('an update of a policy replaces the permissions, and its deletion takes them along', () => {
  putResourcePolicy(state, policy(), create);
  addPermission(state, 'one', PERMISSION);
  putResourcePolicy(state, policy(), { isNew: false });
  expect(invokers()).toEqual([ORDERS]);
  addPermission(state, 'one', PERMISSION);
  deleteResourcePolicy(state, ARN);
  expect(invokers()).toEqual([]);
});

test('what a function that is gone had is gone', () => {
  state.functions.clear();
  removePermission(state, 'one', PERMISSION);
  deleteResourcePolicy(state, ARN);
  expect(() => addPermission(state, 'one', PERMISSION)).toThrow(`Function not found: ${ARN}`);
  expect(() => putResourcePolicy(state, policy(), create)).toThrow(`Function not found: ${ARN}`);
});

test.each<[what: string, statement: object, problem: string]>([
  ['an account', { Principal: { AWS: ORDERS } }, 'a policy of a function for anybody but a service'],
  ['everybody', { Principal: '*' }, 'a policy of a function for anybody but a service'],
  ['nobody', { Principal: undefined }, 'a policy of a function for anybody but a service'],
  ['other actions', { Action: 'lambda:*' }, 'a policy of a function for lambda:*'],
  ['another function', { Resource: `${ARN}s` }, `a policy of ${ARN} about ${ARN}s`],
  ['its versions', { Resource: [ARN, `${ARN}:*`] }, `a policy of ${ARN} about`],
  ['an operator that is not known', { Condition: { StringEqualsIfExists: {} } }, 'the condition operator'],
])('a policy for %s is not supported', (_, statement, problem) => {
  expect(() => putResourcePolicy(state, policy(statement), create)).toThrow(problem);
  expect(state.functions.get(ARN)?.policy).toBeUndefined();
});
