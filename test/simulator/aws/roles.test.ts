import type { AwsState } from '../../../simulator/aws/aws-state.ts';
import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import { isTrusted } from '../../../simulator/aws/iam.ts';
import { outputsOf } from '../deploy-assembly.ts';
import { deployTemplate } from '../deploy-template.ts';
import { ACCOUNTS, ORDERS, PAYMENTS } from '../support.ts';

const READ = { Effect: 'Allow', Action: 'mq:ListBrokers', Resource: '*' };

function deployRole(state: AwsState, RoleName: string, Principal: unknown, differences: object = {}): string {
  return deployPolicies(state, { RoleName, AssumeRolePolicyDocument: trust(Principal, differences) });
}

function trust(Principal: unknown, differences: object = {}): object {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...differences };
  return { Version: '2012-10-17', Statement: [statement] };
}

let deployed = 0;

function deployPolicies(state: AwsState, Properties: object): string {
  deployed += 1;
  const template = {
    Resources: { R: { Type: 'AWS::IAM::Role', Properties } },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': 'R.Arn' } } },
  };
  return String(outputsOf(deployTemplate(state, template, { name: `stack-${deployed}` })).Arn);
}

test.each<{ what: string; principal: unknown; differences?: object; problem: string | undefined }>([
  { what: 'an account', principal: { AWS: ORDERS }, problem: undefined },
  { what: 'the root of an account', principal: { AWS: [`arn:aws:iam::${ORDERS}:root`] }, problem: undefined },
  { what: 'everybody', principal: '*', problem: undefined },
  { what: 'a service', principal: { Service: 'lambda.amazonaws.com' }, problem: undefined },
  { what: 'an account that is not there', principal: { AWS: '123456789012' }, problem: 'Invalid principal' },
  {
    what: 'the root of an account that is not there',
    principal: { AWS: 'arn:aws:iam::123456789012:root' },
    problem: 'Invalid principal',
  },
  {
    what: 'a role that is not there',
    principal: { AWS: `arn:aws:iam::${ORDERS}:role/none` },
    problem: 'Invalid principal',
  },
  {
    what: 'the roles of a pattern',
    principal: { AWS: `arn:aws:iam::${ORDERS}:role/*` },
    problem: 'Invalid principal',
  },
  { what: 'every service', principal: { Service: '*' }, problem: 'Invalid principal' },
  {
    what: 'a user',
    principal: { AWS: `arn:aws:iam::${ORDERS}:user/a` },
    problem: 'The simulator does not support the principal',
  },
  { what: 'nobody', principal: undefined, problem: 'missing required field Principal' },
  {
    what: 'a service for a resource',
    principal: { Service: 'lambda.amazonaws.com' },
    differences: { Resource: '*' },
    problem: 'has prohibited field Resource',
  },
])('a role that trusts $what: $problem', ({ principal, differences, problem }) => {
  const state = createAwsState(ACCOUNTS);
  const deploy = () => deployRole(state, 'role', principal, differences);
  if (problem === undefined) expect(deploy()).toBe(`arn:aws:iam::${PAYMENTS}:role/role`);
  else expect(deploy).toThrow(problem);
});

test.each<{ what: string; statement: object; problem: string }>([
  { what: 'for nothing', statement: { ...READ, Resource: undefined }, problem: 'missing required field Resource' },
  { what: 'for somebody', statement: { ...READ, Principal: '*' }, problem: 'has prohibited field Principal' },
  {
    what: 'with NotAction',
    statement: { ...READ, NotAction: 'a:B' },
    problem: 'does not support the element NotAction',
  },
])('a role whose policy is $what is not deployed', ({ statement, problem }) => {
  const Policies = [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }];
  const properties = { AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }), Policies };
  expect(() => deployPolicies(createAwsState(ACCOUNTS), properties)).toThrow(problem);
});

test('a role that another trusts by name, and that is created again, is not trusted any more', () => {
  const state = createAwsState(ACCOUNTS);
  const callerArn = deployRole(state, 'caller', { Service: 'lambda.amazonaws.com' });
  const targetArn = deployRole(state, 'target', { AWS: callerArn });
  const isCallerTrusted = () => {
    const [caller, target] = [state.roles.get(callerArn), state.roles.get(targetArn)];
    if (!caller || !target) throw new Error('A role is missing.');
    return isTrusted(target.trust, caller, { action: 'sts:AssumeRole', resource: targetArn, context: {} });
  };
  expect(isCallerTrusted()).toBe(true);
  state.roles.delete(callerArn);
  expect(deployRole(state, 'caller', { Service: 'lambda.amazonaws.com' })).toBe(callerArn);
  expect(isCallerTrusted()).toBe(false);
});
