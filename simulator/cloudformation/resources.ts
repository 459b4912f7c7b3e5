import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AwsState, LambdaFunction } from '../aws/aws-state.ts';
import { requireConfigAdministrator } from '../aws/aws-state.ts';
import type { PolicyDocument } from '../aws/iam.ts';
import { isServiceTrusted } from '../aws/iam.ts';
import { refuseOthers, requireInteger, requireTemplateBody } from '../aws/properties.ts';
import { addRole, aggregatorPolicyArn } from '../aws/roles.ts';
import { deployOrganizationPack, deployPack } from '../config/conformance-pack.ts';
import type { Runbook } from '../systems-manager/automation.ts';
import { documentArn } from '../systems-manager/automation.ts';
import { UnsupportedTemplateError } from './intrinsics.ts';
import type { StackPlace } from './stack.ts';
import { deployStackSet } from './stack-set.ts';

/** What a resource is referred to by. */
export interface CreatedResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, unknown>>;

/** A type of resource: the properties that it may have, see {@link refuseOtherProperties}, and what makes one. */
interface ResourceType {
  readonly properties: readonly string[];
  /** @param properties resolved */
  readonly create: (place: StackPlace, logicalId: string, properties: Properties) => CreatedResource;
}

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
    create(place, _, properties) {
      deployStackSet(place, properties);
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
    create: createAggregator,
  },
  'AWS::Config::ConformancePack': {
    properties: ['ConformancePackName', 'ConformancePackInputParameters', 'TemplateBody', 'Tags'],
    create(place, _, properties) {
      requireTemplateBody(properties);
      deployPack(place, properties, String(properties.ConformancePackName));
      return named(String(properties.ConformancePackName));
    },
  },
  'AWS::Config::OrganizationConformancePack': {
    properties: [
      ...['OrganizationConformancePackName', 'ConformancePackInputParameters', 'ExcludedAccounts', 'TemplateBody'],
      'Tags',
    ],
    create(place, _, properties) {
      requireConfigAdministrator(place.state, place.accountId, 'config-multiaccountsetup.amazonaws.com');
      requireTemplateBody(properties);
      deployOrganizationPack(place, properties);
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
    create: createFunction,
  },
  'AWS::Lambda::Permission': {
    properties: ['Action', 'FunctionName', 'Principal', 'SourceAccount'],
    create: addPermission,
  },
  'AWS::SSM::Document': {
    properties: ['Name', 'DocumentType', 'DocumentFormat', 'Content', 'UpdateMethod', 'Tags'],
    create({ state, accountId, region }, logicalId, { Name, DocumentType, Content }) {
      if (DocumentType !== 'Automation') throw new UnsupportedTemplateError(`${logicalId} is no Automation runbook.`);
      const arn = documentArn(state, { accountId, region }, String(Name));
      if (state.documents.has(arn)) throw new Error(`${arn} already exists.`);
      state.documents.set(arn, Content as Runbook);
      return named(String(Name));
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

/** @throws RangeError if there is no such function */
function functionOf(state: AwsState, arn: string): LambdaFunction {
  const lambda = state.functions.get(arn);
  if (!lambda) throw new RangeError(`There is no function ${arn}.`);
  return lambda;
}

function addPermission(place: StackPlace, logicalId: string, properties: Properties): CreatedResource {
  const { FunctionName, Action, Principal, SourceAccount } = properties;
  if (Action !== 'lambda:InvokeFunction') throw new UnsupportedTemplateError(`Permission ${logicalId} for ${Action}.`);
  const { stackName, permissions } = functionOf(place.state, String(FunctionName));
  if (stackName !== place.stackName) {
    throw new UnsupportedTemplateError(`Permission ${logicalId} for a function of another stack.`);
  }
  permissions.push({ principal: String(Principal), sourceAccount: SourceAccount as string | undefined });
  return named(logicalId);
}

// https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationAggregator.html
function createAggregator(
  { state, accountId, region }: StackPlace,
  logicalId: string,
  { ConfigurationAggregatorName, OrganizationAggregationSource }: Properties,
): CreatedResource {
  const source = OrganizationAggregationSource as { RoleArn: string; AllAwsRegions?: boolean } | undefined;
  if (!source?.AllAwsRegions) {
    throw new UnsupportedTemplateError(`${logicalId} is no aggregator of an organization with all regions.`);
  }
  requireConfigAdministrator(state, accountId, 'config.amazonaws.com');
  const role = state.roles.get(source.RoleArn);
  const request = { action: 'sts:AssumeRole', resource: source.RoleArn, context: {} };
  if (!role || !isServiceTrusted(role.trust, 'config.amazonaws.com', request)) {
    throw new Error(`InvalidRoleException: ${source.RoleArn} cannot be assumed by AWS Config.`);
  }
  if (!role.managedPolicyArns?.includes(aggregatorPolicyArn(state))) {
    throw new Error(`InvalidRoleException: ${source.RoleArn} may not list the accounts of the organization.`);
  }
  const name = String(ConfigurationAggregatorName);
  const arn = `arn:${state.partition}:config:${region}:${accountId}:config-aggregator/config-aggregator-${state.unique(8)}`;
  state.aggregators.push({ name, arn, accountId, region, roleArn: source.RoleArn, allRegions: true });
  return named(name);
}

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

// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
function createFunction(place: StackPlace, logicalId: string, properties: Properties): CreatedResource {
  const { state, accountId, region, stackName } = place;
  const { Runtime, Handler, Code, Environment, LoggingConfig, ReservedConcurrentExecutions } = properties;
  const name = physicalName(place, logicalId);
  const arn = `arn:${state.partition}:lambda:${region}:${accountId}:function:${name}`;
  const roleArn = String(properties.Role);
  const trust = state.roles.get(roleArn)?.trust;
  const request = { action: 'sts:AssumeRole', resource: roleArn, context: {} };
  if (!trust || !isServiceTrusted(trust, 'lambda.amazonaws.com', request)) {
    throw new Error(`The role defined for the function cannot be assumed by Lambda: ${roleArn}.`);
  }
  // What the host of functions runs.
  refuseOthers([String(Runtime)], ['nodejs24.x'], 'runtime');
  refuseOthers([String(Handler)], ['index.handler'], 'handler');
  if (ReservedConcurrentExecutions === 0) throw new UnsupportedTemplateError(`${logicalId} never runs.`);
  requireInteger(properties, 'MemorySize', 128, 10_240);
  const logging = LoggingConfig as { LogGroup?: string } | undefined;
  const environment = Environment as { Variables?: Readonly<Record<string, string>> } | undefined;
  state.functions.set(arn, {
    arn,
    accountId,
    region,
    stackName,
    roleArn,
    logGroup: logging?.LogGroup ?? `/aws/lambda/${name}`,
    codePath: codePath(place, name, Code as Properties),
    environment: environment?.Variables ?? {},
    timeoutMs: requireInteger(properties, 'Timeout', 1, 900) * 1_000,
    permissions: [],
  });
  return { ref: name, attributes: { Arn: arn } };
}

/**
 * Writes a function's code, that of the assets of the cloud assembly or the text of the template, where Lambda has it:
 * in a folder with no package.json above it.
 */
function codePath({ assembly, workFolder }: StackPlace, functionName: string, { S3Key, ZipFile }: Properties): string {
  const path = join(workFolder, functionName, 'index.js');
  mkdirSync(dirname(path), { recursive: true });
  if (typeof S3Key === 'string') copyFileSync(join(assembly, `asset.${S3Key.replace(/\.zip$/, '')}`, 'index.js'), path);
  else writeFileSync(path, String(ZipFile));
  return path;
}

// CloudFormation makes the names of resources that have none in the template of stack, logical id and chance.
function physicalName({ state, stackName }: StackPlace, logicalId: string): string {
  return `${stackName}-${logicalId}-${state.unique(12)}`.slice(-64).replace(/^-/, '');
}

function named(ref: string): CreatedResource {
  return { ref, attributes: {} };
}
