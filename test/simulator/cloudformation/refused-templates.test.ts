import type { Shape, WorldOptions } from '../support.ts';
import { ADMINISTRATOR, ORDERS, PAYMENTS, problemsOf, SETTINGS, UNIT, withWorld } from '../support.ts';

type Patch = NonNullable<WorldOptions['patch']>;

/** Changes the resources of a type, and of a name where several have it. */
function changed(type: string, change: object | ((properties: object) => object), id = ''): Patch {
  return ({ Resources }) => {
    for (const [name, { Type, Properties }] of Object.entries(Resources)) {
      if (Type !== type || !name.startsWith(id)) continue;
      Object.assign(Properties, typeof change === 'function' ? change(Properties) : change);
    }
  };
}

const FUNCTION = 'AWS::Lambda::Function';
const ROLE = 'AWS::IAM::Role';
const STACK_SET = 'AWS::CloudFormation::StackSet';
const BOUNDARY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const EVALUATOR = `arn:aws:iam::${ADMINISTRATOR}:role/rabbitmq-conformance-evaluator-eu-west-1`;

function trusting(Principal: object): object {
  const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }];
  return { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } };
}

function tooLong(body: unknown): object {
  return { TemplateBody: `${body}\n#${'.'.repeat(51_200)}` };
}

