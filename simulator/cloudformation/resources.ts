import type { Role } from '../aws/aws-state.ts';
import type { PolicyDocument } from '../aws/iam.ts';
import { addRole, updateRole } from '../aws/roles.ts';
import { deleteOrganizationPack, findOrganizationPack, putOrganizationPack } from '../config/organization-packs.ts';
import { deletePack, findPack, packContent, putPack } from '../config/packs.ts';
import { putAggregator } from '../config/put-aggregator.ts';
import { EVENT_BUS, EVENT_BUS_POLICY, EVENT_RULE } from '../events/resource-types.ts';
import { KEY } from '../kms/keys.ts';
import { addPermission, deleteResourcePolicy, putResourcePolicy, removePermission } from '../lambda/function-policy.ts';
import { putFunction } from '../lambda/functions.ts';
import { TOPIC, TOPIC_POLICY } from '../sns/topics.ts';
import type { CreatedResource, Properties, ResourcePlace, ResourceTypes } from '../stacks/resource-type.ts';
import { named, physicalName, ResourceFailure } from '../stacks/resource-type.ts';
import { createDocument, documentArn, putDocument } from '../systems-manager/documents.ts';
import { inert } from './inert.ts';
import { EVENT_INVOKE_CONFIG, QUEUE, QUEUE_POLICY } from './queue-resources.ts';
import { RESOURCE_ACCESS } from './resource-access.ts';
import { STACK_SET } from './stack-set-resource.ts';

const TYPES: ResourceTypes = {
  'AWS::CloudFormation::StackSet': STACK_SET,
  'AWS::CloudWatch::Alarm': inert('cloudwatch', 'alarm:', {
    properties: [
      ...['AlarmActions', 'AlarmDescription', 'ComparisonOperator', 'Dimensions', 'EvaluationPeriods', 'MetricName'],
      ...['Namespace', 'Period', 'Statistic', 'Threshold', 'TreatMissingData', 'Tags'],
      'WarmUpConfiguration.WarmUpPeriodDurationInMinutes',
    ],
  }),
  'AWS::CloudWatch::Dashboard': inert('cloudwatch', 'dashboard/', {
    nameProperty: 'DashboardName',
    properties: ['DashboardName', 'DashboardBody', 'Tags'],
    isGlobal: true,
  }),
  'AWS::Config::ConfigurationAggregator': {
    properties: [
      ...['ConfigurationAggregatorName', 'OrganizationAggregationSource.RoleArn'],
      ...['OrganizationAggregationSource.AllAwsRegions', 'Tags'],
    ],
    createOnly: ['ConfigurationAggregatorName'],
    create(place, _, properties) {
      const arn = putAggregator(place.state, place, properties);
      return { ref: String(properties.ConfigurationAggregatorName), attributes: { ConfigurationAggregatorArn: arn } };
    },
    update(place, resource, properties) {
      putAggregator(place.state, place, properties);
      return resource;
    },
    delete({ state }, { attributes }) {
      state.aggregators.delete(attributes.ConfigurationAggregatorArn ?? '');
    },
  },
  'AWS::Config::ConformancePack': {
    properties: ['ConformancePackName', 'ConformancePackInputParameters', 'TemplateBody', 'Tags'],
    createOnly: ['ConformancePackName'],
    create: (place, _, properties) => putNamedPack(place, properties),
    update: (place, _, properties) => putNamedPack(place, properties),
    // CloudFormation takes a resource that is not there for deleted.
    // https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract.html
    delete({ state, ...place }, { ref }) {
      if (findPack(state, place, ref)) deletePack(state, place, ref);
    },
  },
  'AWS::Config::OrganizationConformancePack': {
    properties: [
      ...['OrganizationConformancePackName', 'ConformancePackInputParameters', 'ExcludedAccounts', 'TemplateBody'],
      'Tags',
    ],
    createOnly: ['OrganizationConformancePackName'],
    create: (place, _, properties) => putNamedOrganizationPack(place, properties),
    update: (place, _, properties) => putNamedOrganizationPack(place, properties),
    delete({ state, ...place }, { ref }) {
      const pack = findOrganizationPack(state, place, ref);
      if (pack) deleteOrganizationPack(state, pack);
    },
  },
  'AWS::Config::StoredQuery': inert('config', 'stored-query/', {
    nameProperty: 'QueryName',
    properties: ['QueryName', 'QueryDescription', 'QueryExpression', 'Tags'],
  }),
  'AWS::Events::EventBus': EVENT_BUS,
  'AWS::Events::EventBusPolicy': EVENT_BUS_POLICY,
  'AWS::Events::Rule': EVENT_RULE,
  'AWS::IAM::Role': {
    // Not PermissionsBoundary, which could deny what the policies of the role allow.
    properties: [
      ...['RoleName', 'Path', 'Description', 'AssumeRolePolicyDocument', 'ManagedPolicyArns'],
      ...['Policies.PolicyName', 'Policies.PolicyDocument', 'Tags'],
    ],
    createOnly: ['RoleName', 'Path'],
    create(place, logicalId, properties) {
      const name = String(properties.RoleName ?? physicalName(place, logicalId));
      const role = roleOf(place, name, properties);
      addRole(place.state, role);
      return { ref: name, attributes: { Arn: role.arn } };
    },
    update(place, resource, properties) {
      updateRole(place.state, roleOf(place, resource.ref, properties));
      return resource;
    },
    delete({ state }, { attributes }) {
      state.roles.delete(attributes.Arn ?? '');
    },
  },
  'AWS::Lambda::EventInvokeConfig': EVENT_INVOKE_CONFIG,
  'AWS::KMS::Key': KEY,
  'AWS::Lambda::Function': {
    properties: [
      ...['Description', 'Runtime', 'Handler', 'Role', 'Code.S3Bucket', 'Code.S3Key', 'Code.ZipFile', 'Timeout'],
      ...['MemorySize', 'Environment.Variables', 'LoggingConfig.LogGroup', 'ReservedConcurrentExecutions', 'Tags'],
    ],
    createOnly: [],
    create(place, logicalId, properties) {
      const name = physicalName(place, logicalId);
      return { ref: name, attributes: { Arn: putFunction(place, name, properties) } };
    },
    update: (place, { ref }, properties) => ({ ref, attributes: { Arn: putFunction(place, ref, properties) } }),
    delete({ state }, { attributes }) {
      state.functions.delete(attributes.Arn ?? '');
    },
  },
  'AWS::Lambda::Permission': {
    properties: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
    createOnly: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
    create(place, logicalId, properties) {
      const id = physicalName(place, logicalId);
      addPermission(place.state, id, properties);
      return named(id);
    },
    update: (_, resource) => resource,
    delete: (place, { ref }, properties) => removePermission(place.state, ref, properties),
  },
  'AWS::Lambda::ResourcePolicy': {
    properties: ['ResourceArn', 'PolicyDocument'],
    createOnly: ['ResourceArn'],
    create({ state }, _, properties) {
      putResourcePolicy(state, properties, { isNew: true });
      return named(String(properties.ResourceArn));
    },
    update({ state }, resource, properties) {
      putResourcePolicy(state, properties, { isNew: false });
      return resource;
    },
    delete: ({ state }, { ref }) => deleteResourcePolicy(state, ref),
  },
  'AWS::SNS::Topic': TOPIC,
  'AWS::SNS::TopicPolicy': TOPIC_POLICY,
  'AWS::SSM::Document': {
    properties: ['Name', 'DocumentType', 'DocumentFormat', 'Content', 'UpdateMethod', 'Tags'],
    createOnly: ['Name', 'DocumentType', 'DocumentFormat'],
    create(place, _, properties) {
      createDocument(place.state, place, properties);
      return named(String(properties.Name));
    },
    update(place, resource, properties) {
      putDocument(place.state, place, properties);
      return resource;
    },
    delete(place, { ref }) {
      place.state.documents.delete(documentArn(place.state, place, ref));
    },
  },
  'AWS::Logs::LogGroup': inert('logs', 'log-group:', {
    properties: ['RetentionInDays', 'KmsKeyId', 'Tags'],
    attributeSuffix: ':*',
  }),
  'AWS::Logs::QueryDefinition': inert('logs', 'query-definition:', {
    properties: ['Name', 'LogGroupNames', 'QueryString'],
  }),
  'AWS::SQS::Queue': QUEUE,
  'AWS::SQS::QueuePolicy': QUEUE_POLICY,
};

