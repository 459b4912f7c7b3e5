import { isAuthorized } from '../../simulator/aws/authorization.ts';
import type { AwsState } from '../../simulator/aws/aws-state.ts';
import type { Call, Service } from '../../simulator/aws/call.ts';
import { AwsError } from '../../simulator/aws/call.ts';
import { accountOf } from '../../simulator/aws/organization.ts';
import { addRole } from '../../simulator/aws/roles.ts';
import type { Simulation } from '../../simulator/aws/simulation.ts';
import type { Stack } from '../../simulator/aws/stack-record.ts';
import { answer } from '../../simulator/services.ts';
import { addStack, contentOf } from '../../simulator/stacks/stacks.ts';
import { protect } from './protect.ts';
import type { Shape } from './support.ts';
import { PAYMENTS, problemsOf, SETTINGS, startAdministratorSession, withWorld } from './support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const NAME = 'rabbitmq-conformance';
const DENIAL = 'with an explicit deny in a service control policy';
const iamArn = (name: string) => `arn:aws:iam::${PAYMENTS}:role/${name}`;
const EVALUATION = iamArn(`${NAME}-evaluation`);
const EXECUTION = iamArn('stacksets-exec-0123456789abcdef0123456789abcdef');

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}

const ANYTHING = policy({ Action: '*', Resource: '*' });
const trusting = (principal: object) => policy({ Action: 'sts:AssumeRole', Principal: principal });
const TRUST = trusting({ AWS: PAYMENTS });

/** A member account, and its administrator. */
interface Member {
  readonly simulation: Simulation;
  readonly state: AwsState;
  /** Makes a call. Who may do everything makes it, unless there is another key. */
  call(service: Service, operation: string, input: Call['input'], accessKeyId?: string): unknown;
  /** Whether the administrator may do something that is not simulated. */
  may(action: string, resource: string): boolean;
  /** The stack of a StackSet. */
  stackOf(stackSet: string): Stack;
}

function memberOf(simulation: Simulation): Member {
  const { state } = simulation;
  const administrator = startAdministratorSession(simulation, PAYMENTS);
  return {
    ...{ simulation, state },
    call: (service, operation, input, accessKeyId = administrator) =>
      answer(simulation, { service, operation, input, accessKeyId, region: HERE.region }),
    may: (action, resource) =>
      isAuthorized(simulation, { principalArn: iamArn('all'), accountId: PAYMENTS }, { action, resource }),
    stackOf(stackSet) {
      const found = [...state.stacks.values()].find(
        ({ accountId, region, name }) =>
          accountId === PAYMENTS && region === HERE.region && name.startsWith(`StackSet-${stackSet}-`),
      );
      if (!found) throw new Error(`There is no stack of ${stackSet}.`);
      return found;
    },
  };
}

/** What is attacked: the shape, and its settings. */
const DEPLOYMENTS = {
  organization: ['organization', SETTINGS.organization],
  'organization with packs of accounts': ['organization', { ...SETTINGS.organization, packs: 'stack-set' }],
  'stack-set': ['stack-set', SETTINGS['stack-set']],
} as const satisfies Record<string, readonly [Shape, object]>;

/** What an administrator of a member account does to get around the policy. */
interface Attack {
  readonly what: string;
  readonly deployment: keyof typeof DEPLOYMENTS;
  /** @returns whether it worked, if the state does not show that */
  readonly act: (member: Member) => unknown;
  readonly worked: (state: AwsState) => boolean;
}

const isGone = (arn: string) => (state: AwsState) => !state.roles.has(arn);
const evaluationRole = (state: AwsState) => JSON.stringify(state.roles.get(EVALUATION));

/** Deletes the evaluation role, as somebody. */
function deleteEvaluation({ call }: Member, accessKeyId?: string): void {
  call('iam', 'DeleteRolePolicy', { RoleName: `${NAME}-evaluation`, PolicyName: 'Evaluate' }, accessKeyId);
  call('iam', 'DeleteRole', { RoleName: `${NAME}-evaluation` }, accessKeyId);
}

/** Acts as a role in the own account, and deletes the evaluation role. */
function deleteAs(member: Member, RoleArn: string): void {
  const session = member.call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'me' });
  deleteEvaluation(member, (session as { Credentials: { AccessKeyId: string } }).Credentials.AccessKeyId);
}

const Capabilities = ['CAPABILITY_NAMED_IAM'];

/** A template with a role that may do everything, and that the account may assume. */
const withRole = (RoleName: string) => {
  const AssumeRolePolicyDocument = JSON.parse(TRUST);
  const Policies = [{ PolicyName: 'All', PolicyDocument: JSON.parse(ANYTHING) }];
  const Properties = { RoleName, AssumeRolePolicyDocument, Policies };
  return JSON.stringify({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties } } });
};

type AnyAttack = Omit<Attack, 'deployment'>;

