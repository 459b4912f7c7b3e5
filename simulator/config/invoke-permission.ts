import type { LambdaFunction, Rule } from '../aws/aws-state.ts';
import { arnMatches } from '../aws/iam.ts';

/** Whether AWS Config may invoke a function for a rule. */
export function mayInvoke(
  lambda: LambdaFunction | undefined,
  { accountId, arn }: Pick<Rule, 'accountId' | 'arn'>,
): boolean {
  return [...(lambda?.permissions.values() ?? [])].some(
    ({ principal, sourceAccount = accountId, sourceArn }) =>
      principal === 'config.amazonaws.com' &&
      sourceAccount === accountId &&
      (sourceArn === undefined || arnMatches(sourceArn, arn)),
  );
}
