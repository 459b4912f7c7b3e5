import type { Stack } from '../aws/stack-record.ts';

const UPDATABLE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'];
/** What failed and was not rolled back. */
const UNFINISHED = ['CREATE_FAILED', 'UPDATE_FAILED'];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
 * @param rollsBack whether an update that fails would be rolled back
 * @returns why a stack cannot be updated in its state
 */
export function updateProblem({ id, status }: Stack, rollsBack = true): string | undefined {
  if (UPDATABLE.includes(status)) return undefined;
  if (!UNFINISHED.includes(status)) return `Stack:${id} is in ${status} state and can not be updated.`;
  if (!rollsBack) return undefined;
  return `This stack is currently in a non-terminal [${status}] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API`;
}
