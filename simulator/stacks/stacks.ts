import type { AwsState } from '../aws/aws-state.ts';
import type { Place } from '../aws/place.ts';
import { placeKey } from '../aws/place.ts';
import type { Stack, StackContent } from '../aws/stack-record.ts';
import { parseTemplate } from '../template/stack-template.ts';
import type { ResourcePlace, ResourceTypes } from './resource-type.ts';

/** Makes a stack without resources. */
export function addStack(state: AwsState, { accountId, region }: Place, name: string, content: StackContent): Stack {
  const id = `arn:${state.partition}:cloudformation:${region}:${accountId}:stack/${name}/${state.unique(12)}`;
  const stack: Stack = {
    ...{ id, name, accountId, region, status: 'REVIEW_IN_PROGRESS', content, createdAt: state.now() },
    ...{ outputs: [], resources: new Map(), imports: new Set(), events: [] },
  };
  state.stacks.set(id, stack);
  return stack;
}

/** A stack by its ARN, or by its name if it is not deleted. */
export function findStack({ stacks }: AwsState, place: Place, nameOrId: string): Stack | undefined {
  const known = stacks.get(nameOrId);
  if (known) return placeKey(known) === placeKey(place) ? known : undefined;
  return [...stacks.values()].find(
    (stack) => stack.name === nameOrId && placeKey(stack) === placeKey(place) && stack.status !== 'DELETE_COMPLETE',
  );
}

/** Where the resources of a stack are made. @param caller whose permissions count for a stack without a role */
export function placeOf(
  state: AwsState,
  { accountId, region, name, roleArn: principalArn }: Stack,
  types: ResourceTypes,
  caller?: string,
): ResourcePlace {
  return { state, accountId, region, stackName: name, types, principalArn: principalArn ?? caller };
}

/** @throws Error if the template cannot be read */
export function contentOf(
  templateBody: string,
  parameters: StackContent['parameters'] = {},
  tags: StackContent['tags'] = {},
): StackContent {
  return { template: parseTemplate(templateBody), templateBody, parameters, tags };
}

/** Why the last deployment of a stack failed: what the first resource that failed says, or else the stack. */
export function problemOf({ events }: Stack): string {
  const start = events.findLastIndex(({ reason }) => reason === 'User Initiated');
  const problem = events
    .slice(start)
    .find(({ status }) => /^(CREATE|UPDATE)_FAILED$|ROLLBACK_IN_PROGRESS$/.test(status));
  return problem?.reason ?? 'No reason is known.';
}
