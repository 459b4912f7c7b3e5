import type { CfnResource } from 'aws-cdk-lib';
import { Annotations, Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnPermission, CfnResourcePolicy } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { isLimitedToOrganization } from '../settings/function-access.ts';
import type { Settings } from '../settings/settings.ts';

const ACTION = 'lambda:InvokeFunction';
const AWS_CONFIG = 'config.amazonaws.com';

/** Rules of packs have `aws-service-rule/…` after the slash. */
const OWN_RULES = `arn:${Aws.PARTITION}:config:${Aws.REGION}:${Aws.ACCOUNT_ID}:config-rule/*`;

/** Lets AWS Config invoke a function for the rules of the function's own account. */
export function permitOwnAccount(scope: Construct, { functionArn }: LambdaFunction): CfnPermission {
  return new CfnPermission(scope, 'Permission', {
    action: ACTION,
    functionName: functionArn,
    principal: AWS_CONFIG,
    sourceAccount: Aws.ACCOUNT_ID,
    sourceArn: OWN_RULES,
  });
}

/**
 * Lets AWS Config invoke a function for the rules of the accounts of the organization. Where that cannot be limited to the
 * organization, AWS Config may invoke it for any account, and the CDK prints a warning. The condition on `sts:AssumeRole`
 * still protects accounts outside.
 * @param region of the function
 */
export function permitOrganization(
  scope: Construct,
  { functionArn }: LambdaFunction,
  settings: Settings,
  region: string,
): CfnResource {
  if (isLimitedToOrganization(settings, region)) return addResourcePolicy(scope, functionArn, settings);
  const reason =
    settings.functionAccess === 'any-account'
      ? 'the setting functionAccess is "any-account"'
      : `CloudFormation has no AWS::Lambda::ResourcePolicy in ${region}`;
  Annotations.of(scope).addWarningV2(
    'rabbitmq-conformance:functionAccess',
    `AWS Config may invoke this function for a rule in any AWS account, because ${reason}. docs/architecture.md, "Who ` +
      'may invoke the function", says what follows.',
  );
  return new CfnPermission(scope, 'Permission', {
    action: ACTION,
    functionName: functionArn,
    principal: AWS_CONFIG,
  });
}

/** A permission of `AWS::Lambda::Permission` cannot have the condition. No function may have both. */
function addResourcePolicy(scope: Construct, functionArn: string, { organizationId }: Settings): CfnResourcePolicy {
  const statement = new PolicyStatement({
    sid: 'InvokeForOrganization',
    principals: [new ServicePrincipal(AWS_CONFIG)],
    actions: [ACTION],
    resources: [functionArn],
    // An account in no organization lacks the key, so it is denied.
    conditions: { StringEquals: { 'aws:SourceOrgID': organizationId } },
  });
  const policy = new CfnResourcePolicy(scope, 'ResourcePolicy', {
    resourceArn: functionArn,
    policyDocument: new PolicyDocument({ statements: [statement] }),
  });
  // It goes with the function. Deleted before, it would take along the permission that replaces it with another setting
  // of functionAccess.
  policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return policy;
}
