import type { Stack, StackStep } from '../aws/stack-record.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { deleteResource } from './delete.ts';
import { setResourceStatus, setStatus } from './events.ts';
import { requirePermitted } from './permitted.ts';
import type { ResourcePlace } from './resource-type.ts';

export interface RollBackOptions {
  /** Whether what was created goes even if its policy is `Retain`. */
  readonly retainExceptOnCreate?: boolean;
  readonly reason?: string;
}

/**
 * Undoes the steps of a deployment, the last one first. How that ended is in the status of the stack.
 * @param operation what failed
 */
export function rollBack(
  place: ResourcePlace,
  stack: Stack,
  operation: 'CREATE' | 'UPDATE',
  { reason = 'User Initiated', retainExceptOnCreate = false }: RollBackOptions = {},
): void {
  const kind = operation === 'CREATE' ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
  setStatus(place.state, stack, `${kind}_IN_PROGRESS`, reason);
  const steps = stack.undo?.steps ?? [];
  for (const step of steps.toReversed()) {
    if (!undo(place, stack, step, retainExceptOnCreate)) {
      const { logicalId } = step.after;
      const verb = operation === 'CREATE' ? 'delete' : 'update';
      setStatus(place.state, stack, `${kind}_FAILED`, `The following resource(s) failed to ${verb}: [${logicalId}]. `);
      return;
    }
    steps.pop();
  }
  if (stack.undo) {
    const { content, outputs, imports } = stack.undo;
    Object.assign(stack, { content, outputs, imports, undo: undefined });
  }
  setStatus(place.state, stack, `${kind}_COMPLETE`);
}

/**
 * Takes resources as they are of which a rollback failed, so that it can go on.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
 * @param skipped logical ids
 * @throws Error if the stack is in another state, or a resource did not fail
 */
export function skipResources({ state }: ResourcePlace, stack: Stack, skipped: readonly string[]): void {
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED' || !stack.undo) {
    throw new Error(`Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`);
  }
  const { steps } = stack.undo;
  const failed = steps.filter(({ after }) => after.status === 'UPDATE_FAILED');
  const other = skipped.find((logicalId) => !failed.some(({ after }) => after.logicalId === logicalId));
  if (other !== undefined) throw new Error(`Resource ${other} is not in UPDATE_FAILED state and cannot be skipped.`);
  for (const step of failed) {
    if (!skipped.includes(step.after.logicalId)) continue;
    steps.splice(steps.indexOf(step), 1);
    const kept = { ...(step.before ?? step.after) };
    stack.resources.set(kept.logicalId, kept);
    setResourceStatus(state, stack, kept, 'UPDATE_COMPLETE', 'Resource skipped during UpdateRollback');
  }
}

/** @returns whether it could be undone */
function undo(
  place: ResourcePlace,
  stack: Stack,
  { before, after, isReplacement }: StackStep,
  retainExceptOnCreate: boolean,
): boolean {
  const { resources } = stack;
  const { logicalId } = after;
  if (!before || isReplacement) {
    const isRetained = after.deletionPolicy === 'Retain' && !retainExceptOnCreate;
    if (!deleteResource(place, stack, after, isRetained)) return false;
    if (before) resources.set(logicalId, before);
    else resources.delete(logicalId);
    return true;
  }
  try {
    setResourceStatus(place.state, stack, after, 'UPDATE_IN_PROGRESS');
    requirePermitted(place, 'update', after);
    const { ref, attributes } =
      place.types[after.type]?.update(place, after, before.properties, after.properties) ?? after;
    const resource = { ...before, ref, attributes };
    resources.set(logicalId, resource);
    setResourceStatus(place.state, stack, resource, 'UPDATE_COMPLETE');
    return true;
  } catch (error) {
    if (error instanceof UnsupportedTemplateError) throw error;
    setResourceStatus(place.state, stack, after, 'UPDATE_FAILED', (error as Error).message);
    return false;
  }
}
