import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_CHECKS } from '../../checks/registry.ts';
import type { Context, Shape, TemplateJson } from '../support/cdk.ts';
import {
  innerTemplates,
  NOTIFIED,
  NOTIFIED_NAMES,
  propertiesOf,
  REMEDIATED,
  REMEDIATED_NAMES,
  SHAPE_NAMES,
  SHAPES,
  synthesize,
} from '../support/cdk.ts';

const SDK_CLIENTS = new Map([
  ['@aws-sdk/client-config-service', 'config'],
  ['@aws-sdk/client-mq', 'mq'],
]);

// Loaded only for the check that needs them.
const EC2_CLIENT = '@aws-sdk/client-ec2';
const EC2_CALLS = ['ec2:DescribeSecurityGroups', 'ec2:GetManagedPrefixListEntries'];

// Lambda makes these calls with the role, or the function does, but not with commands of an SDK client.
const WRITE_LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const KEEP_FAILED_EVENTS = 'sqs:SendMessage';
const ASSUME_ROLE = 'sts:AssumeRole';

const IMPORT = /import (?:type )?\{([^}]*)\} from '([^']*)'|import\('([^']*)'\)/g;

function sourcesIn(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

/** The calls of the SDK in the source, as actions of IAM. */
const CALLS = [
  ...new Set(
    [...sourcesIn('lambda').matchAll(IMPORT)].flatMap(([, names = '', module = '']) => {
      const service = SDK_CLIENTS.get(module);
      const operations = names.matchAll(/\bpaginate(\w+)|\b(\w+)Command\b/g);
      return service ? [...operations].map(([, paginated, single]) => `${service}:${paginated ?? single}`) : [];
    }),
  ),
];

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Condition?: unknown;
}

/** The roles of a deployment that have a policy, those in the templates of its StackSets too, by their descriptions. */
function policies(context: Context): ReadonlyMap<string, readonly Statement[]> {
  const templates = synthesize(context).flatMap(({ json }) => [
    json,
    ...innerTemplates(json).map((body): TemplateJson => JSON.parse(body)),
  ]);
  const roles = templates.flatMap((template) => propertiesOf(template, 'AWS::IAM::Role'));
  return new Map(
    roles.flatMap(({ Description, Policies = [], ManagedPolicyArns = [] }) => {
      // That of the aggregator has a policy of AWS, and no other.
      if (ManagedPolicyArns.length > 0) expect(Policies).toEqual([]);
      return Policies.map(({ PolicyDocument }: { PolicyDocument: { Statement: readonly Statement[] } }) => [
        Description,
        PolicyDocument.Statement,
      ]);
    }),
  );
}

function actions(statements: readonly Statement[] = []): readonly string[] {
  return statements.flatMap(({ Action }) => Action).toSorted();
}

const EVALUATOR = 'Lets the evaluator read Amazon MQ brokers, report to AWS Config and write its log.';
const EVALUATION = 'Lets the evaluator read Amazon MQ brokers and report to AWS Config.';
const FORWARDING = 'Lets EventBridge send changes of the results for Amazon MQ RabbitMQ brokers to the administrator.';
const REMEDIATION = 'Lets Systems Manager turn on general logging for Amazon MQ RabbitMQ brokers.';

test('the function makes six calls, and all that it imports of the SDK is accounted for', () => {
  expect(CALLS.toSorted()).toEqual([
    'config:GetComplianceDetailsByConfigRule',
    'config:GetResourceConfigHistory',
    'config:ListDiscoveredResources',
    'config:PutEvaluations',
    'mq:DescribeBroker',
    'mq:ListBrokers',
  ]);
  const modules = [...sourcesIn('lambda').matchAll(IMPORT)].map(([, , module, dynamic]) => module ?? dynamic ?? '');
  // The credential provider is what calls AssumeRole.
  expect(new Set(modules.filter((module) => /^@(aws-sdk|smithy)\//.test(module) && module !== EC2_CLIENT))).toEqual(
    new Set([...SDK_CLIENTS.keys(), '@aws-sdk/credential-providers']),
  );
});

const OF_ORGANIZATION = {
  [EVALUATOR]: [...CALLS, ...WRITE_LOGS, KEEP_FAILED_EVENTS, ASSUME_ROLE],
  [EVALUATION]: CALLS,
};
const OF_ACCOUNT = { [EVALUATOR]: [...CALLS, ...WRITE_LOGS, KEEP_FAILED_EVENTS] };

const ALLOWED: Readonly<Record<Shape, Readonly<Record<string, readonly string[]>>>> = {
  organization: OF_ORGANIZATION,
  delegated: OF_ORGANIZATION,
  covered: OF_ORGANIZATION,
  'account-packs': OF_ORGANIZATION,
  'stack-set': OF_ACCOUNT,
  account: OF_ACCOUNT,
  'management-account': { [EVALUATION]: CALLS },
};

const OWN_LOG = expect.stringMatching(/^<EvaluatorLogs\w+\.Arn>$/);

// All that may be allowed, with the resources of those actions that know any.
const RESOURCES: Readonly<Record<string, unknown>> = {
  'ec2:DescribeSecurityGroups': '*',
  'ec2:GetManagedPrefixListEntries': '*',
  'config:GetComplianceDetailsByConfigRule': 'arn:<AWS::Partition>:config:*:<AWS::AccountId>:config-rule/*',
  'config:GetResourceConfigHistory': '*',
  'config:ListDiscoveredResources': '*',
  'config:PutEvaluations': '*',
  'mq:DescribeBroker': 'arn:<AWS::Partition>:mq:*:<AWS::AccountId>:broker:*',
  'mq:ListBrokers': '*',
  'mq:UpdateBroker': 'arn:<AWS::Partition>:mq:*:<AWS::AccountId>:broker:*',
  // In a StackSet it is a parameter.
  'events:PutEvents': expect.stringMatching(
    /^(<NotificationBus>|arn:<AWS::Partition>:events:eu-west-1:(<AWS::AccountId>|444455556666):event-bus\/rabbitmq-conformance)$/,
  ),
  'logs:CreateLogStream': OWN_LOG,
  'logs:PutLogEvents': OWN_LOG,
  'sqs:SendMessage': expect.stringMatching(/^<EvaluatorFailedEventsQueue\w+\.Arn>$/),
  'sts:AssumeRole': 'arn:<AWS::Partition>:iam::*:role/rabbitmq-conformance-evaluation',
};

type Deployment = readonly [name: string, context: Context, allowed: Readonly<Record<string, readonly string[]>>];

/** All checks that can be rules, but the one that reads Amazon EC2. */
const OTHER_CHECKS = {
  checks: RULE_CHECKS.map(({ id }) => id).filter((id) => id !== 'rabbitmq-security-group-sources'),
  checkParameters: { 'rabbitmq-tags': { requiredTags: 'team' } },
};

const DEPLOYMENTS: readonly Deployment[] = [
  ...SHAPE_NAMES.map((shape): Deployment => [shape, SHAPES[shape], ALLOWED[shape]]),
  ...SHAPE_NAMES.map(
    (shape): Deployment => [`${shape} with all other checks`, { ...SHAPES[shape], ...OTHER_CHECKS }, ALLOWED[shape]],
  ),
  ...SHAPE_NAMES.map((shape): Deployment => {
    const allowed = Object.entries(ALLOWED[shape]).map(([role, list]) => [role, [...list, ...EC2_CALLS]]);
    const context = { ...SHAPES[shape], checks: 'rabbitmq-security-group-sources' };
    return [`${shape} with the check of security groups`, context, Object.fromEntries(allowed)];
  }),
  ...REMEDIATED_NAMES.map((shape): Deployment => {
    // The only role that may write to a broker.
    const remediation = { [REMEDIATION]: ['mq:DescribeBroker', 'mq:UpdateBroker'] };
    return [`${shape} with the remediation of logs`, REMEDIATED[shape], { ...ALLOWED[shape], ...remediation }];
  }),
  ...NOTIFIED_NAMES.map((shape): Deployment => {
    // In an account alone, nothing is forwarded.
    const forwarding = shape === 'account' ? {} : { [FORWARDING]: ['events:PutEvents'] };
    return [`${shape} with notifications`, NOTIFIED[shape], { ...ALLOWED[shape], ...forwarding }];
  }),
];

describe.each(DEPLOYMENTS)('in the shape %s', (_, context, wantedActions) => {
  const found = policies(context);
  const statements = [...found.values()].flat();

  it('the policies allow exactly the calls that the function and the runbook make', () => {
    const allowed = [...found].map(([description, ofRole]) => [description, actions(ofRole)]);
    const wanted = Object.entries(wantedActions).map(([description, list]) => [description, list.toSorted()]);
    expect(Object.fromEntries(allowed)).toEqual(Object.fromEntries(wanted));
  });

  it('each on the resources that it needs', () => {
    for (const { Action, Resource } of statements) {
      for (const action of [Action].flat()) expect([action, Resource]).toEqual([action, RESOURCES[action]]);
    }
  });

  it('each statement allows, and names its actions in full', () => {
    for (const statement of statements) {
      expect(statement.Effect).toBe('Allow');
      expect(statement).not.toHaveProperty('NotAction');
      expect(statement).not.toHaveProperty('NotResource');
      // That of sts:AssumeRole is tested with the trust in what it assumes.
      if (statement.Action !== ASSUME_ROLE) expect(statement).not.toHaveProperty('Condition');
      for (const action of actions([statement])) expect(action).not.toContain('*');
    }
  });
});
