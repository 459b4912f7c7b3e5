import type { Stack, StackResource } from '../aws/stack-record.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { setResourceStatus, setStatus } from './events.ts';
import { checkExports } from './exports.ts';
import { requirePermitted } from './permitted.ts';
import type { ResourcePlace } from './resource-type.ts';

/**
 * Deletes a stack with its resources, the newest first. How that ended is in its status.
 * @param retained logical ids of resources that stay
 * @throws Error if another stack uses an export of it
 */
export function deleteStack(place: ResourcePlace, stack: Stack, retained: readonly string[] = []): void {
  const { state } = place;
  checkExports(state, stack, []);
  setStatus(state, stack, 'DELETE_IN_PROGRESS', 'User Initiated');
  const failed: string[] = [];
  for (const [logicalId, resource] of [...stack.resources].toReversed()) {
    const isRetained = resource.deletionPolicy !== 'Delete' || retained.includes(logicalId);
    if (deleteResource(place, stack, resource, isRetained)) stack.resources.delete(logicalId);
    else failed.push(logicalId);
  }
  if (failed.length > 0) {
    setStatus(state, stack, 'DELETE_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `);
    return;
  }
  stack.outputs = [];
  stack.imports = new Set();
  stack.undo = undefined;
  stack.deletedAt = state.now();
  setStatus(state, stack, 'DELETE_COMPLETE');
}

/** @returns whether the stack no longer has it */
export function deleteResource(
  place: ResourcePlace,
  stack: Stack,
  resource: StackResource,
  isRetained: boolean,
): boolean {
  const { state, types } = place;
  if (isRetained) {
    setResourceStatus(state, stack, resource, 'DELETE_SKIPPED');
    return true;
  }
  setResourceStatus(state, stack, resource, 'DELETE_IN_PROGRESS');
  try {
    requirePermitted(place, 'delete', resource);
    types[resource.type]?.delete(place, resource, resource.properties);
    setResourceStatus(state, stack, resource, 'DELETE_COMPLETE');
    return true;
  } catch (error) {
    if (error instanceof UnsupportedTemplateError) throw error;
    setResourceStatus(state, stack, resource, 'DELETE_FAILED', (error as Error).message);
    return false;
  }
}