const OF_ORGANIZATION: readonly AnyAttack[] = [
  { what: 'deletes the evaluation role', act: (member) => deleteEvaluation(member), worked: isGone(EVALUATION) },
  {
    what: 'takes the trust from the evaluation role',
    act: ({ call }) => call('iam', 'UpdateAssumeRolePolicy', { RoleName: `${NAME}-evaluation`, PolicyDocument: TRUST }),
    worked: (state) => evaluationRole(state).includes(`"AWS":["${PAYMENTS}"]`),
  },
  {
    what: 'puts a policy on the evaluation role that denies everything',
    act({ call }) {
      const PolicyDocument = ANYTHING.replace('Allow', 'Deny');
      call('iam', 'PutRolePolicy', { RoleName: `${NAME}-evaluation`, PolicyName: 'None', PolicyDocument });
    },
    worked: (state) => evaluationRole(state).includes('"Deny"'),
  },
  {
    what: 'puts a permissions boundary on the evaluation role',
    act: ({ may }) => may('iam:PutRolePermissionsBoundary', EVALUATION),
    worked: () => false,
  },
  {
    what: 'makes a role like those of StackSets, and acts as it',
    act(member) {
      const RoleName = 'stacksets-exec-mine';
      member.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: TRUST });
      member.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'All', PolicyDocument: ANYTHING });
      deleteAs(member, iamArn(RoleName));
    },
    worked: isGone(EVALUATION),
  },
  {
    what: 'makes a role with a path like the roles of StackSets',
    act(member) {
      const RoleName = 'mine';
      member.call('iam', 'CreateRole', { RoleName, Path: '/stacksets-exec-/', AssumeRolePolicyDocument: TRUST });
      member.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'All', PolicyDocument: ANYTHING });
      deleteAs(member, iamArn(`stacksets-exec-/${RoleName}`));
    },
    worked: isGone(EVALUATION),
  },
  {
    what: 'lets the role of StackSets trust the account, and acts as it',
    act(member) {
      const RoleName = EXECUTION.split('/').at(-1);
      member.call('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: TRUST });
      deleteAs(member, EXECUTION);
    },
    worked: isGone(EVALUATION),
  },
  {
    what: 'makes a role like those of StackSets by a stack of its own',
    act: ({ call }) =>
      call('cloudformation', 'CreateStack', {
        ...{ StackName: 'mine', TemplateBody: withRole('stacksets-exec-mine'), Capabilities },
      }),
    worked: (state) => state.roles.has(iamArn('stacksets-exec-mine')),
  },
  {
    what: 'passes the role of StackSets to a stack of its own',
    act: ({ call }) =>
      call('cloudformation', 'CreateStack', {
        ...{ StackName: 'mine', TemplateBody: withRole('stacksets-exec-mine'), Capabilities, RoleARN: EXECUTION },
      }),
    worked: (state) => state.roles.has(iamArn('stacksets-exec-mine')),
  },
  {
    what: 'updates the stack of another StackSet, which has the role of StackSets',
    act({ call, state }) {
      const stack = addStack(state, HERE, 'StackSet-other-1', contentOf(withRole('other')));
      Object.assign(stack, { roleArn: EXECUTION, status: 'CREATE_COMPLETE' });
      const TemplateBody = withRole('stacksets-exec-mine');
      call('cloudformation', 'UpdateStack', { StackName: stack.name, TemplateBody, Capabilities });
    },
    worked: (state) => state.roles.has(iamArn('stacksets-exec-mine')),
  },
  {
    what: 'deletes the stack of the StackSet',
    act: ({ call, stackOf }) =>
      call('cloudformation', 'DeleteStack', { StackName: stackOf(`${NAME}-evaluation-role`).name }),
    worked: isGone(EVALUATION),
  },
  {
    what: 'keeps StackSets from changing their stack',
    act: ({ may, stackOf }) => may('cloudformation:SetStackPolicy', stackOf(`${NAME}-evaluation-role`).id),
    worked: () => false,
  },
  {
    what: 'deletes the runbook',
    act: ({ call }) => call('ssm', 'DeleteDocument', { Name: `${NAME}-log-remediation` }),
    worked: ({ documents }) => !documents.has(`arn:aws:ssm:eu-west-1:${PAYMENTS}:document/${NAME}-log-remediation`),
  },
  {
    what: 'puts something else into the runbook',
    act: ({ call }) => call('ssm', 'UpdateDocument', { Name: `${NAME}-log-remediation`, Content: '{"mainSteps":[]}' }),
    worked: ({ documents }) =>
      documents.get(`arn:aws:ssm:eu-west-1:${PAYMENTS}:document/${NAME}-log-remediation`)?.mainSteps.length === 0,
  },
  {
    // A call of the console, for which the SDKs have no operation.
    what: 'deactivates AWS STS in a region, so that nobody can assume the evaluation role there',
    act: ({ may }) => may('iam:SetSTSRegionalEndpointStatus', '*'),
    worked: () => false,
  },
  {
    what: 'disables a region',
    act: ({ may }) => may('account:DisableRegion', '*'),
    worked: () => false,
  },
  {
    what: 'leaves the organization',
    act: ({ call }) => call('organizations', 'LeaveOrganization', {}),
    worked: (state) => accountOf(state, PAYMENTS).organizationId === undefined,
  },
];

