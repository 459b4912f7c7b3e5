import type { AwsState } from '../aws/aws-state.ts';
import type { Stack } from '../aws/stack-record.ts';
import { rollBack } from '../stacks/roll-back.ts';
import { placeOf } from '../stacks/stacks.ts';
import type { Request } from './requests.ts';
import { flag } from './requests.ts';

/** The CDK CLI notices that a rollback fails only if it sees that go on: it does when somebody has looked at it. */
export function rollBackLater(request: Request, stack: Stack, operation: 'CREATE' | 'UPDATE'): void {
  const { session, types, simulation } = request;
  const { state } = simulation;
  const place = placeOf(state, stack, types, session.principalArn);
  const retainExceptOnCreate = flag(request, 'RetainExceptOnCreate');
  stack.status = operation === 'CREATE' ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS';
  state.pending.set(stack.id, () => rollBack(place, stack, operation, { retainExceptOnCreate }));
}

/** Does what has begun and is still to be done. */
export function finishPending({ pending }: AwsState): void {
  const acts = [...pending.values()];
  pending.clear();
  for (const act of acts) act();
}
