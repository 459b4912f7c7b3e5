import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Runbook } from './automation.ts';
import { documentArn } from './automation.ts';
import type { AwsState, LambdaFunction } from './aws-state.ts';
import { deployOrganizationPack, deployPack } from './conformance-pack.ts';
import type { PolicyDocument } from './iam.ts';
import { isServiceTrusted } from './iam.ts';
import { UnsupportedTemplateError } from './intrinsics.ts';
import type { StackPlace } from './stack.ts';
import { deployStackSet } from './stack-set.ts';

/** What a resource is referred to by. */
export interface CreatedResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, unknown>>;

/** Makes one resource of a stack, its properties resolved. */
export type CreateResource = (place: StackPlace, logicalId: string, properties: Properties) => CreatedResource;

/** All types of resources that the simulation knows. Any other is refused. */
export const RESOURCE_TYPES: Readonly<Record<string, CreateResource>> = {
  'AWS::CloudFormation::StackSet': (place, _, properties) => {
    deployStackSet(place, properties);
    return named(String(properties.StackSetName));
  },
  'AWS::CloudWatch::Alarm': (place, logicalId) => named(physicalName(place, logicalId)),
  'AWS::Config::ConfigurationAggregator': createAggregator,
  'AWS::Config::ConformancePack': (place, _, properties) => {
    deployPack(place, properties, String(properties.ConformancePackName));
    return named(String(properties.ConformancePackName));
  },
  'AWS::Config::OrganizationConformancePack': (place, _, properties) => {
    deployOrganizationPack(place, properties);
    return named(String(properties.OrganizationConformancePackName));
  },
  'AWS::Config::StoredQuery': (_, __, properties) => named(String(properties.QueryName)),
  'AWS::IAM::Role': createRole,
  'AWS::Lambda::Function': createFunction,
  'AWS::Lambda::Permission': (place, logicalId, properties) => {
    const { FunctionName, Action, Principal, SourceAccount, ...others } = properties;
    if (Action !== 'lambda:InvokeFunction')
      throw new UnsupportedTemplateError(`Permission ${logicalId} for ${Action}.`);
    const [stranger] = Object.keys(others);
    if (stranger !== undefined) throw new UnsupportedTemplateError(`Permission ${logicalId} has ${stranger}.`);
    functionOf(place.state, String(FunctionName)).permissions.push({
      principal: String(Principal),
      sourceAccount: SourceAccount as string | undefined,
    });
    return named(logicalId);
  },
  'AWS::SSM::Document': ({ state, accountId, region }, logicalId, { Name, DocumentType, Content }) => {
    if (DocumentType !== 'Automation') throw new UnsupportedTemplateError(`${logicalId} is no Automation runbook.`);
    const arn = documentArn(state, { accountId, region }, String(Name));
    if (state.documents.has(arn)) throw new Error(`${arn} already exists.`);
    state.documents.set(arn, Content as Runbook);
    return named(String(Name));
  },
  'AWS::Logs::LogGroup': (place, logicalId) => {
    const name = physicalName(place, logicalId);
    const { state, region, accountId } = place;
    return { ref: name, attributes: { Arn: `arn:${state.partition}:logs:${region}:${accountId}:log-group:${name}:*` } };
  },
};

/** @throws RangeError if there is no such function */
export function functionOf(state: AwsState, arn: string): LambdaFunction {
  const lambda = state.functions.get(arn);
  if (!lambda) throw new RangeError(`There is no function ${arn}.`);
  return lambda;
}

function createAggregator(
  { state, accountId, region }: StackPlace,
  logicalId: string,
  { ConfigurationAggregatorName, OrganizationAggregationSource, ...others }: Properties,
): CreatedResource {
  const source = OrganizationAggregationSource as { RoleArn: string; AllAwsRegions?: boolean } | undefined;
  if (!source?.AllAwsRegions || Object.keys(others).some((name) => name !== 'Tags')) {
    throw new UnsupportedTemplateError(`${logicalId} is no aggregator of an organization with all regions.`);
  }
  const name = String(ConfigurationAggregatorName);
  const arn = `arn:${state.partition}:config:${region}:${accountId}:config-aggregator/config-aggregator-${state.unique(8)}`;
  state.aggregators.push({ name, arn, accountId, region, roleArn: source.RoleArn, allRegions: true });
  return named(name);
}

function createRole(place: StackPlace, logicalId: string, properties: Properties): CreatedResource {
  const { state, accountId } = place;
  const { RoleName = physicalName(place, logicalId), Path = '/', Policies = [], AssumeRolePolicyDocument } = properties;
  const arn = `arn:${state.partition}:iam::${accountId}:role${Path}${RoleName}`;
  if (state.roles.has(arn)) throw new Error(`${arn} already exists.`);
  state.roles.set(arn, {
    arn,
    accountId,
    trust: AssumeRolePolicyDocument as PolicyDocument,
    policies: (Policies as readonly { PolicyDocument: PolicyDocument }[]).map(
      ({ PolicyDocument: document }) => document,
    ),
  });
  return { ref: String(RoleName), attributes: { Arn: arn } };
}

function createFunction(place: StackPlace, logicalId: string, properties: Properties): CreatedResource {
  const { state, accountId, region } = place;
  const name = physicalName(place, logicalId);
  const arn = `arn:${state.partition}:lambda:${region}:${accountId}:function:${name}`;
  const roleArn = String(properties.Role);
  const trust = state.roles.get(roleArn)?.trust;
  const request = { action: 'sts:AssumeRole', resource: roleArn, context: {} };
  if (!trust || !isServiceTrusted(trust, 'lambda.amazonaws.com', request)) {
    throw new Error(`The role defined for the function cannot be assumed by Lambda: ${roleArn}.`);
  }
  const logging = properties.LoggingConfig as { LogGroup?: string } | undefined;
  const environment = properties.Environment as { Variables?: Readonly<Record<string, string>> } | undefined;
  state.functions.set(arn, {
    arn,
    accountId,
    region,
    roleArn,
    logGroup: logging?.LogGroup ?? `/aws/lambda/${name}`,
    codePath: codePath(place, name, properties.Code as Properties),
    environment: environment?.Variables ?? {},
    timeoutMs: Number(properties.Timeout) * 1_000,
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
