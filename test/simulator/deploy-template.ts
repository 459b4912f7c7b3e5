import type { AwsState } from '../../simulator/aws/aws-state.ts';
import type { Stack } from '../../simulator/aws/stack-record.ts';
import { RESOURCE_TYPES } from '../../simulator/cloudformation/resources.ts';
import { deployStack } from '../../simulator/stacks/deploy.ts';
import { rollBack, skipResources } from '../../simulator/stacks/roll-back.ts';
import { addStack, contentOf, findStack, placeOf } from '../../simulator/stacks/stacks.ts';
import { PAYMENTS } from './support.ts';

const PLACE = { accountId: PAYMENTS, region: 'eu-west-1' };

/** Creates or updates a stack in an account, whatever comes of it. */
export function deployTemplate(
  state: AwsState,
  template: object,
  { parameters = {}, name = 'stack', rollsBack = true } = {},
): Stack {
  const content = contentOf(JSON.stringify(template), parameters);
  const stack = findStack(state, PLACE, name) ?? addStack(state, PLACE, name, content);
  deployStack(placeOf(state, stack, RESOURCE_TYPES), stack, content, { rollsBack });
  return stack;
}

/** Goes on with a rollback that failed. @param skipped logical ids @throws Error as {@link skipResources} does */
export function continueRollBack(state: AwsState, stack: Stack, skipped: readonly string[] = []): void {
  const place = placeOf(state, stack, RESOURCE_TYPES);
  skipResources(place, stack, skipped);
  rollBack(place, stack, 'UPDATE');
}
