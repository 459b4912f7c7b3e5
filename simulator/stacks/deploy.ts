import { isDeepStrictEqual } from 'node:util';
import type { RetentionPolicy, Stack, StackContent, StackResource } from '../aws/stack-record.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { deleteResource } from './delete.ts';
import { setResourceStatus, setStatus } from './events.ts';
import { checkExports, exportedValue } from './exports.ts';
import { requirePermitted } from './permitted.ts';
import type { Resolution, WantedResource } from './resolve-template.ts';
import { resolveTemplate } from './resolve-template.ts';
import type { CreatedResource, ResourcePlace } from './resource-type.ts';
import { ResourceFailure } from './resource-type.ts';
import type { RollBackOptions } from './roll-back.ts';
import { rollBack } from './roll-back.ts';
import { updateProblem } from './updatable.ts';

export interface DeployOptions extends Pick<RollBackOptions, 'retainExceptOnCreate'> {
  /** Whether a deployment that fails is undone. */
  readonly rollsBack?: boolean;
}

/**
 * Creates what a new stack has, or updates a stack: each resource after those that it refers to or depends on. How that
 * ended is in the status of the stack. One that failed is rolled back, unless it should stay as it is.
 * @throws UnsupportedTemplateError for whatever the simulation does not know, Error for a stack that cannot be updated
 */
export function deployStack(
  place: ResourcePlace,
  stack: Stack,
  content: StackContent,
  { rollsBack = true, retainExceptOnCreate = false }: DeployOptions = {},
): void {
  const { state } = place;
  const operation = stack.status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE';
  const problem = operation === 'UPDATE' ? updateProblem(stack, rollsBack) : undefined;
  if (problem !== undefined) throw new Error(problem);
  const { outputs, imports } = stack;
  // What failed before, and was not rolled back, still can be.
  stack.undo ??= { content: stack.content, outputs, imports, steps: [] };
  stack.content = content;
  if (operation === 'UPDATE') stack.updatedAt = state.now();
  setStatus(state, stack, `${operation}_IN_PROGRESS`, 'User Initiated');
  let order: readonly string[];
  try {
    ({ outputs: stack.outputs, order } = applyTemplate(place, stack));
  } catch (error) {
    const reason = reasonOf(stack, operation, error as Error);
    if (rollsBack) rollBack(place, stack, operation, { reason, retainExceptOnCreate });
    else setStatus(state, stack, `${operation}_FAILED`, reason);
    if (error instanceof UnsupportedTemplateError) throw error;
    return;
  }
  if (operation === 'UPDATE') cleanUp(place, stack, new Set(order));
  stack.undo = undefined;
  setStatus(state, stack, `${operation}_COMPLETE`);
}

/** What CloudFormation says of the stack: which resources failed, whose reasons are in their events. */
function reasonOf({ events }: Stack, operation: 'CREATE' | 'UPDATE', { message }: Error): string {
  const start = events.findLastIndex(({ reason }) => reason === 'User Initiated');
  const failed = events.slice(start).filter(({ status }) => status === 'CREATE_FAILED' || status === 'UPDATE_FAILED');
  if (failed.length === 0) return message;
  const ids = failed.map(({ logicalId }) => logicalId).join(', ');
  return `The following resource(s) failed to ${operation.toLowerCase()}: [${ids}]. `;
}

function applyTemplate(place: ResourcePlace, stack: Stack): Resolution {
  const imports = new Set<string>();
  const importValue = (name: string) => {
    imports.add(name);
    return exportedValue(place.state, stack, name);
  };
  const deploy = (wanted: WantedResource) => deployResource(place, stack, wanted);
  const { outputs, order } = resolveTemplate(place, stack, stack.content, importValue, deploy);
  checkExports(place.state, stack, outputs);
  stack.imports = imports;
  sortResources(stack, order);
  return { outputs, order };
}

/** Makes a resource what the template says: creates, replaces or updates it, or leaves it as it is. */
function deployResource(place: ResourcePlace, stack: Stack, wanted: WantedResource): StackResource {
  const { logicalId, definition, type, properties, before } = wanted;
  const policies = {
    deletionPolicy: (definition.DeletionPolicy ?? 'Delete') as RetentionPolicy,
    updateReplacePolicy: (definition.UpdateReplacePolicy ?? 'Delete') as RetentionPolicy,
  };
  if (before && isDeepStrictEqual(before.properties, properties) && before.status.endsWith('_COMPLETE')) {
    const kept = { ...before, ...policies };
    stack.resources.set(logicalId, kept);
    return kept;
  }
  const isReplacement =
    before !== undefined &&
    type.createOnly.some((name) => !isDeepStrictEqual(before.properties[name], properties[name]));
  const operation = before && !isReplacement ? 'UPDATE' : 'CREATE';
  const attempt: StackResource = {
    ...{ logicalId, type: definition.Type, ref: before?.ref ?? '', attributes: before?.attributes ?? {}, properties },
    ...policies,
    status: `${operation}_IN_PROGRESS`,
  };
  setResourceStatus(place.state, stack, attempt, attempt.status);
  const keep = ({ ref, attributes }: CreatedResource): StackResource => {
    const after = { ...attempt, ref, attributes };
    stack.resources.set(logicalId, after);
    stack.undo?.steps.push({ before, after, isReplacement });
    return after;
  };
  try {
    if (operation === 'UPDATE') requirePermitted(place, 'update', attempt);
    else requirePermitted(place, 'create', { ...attempt, ref: '' });
    const made =
      before && !isReplacement
        ? type.update(place, before, properties, before.properties)
        : type.create(place, logicalId, properties);
    const after = keep(made);
    setResourceStatus(place.state, stack, after, `${operation}_COMPLETE`);
    return after;
  } catch (error) {
    const left = error instanceof ResourceFailure ? error.resource : operation === 'UPDATE' ? before : undefined;
    setResourceStatus(place.state, stack, left ? keep(left) : attempt, `${operation}_FAILED`, (error as Error).message);
    throw error;
  }
}

/** Puts each resource after those that it needs, the ones that the template no longer has at the end. */
function sortResources({ resources }: Stack, order: readonly string[]): void {
  for (const logicalId of order) {
    const resource = resources.get(logicalId);
    if (!resource) continue;
    resources.delete(logicalId);
    resources.set(logicalId, resource);
  }
}

/** Deletes what was replaced, and what the template no longer has. What cannot be deleted is left where it is. */
function cleanUp(place: ResourcePlace, stack: Stack, wanted: ReadonlySet<string>): void {
  setStatus(place.state, stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  for (const { before, isReplacement } of stack.undo?.steps.toReversed() ?? []) {
    if (before && isReplacement) deleteResource(place, stack, before, before.updateReplacePolicy !== 'Delete');
  }
  for (const [logicalId, resource] of [...stack.resources].toReversed()) {
    if (wanted.has(logicalId)) continue;
    deleteResource(place, stack, resource, resource.deletionPolicy !== 'Delete');
    stack.resources.delete(logicalId);
  }
}
