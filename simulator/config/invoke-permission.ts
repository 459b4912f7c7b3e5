import type { LambdaFunction } from '../aws/aws-state.ts';

/** Whether AWS Config may invoke a function for a rule in an account. */
export function mayInvoke(lambda: LambdaFunction | undefined, accountId: string): boolean {
  return [...(lambda?.permissions.values() ?? [])].some(
    ({ principal, sourceAccount }) =>
      principal === 'config.amazonaws.com' && (sourceAccount === undefined || sourceAccount === accountId),
  );
}