test.each<{ what: string; shape: Shape; patch: Patch; problem: string }>([
  {
    what: 'a function with another handler',
    shape: 'account',
    patch: changed(FUNCTION, { Handler: 'main.handler' }),
    problem: 'does not support the handler main.handler',
  },
  {
    what: 'a function with another runtime',
    shape: 'account',
    patch: changed(FUNCTION, { Runtime: 'python3.13' }),
    problem: 'does not support the runtime python3.13',
  },
  {
    what: 'a function whose failed events go to no queue',
    shape: 'account',
    patch: changed('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:eu-west-1:${PAYMENTS}:other` } },
    }),
    problem: `does not have permissions to call SendMessage on arn:aws:sqs:eu-west-1:${PAYMENTS}:other`,
  },
  {
    what: 'a function whose failed events go to a topic',
    shape: 'account',
    patch: changed('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: `arn:aws:sns:eu-west-1:${PAYMENTS}:topic` } },
    }),
    problem: 'does not support the destination arn:aws:sns:',
  },
  {
    what: 'failed events of an alias',
    shape: 'account',
    patch: changed('AWS::Lambda::EventInvokeConfig', { Qualifier: 'live' }),
    problem: 'does not support the version or alias live of a function',
  },
  {
    what: 'a queue that keeps messages for longer than Amazon SQS does',
    shape: 'account',
    patch: changed('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_601 }),
    problem: 'Invalid value for the parameter MessageRetentionPeriod',
  },
  {
    what: 'a queue without encryption',
    shape: 'account',
    patch: changed('AWS::SQS::Queue', { SqsManagedSseEnabled: false }),
    problem: 'without encryption',
  },
  {
    what: 'a policy of a queue for somebody',
    shape: 'account',
    patch: changed('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*', Principal: { AWS: ADMINISTRATOR } }],
      },
    }),
    problem: 'a policy of a queue that names a principal',
  },
  {
    what: 'a function that may never run',
    shape: 'account',
    patch: changed(FUNCTION, { ReservedConcurrentExecutions: 0 }),
    problem: 'never runs',
  },
  {
    what: 'a function without a size of its memory',
    shape: 'account',
    patch: ({ Resources }) => {
      for (const { Type, Properties } of Object.values(Resources))
        if (Type === FUNCTION) delete (Properties as { MemorySize?: number }).MemorySize;
    },
    problem: 'MemorySize must be an integer from 128 to 10240, not undefined.',
  },
  {
    what: 'a function with too much memory',
    shape: 'account',
    patch: changed(FUNCTION, { MemorySize: 10_241 }),
    problem: 'MemorySize must be an integer from 128 to 10240, not 10241.',
  },
  {
    what: 'a function with more time than there is',
    shape: 'account',
    patch: changed(FUNCTION, { Timeout: 901 }),
    problem: 'Timeout must be an integer from 1 to 900, not 901.',
  },
  {
    what: 'a function in a network',
    shape: 'account',
    patch: changed(FUNCTION, { VpcConfig: { SubnetIds: [] } }),
    problem: 'does not support the property VpcConfig of AWS::Lambda::Function',
  },
  {
    what: 'code that is an image',
    shape: 'account',
    patch: changed(FUNCTION, { Code: { ImageUri: 'x' } }),
    problem: 'does not support the property Code.ImageUri of AWS::Lambda::Function',
  },
  {
    what: 'a permission for the rules of another region',
    shape: 'account',
    patch: changed('AWS::Lambda::Permission', { SourceArn: 'arn:aws:config:eu-west-2:222222222222:config-rule/*' }),
    problem: 'InsufficientPermissionsException',
  },
  {
    what: 'a permission with an organization',
    shape: 'account',
    patch: changed('AWS::Lambda::Permission', { PrincipalOrgID: 'o-simulated1' }),
    problem: 'does not support the property PrincipalOrgID of AWS::Lambda::Permission',
  },
  {
    what: 'a role with a boundary',
    shape: 'account',
    patch: changed(ROLE, { PermissionsBoundary: BOUNDARY }),
    problem: 'does not support the property PermissionsBoundary of AWS::IAM::Role',
  },
  {
    what: 'a role with a managed policy whose content is not known',
    shape: 'account',
    patch: changed(ROLE, { ManagedPolicyArns: [BOUNDARY] }),
    problem: `does not support the managed policy ${BOUNDARY}`,
  },
  {
    what: 'an evaluation role that trusts a role which is made later',
    shape: 'organization',
    patch: changed(ROLE, trusting({ AWS: EVALUATOR }), 'EvaluationRole'),
    problem: `Invalid principal in policy: ${EVALUATOR}`,
  },
  {
    what: 'a StackSet of a role with a name, without the capability for that',
    shape: 'organization',
    patch: changed(STACK_SET, { Capabilities: ['CAPABILITY_IAM'] }),
    problem: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
  },
  {
    what: 'a StackSet of a role without a name, without any capability',
    shape: 'stack-set',
    patch: changed(STACK_SET, { Capabilities: [] }),
    problem: 'Requires capabilities : [CAPABILITY_IAM]',
  },
  {
    what: 'a StackSet that tolerates a number of accounts',
    shape: 'stack-set',
    patch: changed(STACK_SET, { OperationPreferences: { FailureToleranceCount: 1 } }),
    problem:
      'does not support the property OperationPreferences.FailureToleranceCount of AWS::CloudFormation::StackSet',
  },
  {
    what: 'a StackSet of accounts in a file',
    shape: 'stack-set',
    patch: changed(STACK_SET, { StackInstancesGroup: [{ DeploymentTargets: { AccountsUrl: 's3:' } }] }),
    problem:
      'does not support the property StackInstancesGroup.DeploymentTargets.AccountsUrl of AWS::CloudFormation::StackSet',
  },
  {
    what: 'a StackSet of accounts without a filter',
    shape: 'stack-set',
    patch: changed(STACK_SET, {
      StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: [UNIT], Accounts: [ORDERS] }, Regions: [] }],
    }),
    problem: 'AccountFilterType should be specified when both OrganizationalUnitIds and Accounts are provided',
  },
  {
    what: 'a StackSet of a unit that is not there',
    shape: 'stack-set',
    patch: changed(STACK_SET, {
      StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: ['ou-none-00000000'] }, Regions: [] }],
    }),
    problem: 'Target organizational unit could not be found: ou-none-00000000',
  },
  {
    what: 'a StackSet whose template is too long',
    shape: 'stack-set',
    patch: (template) => {
      if (!('Description' in template)) return;
      const isInner = Object.values(template.Resources).every(({ Type }) => Type !== STACK_SET);
      if (isInner) template.Description = '.'.repeat(51_200);
    },
    problem: 'more than 51200 bytes',
  },
  {
    what: 'a pack whose template is too long',
    shape: 'account',
    patch: changed('AWS::Config::ConformancePack', (properties) =>
      tooLong((properties as { TemplateBody: unknown }).TemplateBody),
    ),
    problem: 'more than 51200 bytes',
  },
  {
    what: "an organization's pack whose template is too long",
    shape: 'organization',
    patch: changed('AWS::Config::OrganizationConformancePack', (properties) =>
      tooLong((properties as { TemplateBody: unknown }).TemplateBody),
    ),
    problem: 'more than 51200 bytes',
  },
])('$what is not deployed', async ({ shape, patch, problem }) => {
  const tolerance = shape === 'account' ? {} : { failureTolerancePercentage: 0 };
  const settings = { ...SETTINGS[shape], ...tolerance };
  await withWorld(shape, { patch, settings }, ({ stacks, simulation }) => {
    expect(Object.values(problemsOf(stacks))[0]).toContain(problem);
    expect(simulation.state.rules.size).toBe(0);
  });
});

test.each<{ what: string; patch: Patch; problem: string }>([
  {
    what: 'whose role AWS Config may not assume',
    patch: changed(ROLE, trusting({ Service: 'ec2.amazonaws.com' }), 'AggregatorRole'),
    problem: 'cannot be assumed by AWS Config',
  },
  {
    what: 'whose role may not list accounts',
    patch: changed(ROLE, { ManagedPolicyArns: [] }, 'AggregatorRole'),
    problem: 'may not list the accounts of the organization',
  },
])('an aggregator $what is not deployed', async ({ patch, problem }) => {
  await withWorld('organization', { patch }, ({ stacks, simulation }) => {
    expect(problemsOf(stacks)).toEqual({ 'rabbitmq-conformance-views': expect.stringContaining(problem) });
    expect(simulation.state.aggregators.size).toBe(0);
  });
});