/** All types of resources that stacks may have in the simulation. Any other is refused. */
export const RESOURCE_TYPES: ResourceTypes = Object.fromEntries(
  Object.entries(TYPES).map(([name, type]) => [name, { ...type, access: RESOURCE_ACCESS[name] }]),
);

function putNamedPack({ state, ...place }: ResourcePlace, properties: Properties): CreatedResource {
  const name = String(properties.ConformancePackName);
  try {
    putPack(state, place, name, packContent(properties));
  } catch (error) {
    // One that failed is there without rules.
    if (!findPack(state, place, name)) throw error;
    throw new ResourceFailure((error as Error).message, named(name));
  }
  return named(name);
}

function putNamedOrganizationPack({ state, ...place }: ResourcePlace, properties: Properties): CreatedResource {
  const { OrganizationConformancePackName, ExcludedAccounts = [] } = properties;
  const name = String(OrganizationConformancePackName);
  const excludedAccounts = ExcludedAccounts as readonly string[];
  try {
    putOrganizationPack(state, place, name, { content: packContent(properties), excludedAccounts });
  } catch (error) {
    if (!findOrganizationPack(state, place, name)) throw error;
    throw new ResourceFailure((error as Error).message, named(name));
  }
  return named(name);
}

function roleOf({ state, accountId }: ResourcePlace, name: string, properties: Properties): Role {
  const { Path = '/', Policies = [], ManagedPolicyArns = [] } = properties;
  const inline = Policies as readonly { readonly PolicyName: string; readonly PolicyDocument: PolicyDocument }[];
  return {
    arn: `arn:${state.partition}:iam::${accountId}:role${Path}${name}`,
    accountId,
    trust: properties.AssumeRolePolicyDocument as PolicyDocument,
    policies: inline.map((policy) => policy.PolicyDocument),
    policyNames: inline.map(({ PolicyName }) => PolicyName),
    managedPolicyArns: ManagedPolicyArns as readonly string[],
  };
}
