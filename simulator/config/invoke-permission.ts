import type { AwsState, LambdaFunction, Rule } from '../aws/aws-state.ts';
import { isServiceAllowed } from '../aws/iam.ts';
import { accountOf } from '../aws/organization.ts';

/**
 * Whether the policy of a function lets AWS Config invoke it for a rule. A service that acts for a resource sends its
 * account and ARN, and the organization of the account, if that is in one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceorgid
 */
export function mayInvoke(
  state: AwsState,
  lambda: LambdaFunction | undefined,
  { accountId, arn }: Pick<Rule, 'accountId' | 'arn'>,
): boolean {
  if (!lambda?.policy) return false;
  const context = {
    'aws:SourceAccount': accountId,
    'aws:SourceArn': arn,
    'aws:SourceOrgID': accountOf(state, accountId).organizationId,
  };
  const request = { action: 'lambda:InvokeFunction', resource: lambda.arn, context };
  return isServiceAllowed(lambda.policy, 'config.amazonaws.com', request);
}
