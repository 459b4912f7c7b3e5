import type { AwsState } from '../aws/aws-state.ts';
import type { ResourceStatus, Stack, StackResource, StackStatus } from '../aws/stack-record.ts';

/** Gives a stack another status. */
export function setStatus(state: AwsState, stack: Stack, status: StackStatus, reason?: string): void {
  stack.status = status;
  stack.statusReason = reason;
  const type = 'AWS::CloudFormation::Stack';
  addEvent(state, stack, { logicalId: stack.name, physicalId: stack.id, type, status, reason });
}

/** Gives a resource of a stack another status. */
export function setResourceStatus(
  state: AwsState,
  stack: Stack,
  resource: StackResource,
  status: ResourceStatus,
  reason?: string,
): void {
  resource.status = status;
  resource.statusReason = reason;
  const { logicalId, ref, type } = resource;
  addEvent(state, stack, { logicalId, physicalId: ref, type, status, reason });
}

function addEvent(state: AwsState, stack: Stack, event: Omit<Stack['events'][number], 'id' | 'time'>): void {
  // Readers sort events by their times.
  const time = Math.max(state.now(), (stack.events.at(-1)?.time ?? 0) + 1);
  stack.events.push({ id: `${event.logicalId}-${state.unique(12)}`, time, ...event });
}
