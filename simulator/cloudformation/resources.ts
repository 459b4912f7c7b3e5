import { join } from 'node:path';
import type { PolicyDocument } from '../aws/iam.ts';
import { addRole } from '../aws/roles.ts';
import { putAggregator } from '../config/put-aggregator.ts';
import { putOrganizationPack, putPack } from '../config/put-pack.ts';
import type { FunctionCode } from '../lambda/functions.ts';
import { addPermission, createFunction } from '../lambda/functions.ts';
import { createDocument } from '../systems-manager/documents.ts';
import type { CreatedResource, Properties, ResourceType, StackPlace } from './resource-type.ts';
import { deployStackSet } from './stack-set.ts';

/** All types of resources that the simulation knows. Any other is refused. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudFormation::StackSet': {
    properties: [
      ...['StackSetName', 'Description', 'PermissionModel', 'CallAs', 'Capabilities', 'TemplateBody', 'Parameters'],
      ...['AutoDeployment.Enabled', 'AutoDeployment.RetainStacksOnAccountRemoval', 'ManagedExecution.Active'],
      ...['OperationPreferences.ConcurrencyMode', 'OperationPreferences.FailureTolerancePercentage'],
      ...['OperationPreferences.MaxConcurrentPercentage', 'OperationPreferences.RegionConcurrencyType'],
      'StackInstancesGroup.DeploymentTargets.OrganizationalUnitIds',
      'StackInstancesGroup.DeploymentTargets.AccountFilterType',
      ...['StackInstancesGroup.DeploymentTargets.Accounts', 'StackInstancesGroup.Regions', 'Tags'],
    ],
    create(place, _, properties, deployStack) {
      deployStackSet(place, properties, deployStack);
      return named(String(properties.StackSetName));
    },
  },
  'AWS::CloudWatch::Alarm': {
    properties: [
      ...['AlarmActions', 'AlarmDescription', 'ComparisonOperator', 'Dimensions', 'EvaluationPeriods', 'MetricName'],
      ...['Namespace', 'Period', 'Statistic', 'Threshold', 'TreatMissingData', 'Tags'],
    ],
    create: (place, logicalId) => named(physicalName(place, logicalId)),
  },
  'AWS::Config::ConfigurationAggregator': {
    properties: [
      ...['ConfigurationAggregatorName', 'OrganizationAggregationSource.RoleArn'],
      ...['OrganizationAggregationSource.AllAwsRegions', 'Tags'],
    ],
    create(place, _, properties) {
      putAggregator(place.state, place, properties);
      return named(String(properties.ConfigurationAggregatorName));
    },
  },
  'AWS::Config::ConformancePack': {
    properties: ['ConformancePackName', 'ConformancePackInputParameters', 'TemplateBody', 'Tags'],
    create(place, _, properties) {
      putPack(place.state, place, properties);
      return named(String(properties.ConformancePackName));
    },
  },
  'AWS::Config::OrganizationConformancePack': {
    properties: [
      ...['OrganizationConformancePackName', 'ConformancePackInputParameters', 'ExcludedAccounts', 'TemplateBody'],
      'Tags',
    ],
    create(place, _, properties) {
      putOrganizationPack(place.state, place, properties);
      return named(String(properties.OrganizationConformancePackName));
    },
  },
  'AWS::Config::StoredQuery': {
    properties: ['QueryName', 'QueryDescription', 'QueryExpression', 'Tags'],
    create: (_, __, { QueryName }) => named(String(QueryName)),
  },
  'AWS::IAM::Role': {
    // Not PermissionsBoundary, which could deny what the policies of the role allow.
    properties: [
      ...['RoleName', 'Path', 'Description', 'AssumeRolePolicyDocument', 'ManagedPolicyArns'],
      ...['Policies.PolicyName', 'Policies.PolicyDocument', 'Tags'],
    ],
    create: createRole,
  },
  'AWS::Lambda::Function': {
    properties: [
      ...['Description', 'Runtime', 'Handler', 'Role', 'Code.S3Bucket', 'Code.S3Key', 'Code.ZipFile', 'Timeout'],
      ...['MemorySize', 'Environment.Variables', 'LoggingConfig.LogGroup', 'ReservedConcurrentExecutions', 'Tags'],
    ],
    create(place, logicalId, properties) {
      const name = physicalName(place, logicalId);
      const arn = createFunction(place, name, properties, codeOf(place, properties.Code as Properties));
      return { ref: name, attributes: { Arn: arn } };
    },
  },
  'AWS::Lambda::Permission': {
    properties: ['Action', 'FunctionName', 'Principal', 'SourceAccount'],
    create(place, logicalId, properties) {
      addPermission(place, properties);
      return named(logicalId);
    },
  },
  'AWS::SSM::Document': {
    properties: ['Name', 'DocumentType', 'DocumentFormat', 'Content', 'UpdateMethod', 'Tags'],
    create(place, _, properties) {
      createDocument(place.state, place, properties);
      return named(String(properties.Name));
    },
  },
  'AWS::Logs::LogGroup': {
    properties: ['RetentionInDays', 'KmsKeyId', 'Tags'],
    create(place, logicalId) {
      const name = physicalName(place, logicalId);
      const { state, region, accountId } = place;
      const arn = `arn:${state.partition}:logs:${region}:${accountId}:log-group:${name}:*`;
      return { ref: name, attributes: { Arn: arn } };
    },
  },
};

function createRole(place: StackPlace, logicalId: string, properties: Properties): CreatedResource {
  const { state, accountId } = place;
  const { RoleName = physicalName(place, logicalId), Path = '/', Policies = [], ManagedPolicyArns = [] } = properties;
  const arn = `arn:${state.partition}:iam::${accountId}:role${Path}${RoleName}`;
  addRole(state, {
    arn,
    accountId,
    trust: properties.AssumeRolePolicyDocument as PolicyDocument,
    policies: (Policies as readonly { PolicyDocument: PolicyDocument }[]).map((policy) => policy.PolicyDocument),
    managedPolicyArns: ManagedPolicyArns as readonly string[],
  });
  return { ref: String(RoleName), attributes: { Arn: arn } };
}

/** The code of a function: that of an asset of the cloud assembly, or the text of the template. */
function codeOf({ assembly }: StackPlace, { S3Key, ZipFile }: Properties): FunctionCode {
  if (typeof S3Key !== 'string') return { text: String(ZipFile) };
  return { folder: join(assembly, `asset.${S3Key.replace(/\.zip$/, '')}`) };
}

// CloudFormation makes the names of resources that have none in the template of stack, logical id and chance.
function physicalName({ state, stackName }: StackPlace, logicalId: string): string {
  return `${stackName}-${logicalId}-${state.unique(12)}`.slice(-64).replace(/^-/, '');
}

function named(ref: string): CreatedResource {
  return { ref, attributes: {} };
}