const functionOf = ({ state }: Member) =>
  [...state.functions.keys()].find((arn) => arn.includes(`:${HERE.region}:${PAYMENTS}:`)) ?? '';
const roleOf = (member: Member) => member.state.functions.get(functionOf(member))?.roleArn ?? '';
const isWithoutPack = ({ packs }: AwsState) =>
  ![...packs.values()].some(({ accountId, region }) => accountId === PAYMENTS && region === HERE.region);

/** @param stackSet brings the pack */
const ofPack = (stackSet: string): readonly AnyAttack[] => [
  {
    what: 'deletes the pack',
    act: ({ call }) => call('config', 'DeleteConformancePack', { ConformancePackName: NAME }),
    worked: isWithoutPack,
  },
  {
    what: 'replaces the pack',
    act: ({ may }) =>
      may(
        'config:PutConformancePack',
        `arn:aws:config:eu-west-1:${PAYMENTS}:conformance-pack/${NAME}/conformance-pack-1`,
      ),
    worked: () => false,
  },
  {
    what: 'deletes the stack of the StackSet',
    act: ({ call, stackOf }) => call('cloudformation', 'DeleteStack', { StackName: stackOf(stackSet).name }),
    worked: isWithoutPack,
  },
];

const OF_STACK_SET: readonly AnyAttack[] = [
  ...ofPack(NAME),
  {
    what: 'reads the result tokens of events that failed',
    act({ call, state }) {
      const queue = [...state.queues.values()].find((one) => one.accountId === PAYMENTS && one.region === HERE.region);
      return call('sqs', 'ReceiveMessage', { QueueUrl: queue?.url ?? '' }) !== undefined;
    },
    worked: () => false,
  },
  {
    what: 'deletes the role of the function',
    act(member) {
      const RoleName = roleOf(member).split('/').at(-1);
      member.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName: 'Evaluate' });
      member.call('iam', 'DeleteRole', { RoleName });
    },
    worked: ({ roles, functions }) => [...functions.values()].some(({ roleArn }) => !roles.has(roleArn)),
  },
  ...[
    ...['UpdateFunctionCode', 'UpdateFunctionConfiguration', 'DeleteFunction', 'AddPermission', 'RemovePermission'],
    ...['PutFunctionConcurrency', 'PutFunctionEventInvokeConfig', 'PutResourcePolicy', 'PutRuntimeManagementConfig'],
  ].map((operation) => ({
    what: `calls lambda:${operation} for the function`,
    act: (member: Member) => member.may(`lambda:${operation}`, functionOf(member)),
    worked: () => false,
  })),
  {
    what: 'deletes the log of the function',
    act(member) {
      const group = member.state.functions.get(functionOf(member))?.logGroup;
      return member.may('logs:DeleteLogGroup', `arn:aws:logs:eu-west-1:${PAYMENTS}:log-group:${group}`);
    },
    worked: () => false,
  },
];

const ATTACKS: readonly Attack[] = [
  ...OF_ORGANIZATION.map((attack) => ({ ...attack, deployment: 'organization' as const })),
  ...ofPack(`${NAME}-pack`).map((attack) => ({
    ...attack,
    deployment: 'organization with packs of accounts' as const,
  })),
  ...OF_STACK_SET.map((attack) => ({ ...attack, deployment: 'stack-set' as const })),
];

/** Lets somebody attack a deployment. @returns whether that worked, and how it was refused */
function attack({ deployment, act, worked }: Attack, isProtected: boolean) {
  const [shape, own] = DEPLOYMENTS[deployment];
  const settings = { ...own, logRemediation: 'manual' };
  return withWorld(shape, { settings }, ({ simulation, stacks }) => {
    expect(problemsOf(stacks)).toEqual({});
    const { state } = simulation;
    // StackSets have made it.
    const trust = JSON.parse(trusting({ Service: 'cloudformation.amazonaws.com' }));
    const policies = [JSON.parse(ANYTHING)];
    addRole(state, { arn: EXECUTION, accountId: PAYMENTS, trust, policies });
    if (isProtected) protect(simulation, settings);
    try {
      const outcome = act(memberOf(simulation));
      return { worked: outcome === true || worked(state) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { worked: worked(state), refusal: error.message };
    }
  });
}

describe.each(ATTACKS)('In an account of the deployment $deployment, an administrator $what', (one) => {
  test('without the service control policy', async () => {
    expect(await attack(one, false)).toEqual({ worked: true });
  });

  test('but not with it', async () => {
    const { worked, refusal = DENIAL } = await attack(one, true);
    expect(worked).toBe(false);
    expect(refusal).toContain(DENIAL);
  });
});
