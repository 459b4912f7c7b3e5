import type { Call } from '../../simulator/aws/call.ts';
import { startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { createAdministratorKey } from '../../simulator/aws/simulation.ts';
import { bootstrap } from '../../simulator/cloudformation/bootstrap.ts';
import { answer } from '../../simulator/services.ts';
import { logGroup, NOBODY, role, template } from '../simulator/cloudformation/client.ts';
import { ADMINISTRATOR, REGIONS, UNIT, withWorld } from '../simulator/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';
import { answersTo, problemsIn } from './messages.ts';

type Step = readonly [service: Call['service'], operation: string, input?: Call['input']];

const [REGION = ''] = REGIONS;
const OF_STACK = { StackName: 'stack' };
const CHANGES = { ...OF_STACK, ChangeSetName: 'changes' };
const SET = { StackSetName: 'rabbitmq-conformance', CallAs: 'DELEGATED_ADMIN' };
const VERSION = '/cdk-bootstrap/hnb659fds/version';
const PACK = { OrganizationConformancePackName: 'rabbitmq-conformance' };
const TemplateBody = template(
  {
    Logs: logGroup({ RetentionInDays: 1 }),
    Query: { Type: 'AWS::Config::StoredQuery', Properties: { QueryName: 'a' } },
  },
  {
    Description: 'A stack <of> "few" & small resources',
    Parameters: { Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: VERSION } },
    Outputs: { Logs: { Value: { Ref: 'Logs' }, Export: { Name: 'logs' } } },
  },
);

/** The life of a stack, and all that can be read meanwhile. */
const LIFE: readonly Step[] = [
  [
    'cloudformation',
    'CreateChangeSet',
    { ...CHANGES, ChangeSetType: 'CREATE', TemplateBody, Tags: [{ Key: 'a', Value: 'b' }] },
  ],
  ['cloudformation', 'DescribeStacks', OF_STACK],
  ['cloudformation', 'ListChangeSets', OF_STACK],
  ['cloudformation', 'DescribeChangeSet', CHANGES],
  ['cloudformation', 'ExecuteChangeSet', CHANGES],
  [
    'cloudformation',
    'CreateChangeSet',
    { ...CHANGES, ChangeSetName: 'more', TemplateBody: template({ Logs: logGroup({}) }) },
  ],
  ['cloudformation', 'DescribeChangeSet', { ...CHANGES, ChangeSetName: 'more' }],
  ['cloudformation', 'DeleteChangeSet', { ...CHANGES, ChangeSetName: 'more' }],
  ['cloudformation', 'DescribeStacks', {}],
  ['cloudformation', 'DescribeStackEvents', OF_STACK],
  ['cloudformation', 'DescribeStackResources', OF_STACK],
  ['cloudformation', 'ListStackResources', OF_STACK],
  ['cloudformation', 'GetTemplate', OF_STACK],
  ['cloudformation', 'GetTemplateSummary', OF_STACK],
  ['cloudformation', 'DescribeEvents', OF_STACK],
  ['cloudformation', 'ListHookResults', {}],
  ['cloudformation', 'UpdateTerminationProtection', { ...OF_STACK, EnableTerminationProtection: false }],
  [
    'cloudformation',
    'UpdateStack',
    {
      ...OF_STACK,
      TemplateBody: template({ Role: role(NOBODY) }),
      DisableRollback: true,
      Capabilities: ['CAPABILITY_IAM'],
    },
  ],
  ['cloudformation', 'RollbackStack', OF_STACK],
  ['cloudformation', 'DeleteStack', OF_STACK],
  ['cloudformation', 'ListStacks', {}],
  ['cloudformation', 'CreateStack', { ...OF_STACK, TemplateBody: template({ Logs: logGroup({}) }) }],
  ['ssm', 'GetParameter', { Name: VERSION }],
  ['ssm', 'GetParameters', { Names: [VERSION, '/none'] }],
  ['sts', 'GetCallerIdentity', {}],
];

const TARGETS = { DeploymentTargets: { OrganizationalUnitIds: [UNIT] }, Regions: [REGION] };

