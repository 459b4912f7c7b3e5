import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'yaml';
import type { AwsState } from '../aws/aws-state.ts';
import type { PolicyDocument } from '../aws/iam.ts';
import type { Place } from '../aws/place.ts';
import { addRole } from '../aws/roles.ts';
import { setStatus } from '../stacks/events.ts';
import { addStack } from '../stacks/stacks.ts';
import { parameterArn } from '../systems-manager/parameters.ts';
import type { Scope } from '../template/intrinsics.ts';
import { resolve } from '../template/intrinsics.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** What is true in the CDK's template for `cdk bootstrap` without options. */
const TRUE_CONDITIONS = ['UseAwsManagedKey', 'UsePublicAccessBlockConfiguration', 'ShouldDenyExternalId'];

const allow = (...Action: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

/** The managed policies of the roles, as far as they are about what is simulated. */
const MANAGED_POLICIES: Readonly<Record<string, PolicyDocument>> = {
  AdministratorAccess: allow('*'),
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCloudFormationReadOnlyAccess.html
  AWSCloudFormationReadOnlyAccess: allow('cloudformation:Describe*', 'cloudformation:Get*', 'cloudformation:List*'),
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html
  ReadOnlyAccess: allow(
    ...['cloudformation', 'config', 's3', 'ssm', 'mq'].flatMap((service) => [
      ...[`${service}:Describe*`, `${service}:Get*`, `${service}:List*`],
    ]),
  ),
};

/**
 * Makes in an account and region what `cdk bootstrap` leaves there, as far as it is simulated: the bucket for assets, the
 * roles and the version, by the template of the CDK itself. The stack is there for those who look at its status only.
 * @param qualifier of resource names
 */
export function bootstrap(state: AwsState, place: Place, qualifier = 'hnb659fds'): void {
  const { accountId, region } = place;
  const templateBody = readTemplate();
  const template = parse(templateBody);
  const scope = scopeOf(state, place, { ...defaultsOf(template.Parameters), Qualifier: qualifier });
  const resources = Object.entries(resolve(chosen(template.Resources), scope) as Readonly<Record<string, Resource>>);
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type);

  for (const [, { Properties }] of ofType('AWS::S3::Bucket')) {
    const name = String(Properties.BucketName);
    state.buckets.set(name, { name, accountId, region, objects: new Map() });
  }
  for (const [, { Properties }] of ofType('AWS::SSM::Parameter')) {
    const value = String(Properties.Value);
    state.parameters.set(parameterArn(state, place, String(Properties.Name)), value);
    const stack = addStack(state, place, 'CDKToolkit', {
      ...{ template, templateBody, parameters: { Qualifier: qualifier }, tags: {} },
    });
    stack.outputs = [{ key: 'BootstrapVersion', value }];
    setStatus(state, stack, 'CREATE_COMPLETE');
  }
  const attached = ofType('AWS::IAM::Policy').map(([, { Properties }]) => Properties);
  for (const [logicalId, { Properties }] of ofType('AWS::IAM::Role')) {
    const inline = (Properties.Policies ?? []) as readonly { readonly PolicyDocument: PolicyDocument }[];
    const own = attached.filter(({ Roles }) => (Roles as readonly string[]).includes(logicalId));
    const documents = [...inline, ...own].map(({ PolicyDocument }) => PolicyDocument as PolicyDocument);
    const managed = ((Properties.ManagedPolicyArns ?? []) as readonly string[]).map(managedPolicy);
    addRole(state, {
      arn: `arn:${state.partition}:iam::${accountId}:role/${Properties.RoleName}`,
      accountId,
      trust: withVersion(Properties.AssumeRolePolicyDocument as PolicyDocument),
      policies: [...documents.map(withVersion), ...managed],
    });
  }
}

function readTemplate(): string {
  const { resolve: find } = createRequire(import.meta.url);
  return readFileSync(find('aws-cdk/lib/api/bootstrap/bootstrap-template.yaml'), 'utf8');
}

function defaultsOf(parameters: Readonly<Record<string, { readonly Default: string }>>) {
  return Object.fromEntries(Object.entries(parameters).map(([name, { Default }]) => [name, Default]));
}

/** Decides the conditions of a template. */
function chosen(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(chosen);
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::If' in value) {
    const [condition, then, otherwise] = value['Fn::If'] as readonly [string, unknown, unknown];
    return chosen(TRUE_CONDITIONS.includes(condition) ? then : otherwise);
  }
  const members = Object.entries(value).filter(([, member]) => {
    const condition = (member as { readonly Condition?: unknown } | null)?.Condition;
    return typeof condition !== 'string' || TRUE_CONDITIONS.includes(condition);
  });
  return Object.fromEntries(members.map(([name, member]) => [name, chosen(member)]));
}

/** Resources are referred to by their logical ids, but for the few whose names are in policies. */
function scopeOf(
  { partition }: AwsState,
  { accountId, region }: Place,
  parameters: Readonly<Record<string, string>>,
): Scope {
  const { Qualifier } = parameters;
  const refs: Readonly<Record<string, string>> = {
    ...parameters,
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': partition,
    CdkBootstrapVersion: `/cdk-bootstrap/${Qualifier}/version`,
  };
  const arns: Readonly<Record<string, string>> = {
    StagingBucket: `s3:::cdk-${Qualifier}-assets-${accountId}-${region}`,
    ContainerAssetsRepository: `ecr:${region}:${accountId}:repository/cdk-${Qualifier}-container-assets-${accountId}-${region}`,
    CloudFormationExecutionRole: `iam::${accountId}:role/cdk-${Qualifier}-cfn-exec-role-${accountId}-${region}`,
  };
  return {
    ref: (name) => refs[name] ?? name,
    getAtt: (logicalId) => `arn:${partition}:${arns[logicalId] ?? logicalId}`,
    findInMap: (map) => map,
    importValue: (name) => name,
  };
}

function managedPolicy(arn: string): PolicyDocument {
  const policy = MANAGED_POLICIES[arn.split('/').at(-1) ?? ''];
  if (!policy) throw new Error(`The simulator does not know the policy ${arn} of the CDK's bootstrap template.`);
  return policy;
}

// IAM takes a policy without a version for one of an older language, the difference of which are variables.
function withVersion(policy: PolicyDocument): PolicyDocument {
  return { ...policy, Version: '2012-10-17' };
}
