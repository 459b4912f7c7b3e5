import { createAwsState } from '../../simulator/aws/aws-state.ts';
import type { Call, Service } from '../../simulator/aws/call.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import type { Simulation } from '../../simulator/aws/simulation.ts';
import { createSimulation } from '../../simulator/aws/simulation.ts';
import { answer } from '../../simulator/services.ts';
import { putDocument } from '../../simulator/systems-manager/documents.ts';
import { ACCOUNTS, MANAGEMENT, ORDERS, PAYMENTS, ROOT, startAdministratorSession } from '../simulator/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';
import type { Message } from './messages.ts';
import { answersTo, inputOf, problemsIn } from './messages.ts';

const PAYMENTS_ROOT = `arn:aws:iam::${PAYMENTS}:root`;
const statement = (more: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
const TRUST = statement({ Action: 'sts:AssumeRole', Principal: { AWS: PAYMENTS_ROOT } });
const ALL = statement({ Action: '*', Resource: '*' });
const NAME = { RoleName: 'a' };
const POLICY = { ...NAME, PolicyName: 'All' };
const Type = 'SERVICE_CONTROL_POLICY';

type Step = readonly [service: Service, operation: string, input: Call['input'], status: number];

/** In order, each with the status of its answer. */
const OF_MEMBER: readonly Step[] = [
  ['iam', 'CreateRole', { ...NAME, AssumeRolePolicyDocument: TRUST }, 200],
  ['iam', 'CreateRole', { ...NAME, AssumeRolePolicyDocument: TRUST }, 409],
  ['iam', 'CreateRole', { RoleName: 'b', AssumeRolePolicyDocument: '{' }, 400],
  ['iam', 'GetRole', NAME, 200],
  ['iam', 'UpdateAssumeRolePolicy', { ...NAME, PolicyDocument: TRUST }, 200],
  ['iam', 'PutRolePolicy', { ...POLICY, PolicyDocument: ALL }, 200],
  ['iam', 'PutRolePolicy', { ...POLICY, PolicyDocument: TRUST }, 400],
  ['iam', 'DeleteRole', NAME, 409],
  ['iam', 'DeleteRolePolicy', POLICY, 200],
  ['iam', 'DeleteRolePolicy', POLICY, 404],
  ['iam', 'DeleteRole', NAME, 200],
  ['iam', 'GetRole', NAME, 404],
  ['iam', 'ListRoles', {}, 400],
  ['ssm', 'UpdateDocument', { Name: 'runbook', Content: '{"mainSteps":[]}' }, 200],
  ['ssm', 'DeleteDocument', { Name: 'runbook' }, 200],
  ['ssm', 'DeleteDocument', { Name: 'runbook' }, 400],
  ['config', 'DeleteConformancePack', { ConformancePackName: 'none' }, 400],
];

const OF_MANAGEMENT: readonly Step[] = [
  ['organizations', 'LeaveOrganization', {}, 400],
  ['organizations', 'EnablePolicyType', { RootId: ROOT, PolicyType: Type }, 200],
  ['organizations', 'EnablePolicyType', { RootId: ROOT, PolicyType: Type }, 400],
  ['organizations', 'CreatePolicy', { Type, Name: 'a', Description: '', Content: ALL }, 200],
  ['organizations', 'CreatePolicy', { Type, Name: 'b', Description: '', Content: '{' }, 400],
  ['organizations', 'ListPolicies', { Filter: Type }, 200],
  ['organizations', 'ListPoliciesForTarget', { Filter: Type, TargetId: ORDERS }, 200],
  ['organizations', 'DescribePolicy', { PolicyId: 'p-FullAWSAccess' }, 200],
  ['organizations', 'AttachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: ORDERS }, 400],
  ['organizations', 'DetachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: ORDERS }, 400],
  ['organizations', 'DeletePolicy', { PolicyId: 'p-00000000' }, 400],
  ['organizations', 'ListParents', { ChildId: ORDERS }, 200],
  ['organizations', 'ListRoots', {}, 200],
];

describeWith(findWitness('python'))('By the models of botocore, nothing is wrong with', () => {
  let simulation: Simulation;
  let endpoints: AwsEndpoints;

  beforeAll(async () => {
    const state = createAwsState(ACCOUNTS);
    simulation = createSimulation(state, { order: 'by-arrival' });
    const place = { accountId: PAYMENTS, region: 'eu-west-1' };
    putDocument(state, place, { Name: 'runbook', DocumentType: 'Automation', Content: {} });
    endpoints = await startAwsEndpoints((call) => answer(simulation, call));
  });

  afterAll(() => endpoints.close());

  test.each([
    ['roles, runbooks and packs of an account', PAYMENTS, OF_MEMBER],
    ['the policies of an organization', MANAGEMENT, OF_MANAGEMENT],
  ])('calls that change %s, and with their answers', async (_, accountId, steps) => {
    const accessKeyId = startAdministratorSession(simulation, accountId);
    const versions: Partial<Record<Service, object>> = { iam: { Version: '2010-05-08' } };
    const messages: Message[] = [];
    const statuses: unknown[] = [];
    for (const [service, operation, given] of steps) {
      const call = { service, operation, input: { ...given, ...versions[service] }, accessKeyId, region: 'eu-west-1' };
      const [answered] = await answersTo([call], endpoints.url);
      if (!answered) throw new Error('There is no answer.');
      messages.push(answered);
      // A form has its operation in it.
      const input = service === 'iam' ? { ...call.input, Action: operation } : call.input;
      messages.push(inputOf({ ...call, input }));
      statuses.push([operation, answered.status]);
    }
    expect(statuses).toEqual(steps.map(([, operation, , status]) => [operation, status]));
    expect(await problemsIn(messages)).toEqual([]);
  });
});