const STACK_SETS: readonly Step[] = [
  ['cloudformation', 'ListStackSets', { CallAs: SET.CallAs }],
  ['cloudformation', 'DescribeStackSet', SET],
  ['cloudformation', 'ListStackInstances', SET],
  ['cloudformation', 'ListStackSetOperations', SET],
  ['cloudformation', 'UpdateStackInstances', { ...SET, ...TARGETS }],
  ['cloudformation', 'DeleteStackInstances', { ...SET, ...TARGETS, Regions: REGIONS, RetainStacks: false }],
  ['cloudformation', 'CreateStackInstances', { ...SET, ...TARGETS }],
];

const PACKS: readonly Step[] = [
  ['config', 'DescribeConformancePacks', {}],
  ['config', 'DescribeConformancePackStatus', {}],
  ['config', 'DescribeOrganizationConformancePacks', {}],
  ['config', 'DescribeOrganizationConformancePackStatuses', {}],
  ['config', 'GetOrganizationConformancePackDetailedStatus', PACK],
  ['config', 'DescribeConfigRules', {}],
  ['config', 'DescribeConfigurationRecorders', {}],
  ['config', 'DescribeConfigurationRecorderStatus', {}],
  ['config', 'StartConfigRulesEvaluation', { ConfigRuleNames: [] }],
];

const NONE = { ...OF_STACK, StackName: 'none' };

const REFUSED: readonly Step[] = [
  ['cloudformation', 'DescribeStacks', NONE],
  ['cloudformation', 'CreateStack', { ...OF_STACK, TemplateBody: template({ Role: role(NOBODY) }) }],
  ['cloudformation', 'DescribeChangeSet', { ...CHANGES, ChangeSetName: 'none' }],
  ['cloudformation', 'CreateChangeSet', { ...NONE, ChangeSetName: 'none', TemplateBody }],
  ['cloudformation', 'UpdateStack', { ...NONE, TemplateBody }],
  ['cloudformation', 'DescribeStackSet', { ...SET, StackSetName: 'none' }],
  ['cloudformation', 'DescribeStackSetOperation', { ...SET, OperationId: 'none' }],
  ['cloudformation', 'DeleteStackSet', SET],
  ['cloudformation', 'UpdateStackInstances', { ...SET, ...TARGETS, Regions: ['us-east-1'] }],
  ['ssm', 'GetParameter', { Name: '/none' }],
  ['config', 'DescribeConformancePacks', { ConformancePackNames: ['none'] }],
  ['config', 'DescribeConfigRules', { ConfigRuleNames: ['none'] }],
  ['config', 'DescribeOrganizationConformancePacks', { OrganizationConformancePackNames: ['none'] }],
];

/** What AWS answers although its models do not have it. */
const KNOWN = [
  'DescribeStackEvents output: .StackEvents[].ResourceStatus is none of the values that the model has: REVIEW_IN_PROGRESS',
  'DescribeConfigurationRecorderStatus output: .ConfigurationRecordersStatus[].lastStatus is none of the values that the model has: SUCCESS',
];

describeWith(findWitness('python'))("By botocore's models", () => {
  test.each([
    ['answers about stacks are right', 'stack-set', LIFE, 'output'],
    ['answers about StackSets are right', 'stack-set', STACK_SETS, 'output'],
    ['answers about packs are right', 'organization', PACKS, 'output'],
    ['refusals have the form of the service, and a code that it has', 'stack-set', REFUSED, 'error'],
  ] as const)('%s', async (_, shape, steps, kind) => {
    await withWorld(shape, {}, async ({ simulation }) => {
      bootstrap(simulation.state, { accountId: ADMINISTRATOR, region: REGION });
      const accessKeyId = createAdministratorKey(simulation, ADMINISTRATOR);
      const endpoints = await startAwsEndpoints((call) => answer(simulation, call));
      const messages = [];
      for (const [service, operation, input = {}] of steps) {
        const call = { service, operation, input, accessKeyId, region: REGION };
        messages.push(...(await answersTo([call], endpoints.url)));
      }
      await endpoints.close();
      expect(messages.filter((message) => message.kind !== kind)).toEqual([]);
      const problems = await problemsIn(messages);
      expect(problems.filter((problem) => !KNOWN.includes(problem))).toEqual([]);
    });
  });
});
