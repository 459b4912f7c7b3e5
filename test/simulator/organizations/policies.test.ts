import type { OrganizationsClientConfig } from '@aws-sdk/client-organizations';
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { isAuthorized } from '../../../simulator/aws/authorization.ts';
import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import type { AwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import { startAwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import type { Session, Simulation } from '../../../simulator/aws/simulation.ts';
import { createAdministratorKey, createSimulation } from '../../../simulator/aws/simulation.ts';
import { answer } from '../../../simulator/services.ts';
import { ACCOUNTS, ADMINISTRATOR, MANAGEMENT, ORDERS, OUTSIDER, PAYMENTS, ROOT, UNIT } from '../support.ts';

const Type = 'SERVICE_CONTROL_POLICY';
const FULL = 'p-FullAWSAccess';
const deny = (Action: string, more = {}) => policy({ Effect: 'Deny', Action, Resource: '*', ...more });
const allow = (Action: string) => policy({ Effect: 'Allow', Action, Resource: '*' });

function policy(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

let simulation: Simulation;
let endpoints: AwsEndpoints;
let client: OrganizationsClient;

beforeEach(async () => {
  simulation = createSimulation(createAwsState(ACCOUNTS), { order: 'by-arrival' });
  endpoints = await startAwsEndpoints((call) => answer(simulation, call));
  client = clientOf(MANAGEMENT);
});

afterEach(() => endpoints.close());

function clientOf(accountId: string): OrganizationsClient {
  const credentials = { accessKeyId: createAdministratorKey(simulation, accountId), secretAccessKey: 'secret' };
  const config: OrganizationsClientConfig = {
    endpoint: endpoints.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  };
  return new OrganizationsClient(config);
}

const enable = () => client.send(new EnablePolicyTypeCommand({ RootId: ROOT, PolicyType: Type }));

async function create(Content: string, Name = 'test'): Promise<string> {
  const input = { Content, Name, Description: 'For a test', Type } as const;
  const { Policy } = await client.send(new CreatePolicyCommand(input));
  return Policy?.PolicySummary?.Id ?? '';
}

async function attach(Content: string, TargetId: string): Promise<string> {
  const PolicyId = await create(Content, `${TargetId}-${Content.length}`);
  await client.send(new AttachPolicyCommand({ PolicyId, TargetId }));
  return PolicyId;
}

async function attachedTo(TargetId: string) {
  const { Policies } = await client.send(new ListPoliciesForTargetCommand({ TargetId, Filter: Type }));
  return Policies?.map(({ Id }) => Id);
}

/** Whether somebody in an account who may do everything may do something. */
function may(accountId: string, action = 'mq:ListBrokers', name = 'role/all'): boolean {
  const principalArn = `arn:aws:iam::${accountId}:${name}`;
  const session: Session = { principalArn, accountId };
  const policies = [JSON.parse(allow('*'))];
  simulation.state.roles.set(principalArn, { arn: principalArn, accountId, trust: policies[0], policies });
  return isAuthorized(simulation, session, { action, resource: '*' });
}

test('a policy is made, attached, looked at, detached and deleted', async () => {
  const { Root } = await enable();
  expect(Root?.PolicyTypes).toEqual([{ Type, Status: 'ENABLED' }]);
  expect((await client.send(new ListRootsCommand())).Roots?.[0]?.PolicyTypes).toEqual(Root?.PolicyTypes);
  const content = deny('mq:*');
  const PolicyId = await create(content);
  expect((await client.send(new DescribePolicyCommand({ PolicyId }))).Policy).toEqual({
    Content: content,
    PolicySummary: {
      Id: PolicyId,
      Arn: `arn:aws:organizations::${MANAGEMENT}:policy/o-simulated1/service_control_policy/${PolicyId}`,
      ...{ Name: 'test', Description: 'For a test', Type, AwsManaged: false },
    },
  });
  await client.send(new AttachPolicyCommand({ PolicyId, TargetId: UNIT }));
  // A delegated administrator may look.
  const { Policies } = await clientOf(ADMINISTRATOR).send(new ListPoliciesCommand({ Filter: Type }));
  expect(Policies?.map(({ Id }) => Id)).toEqual([FULL, PolicyId]);
  expect([await attachedTo(UNIT), await attachedTo(PAYMENTS)]).toEqual([[FULL, PolicyId], [FULL]]);
  await expect(client.send(new DeletePolicyCommand({ PolicyId }))).rejects.toThrow(
    expect.objectContaining({ name: 'PolicyInUseException' }),
  );
  await client.send(new DetachPolicyCommand({ PolicyId, TargetId: UNIT }));
  await client.send(new DeletePolicyCommand({ PolicyId }));
  expect(await attachedTo(UNIT)).toEqual([FULL]);
});

test('each level of the hierarchy has its parent', async () => {
  const parentsOf = async (ChildId: string) => (await client.send(new ListParentsCommand({ ChildId }))).Parents;
  expect(await parentsOf(PAYMENTS)).toEqual([{ Id: UNIT, Type: 'ORGANIZATIONAL_UNIT' }]);
  expect(await parentsOf(UNIT)).toEqual([{ Id: ROOT, Type: 'ROOT' }]);
  await expect(parentsOf(ROOT)).rejects.toThrow(expect.objectContaining({ name: 'ChildNotFoundException' }));
});

test.each<[what: string, act: () => Promise<unknown>, code: string]>([
  ['a policy of more than 10,240 characters', () => create(deny('a'.repeat(10_240))), 'ConstraintViolationException'],
  ['text that is no JSON', () => create('{'), 'MalformedPolicyDocumentException'],
  ['a principal', () => create(deny('mq:*', { Principal: '*' })), 'MalformedPolicyDocumentException'],
  ['no resource', () => create(deny('mq:*', { Resource: undefined })), 'MalformedPolicyDocumentException'],
  [
    'a condition key that the simulation does not know',
    () => create(deny('mq:*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })),
    'MalformedPolicyDocumentException',
  ],
  ['a name that is taken', () => create(deny('mq:*'), 'FullAWSAccess'), 'DuplicatePolicyException'],
  ['an attachment where none are enabled', () => attach(deny('mq:*'), ROOT), 'PolicyTypeNotEnabledException'],
  [
    'an unknown target',
    () => client.send(new AttachPolicyCommand({ PolicyId: FULL, TargetId: OUTSIDER })),
    'TargetNotFoundException',
  ],
  [
    'an unknown policy',
    () => client.send(new AttachPolicyCommand({ PolicyId: 'p-00000000', TargetId: ROOT })),
    'PolicyNotFoundException',
  ],
  [
    'the same twice',
    async () => {
      await enable();
      await client.send(new AttachPolicyCommand({ PolicyId: FULL, TargetId: ROOT }));
    },
    'DuplicatePolicyAttachmentException',
  ],
  [
    'to detach the last one',
    () => client.send(new DetachPolicyCommand({ PolicyId: FULL, TargetId: ROOT })),
    'ConstraintViolationException',
  ],
  [
    'an eleventh',
    async () => {
      await enable();
      for (let number = 0; number < 10; number += 1) await attach(deny(`mq:${'a'.repeat(number)}`), UNIT);
    },
    'ConstraintViolationException',
  ],
  ['to enable it twice', () => enable().then(enable), 'PolicyTypeAlreadyEnabledException'],
  [
    'a policy of a delegated administrator',
    () => clientOf(ADMINISTRATOR).send(new DeletePolicyCommand({ PolicyId: FULL })),
    'AccessDeniedException',
  ],
])('Organizations refuses %s', async (_, act, name) => {
  await expect(act()).rejects.toThrow(expect.objectContaining({ name }));
});

test.each<[what: string, content: string, target: string, outcome: readonly boolean[]]>([
  ['of an account', deny('mq:*'), PAYMENTS, [true, true, false, true, true]],
  ['of the unit of an account', deny('mq:*'), UNIT, [true, false, false, false, true]],
  ['of the root', deny('mq:*'), ROOT, [true, false, false, false, true]],
  ['of another action', deny('sts:*'), ROOT, [true, true, true, true, true]],
])('a denial %s is for everything below it, but for the management account', async (_, content, target, outcome) => {
  await enable();
  await attach(content, target);
  expect([MANAGEMENT, ADMINISTRATOR, PAYMENTS, ORDERS, OUTSIDER].map((id) => may(id))).toEqual(outcome);
});

test('every level has to allow a call', async () => {
  await enable();
  const PolicyId = await attach(allow('mq:*'), UNIT);
  expect([may(PAYMENTS), may(PAYMENTS, 'config:PutEvaluations')]).toEqual([true, true]);
  await client.send(new DetachPolicyCommand({ PolicyId: FULL, TargetId: UNIT }));
  expect([may(PAYMENTS), may(PAYMENTS, 'config:PutEvaluations')]).toEqual([true, false]);
  await client.send(new AttachPolicyCommand({ PolicyId: FULL, TargetId: UNIT }));
  await client.send(new DetachPolicyCommand({ PolicyId, TargetId: UNIT }));
  expect(may(PAYMENTS, 'config:PutEvaluations')).toBe(true);
});

test('service-linked roles are not restricted, nor is who is exempt', async () => {
  await enable();
  const condition = { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${PAYMENTS}:role/exempt-*` } };
  await attach(deny('mq:*', { Condition: condition }), ROOT);
  const names = [
    'role/all',
    'root',
    'role/exempt-1',
    'role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
  ];
  expect(names.map((name) => may(PAYMENTS, 'mq:ListBrokers', name))).toEqual([false, false, true, true]);
  expect(may(ORDERS, 'mq:ListBrokers', 'role/exempt-1')).toBe(false);
});

test('a call that a policy denies is refused with the reason', async () => {
  await enable();
  await attach(deny('organizations:List*'), ROOT);
  await expect(clientOf(ADMINISTRATOR).send(new ListRootsCommand())).rejects.toThrow(
    'is not authorized to perform: organizations:ListRoots on resource: * with an explicit deny in a service control policy',
  );
});
