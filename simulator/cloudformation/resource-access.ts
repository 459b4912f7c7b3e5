import type { Properties, ResourceAccess, ResourcePlace } from '../stacks/resource-type.ts';

/** An ARN in the region and account of a stack. */
function here(service: string, resource: (properties: Properties, name: string) => string): ResourceAccess['arnOf'] {
  return ({ state: { partition }, region, accountId }: ResourcePlace, properties, name) =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource(properties, name)}`;
}

/** A role has its path and name, or only the path. */
const roleArn: ResourceAccess['arnOf'] = ({ state, accountId }, { Path = '/', RoleName }, name) =>
  `arn:${state.partition}:iam::${accountId}:role${Path}${RoleName ?? name}`;

/** Actions that make and change something, and those that delete it. */
function putting(arnOf: ResourceAccess['arnOf'], put: string, remove: string): ResourceAccess {
  return { arnOf, create: [put], update: [put], delete: [remove] };
}

/**
 * The actions that resources take that are about themselves, by type. The ids that AWS makes up are left to chance.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html (handlers, permissions)
 */
export const RESOURCE_ACCESS: Readonly<Record<string, ResourceAccess>> = {
  'AWS::CloudFormation::StackSet': {
    arnOf: here('cloudformation', ({ StackSetName }) => `stackset/${StackSetName}:0`),
    create: ['cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances'],
    update: [
      ...['cloudformation:UpdateStackSet', 'cloudformation:CreateStackInstances'],
      ...['cloudformation:UpdateStackInstances', 'cloudformation:DeleteStackInstances'],
    ],
    delete: ['cloudformation:DeleteStackSet', 'cloudformation:DeleteStackInstances'],
  },
  'AWS::CloudWatch::Alarm': putting(
    here('cloudwatch', (_, name) => `alarm:${name}`),
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:DeleteAlarms',
  ),
  'AWS::CloudWatch::Dashboard': putting(
    ({ state: { partition }, accountId }, { DashboardName }) =>
      `arn:${partition}:cloudwatch::${accountId}:dashboard/${DashboardName}`,
    'cloudwatch:PutDashboard',
    'cloudwatch:DeleteDashboards',
  ),
  'AWS::Config::ConfigurationAggregator': putting(
    here('config', () => 'config-aggregator/config-aggregator-0'),
    'config:PutConfigurationAggregator',
    'config:DeleteConfigurationAggregator',
  ),
  'AWS::Config::ConformancePack': putting(
    here('config', ({ ConformancePackName }) => `conformance-pack/${ConformancePackName}/conformance-pack-0`),
    'config:PutConformancePack',
    'config:DeleteConformancePack',
  ),
  'AWS::Config::OrganizationConformancePack': putting(
    here('config', ({ OrganizationConformancePackName: name }) => `organization-conformance-pack/${name}-0`),
    'config:PutOrganizationConformancePack',
    'config:DeleteOrganizationConformancePack',
  ),
  'AWS::Config::StoredQuery': putting(
    here('config', ({ QueryName }) => `stored-query/${QueryName}/query-0`),
    'config:PutStoredQuery',
    'config:DeleteStoredQuery',
  ),
  'AWS::IAM::Role': {
    arnOf: roleArn,
    create: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:TagRole'],
    update: ['iam:UpdateRole', 'iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy'],
    delete: ['iam:DeleteRolePolicy', 'iam:DeleteRole'],
  },
  'AWS::Lambda::EventInvokeConfig': putting(
    here('lambda', ({ FunctionName }) => `function:${FunctionName}`),
    'lambda:PutFunctionEventInvokeConfig',
    'lambda:DeleteFunctionEventInvokeConfig',
  ),
  'AWS::Lambda::Function': {
    arnOf: here('lambda', (_, name) => `function:${name}`),
    create: ['lambda:CreateFunction'],
    update: ['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration', 'lambda:PutFunctionConcurrency'],
    delete: ['lambda:DeleteFunction'],
  },
  'AWS::Lambda::Permission': putting(
    (_, { FunctionName }) => String(FunctionName),
    'lambda:AddPermission',
    'lambda:RemovePermission',
  ),
  // https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html#access-control-resource-based-permissions
  'AWS::Lambda::ResourcePolicy': {
    arnOf: (_, { ResourceArn }) => String(ResourceArn),
    create: ['lambda:PutResourcePolicy', 'lambda:AddPermission', 'lambda:RemovePermission'],
    update: ['lambda:PutResourcePolicy', 'lambda:AddPermission', 'lambda:RemovePermission'],
    delete: ['lambda:DeleteResourcePolicy', 'lambda:RemovePermission'],
  },
  'AWS::Logs::LogGroup': {
    arnOf: here('logs', (_, name) => `log-group:${name}`),
    create: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
    update: ['logs:PutRetentionPolicy'],
    delete: ['logs:DeleteLogGroup'],
  },
  'AWS::Logs::QueryDefinition': putting(
    here('logs', (_, name) => `query-definition:${name}`),
    'logs:PutQueryDefinition',
    'logs:DeleteQueryDefinition',
  ),
  'AWS::SQS::Queue': {
    arnOf: here('sqs', (_, name) => name),
    create: ['sqs:CreateQueue', 'sqs:TagQueue'],
    update: ['sqs:SetQueueAttributes'],
    delete: ['sqs:DeleteQueue'],
  },
  'AWS::SQS::QueuePolicy': putting(
    here(
      'sqs',
      ({ Queues }) =>
        String((Queues as readonly string[])[0])
          .split('/')
          .at(-1) ?? '',
    ),
    'sqs:SetQueueAttributes',
    'sqs:SetQueueAttributes',
  ),
  'AWS::SSM::Document': {
    arnOf: here('ssm', ({ Name }) => `document/${Name}`),
    create: ['ssm:CreateDocument'],
    update: ['ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion'],
    delete: ['ssm:DeleteDocument'],
  },
};
