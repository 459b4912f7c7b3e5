import type { AwsState } from '../aws/aws-state.ts';
import { accountOf } from '../aws/organization.ts';
import type { Place } from '../aws/place.ts';
import { placeKey } from '../aws/place.ts';
import type { Stack } from '../aws/stack-record.ts';
import type { OperationResult, StackInstance, StackSet, StackSetOperation } from '../aws/stack-set-record.ts';
import { deleteStack } from '../stacks/delete.ts';
import { deployStack } from '../stacks/deploy.ts';
import { controlProblem } from '../stacks/permitted.ts';
import type { ResourceTypes } from '../stacks/resource-type.ts';
import { addStack, contentOf, placeOf, problemOf } from '../stacks/stacks.ts';
import { updateProblem } from '../stacks/updatable.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html */
export interface OperationPreferences {
  readonly FailureTolerancePercentage?: number;
  readonly MaxConcurrentPercentage?: number;
  readonly ConcurrencyMode?: string;
  /** `PARALLEL`, or else one region after the other. */
  readonly RegionConcurrencyType?: string;
  readonly RegionOrder?: readonly string[];
}

/** What an operation does in each of its accounts and regions. */
export interface StackSetTask {
  /** Of the operation, if it is given. */
  readonly id?: string | undefined;
  readonly action: StackSetOperation['action'];
  readonly targets: readonly Place[];
  readonly preferences?: OperationPreferences;
  /** With `DELETE`: whether the stacks stay. */
  readonly retainsStacks?: boolean;
}

/**
 * Runs an operation: in each region, some accounts at once, until more have failed than are tolerated. The others are
 * cancelled, and the regions that come after it too, unless the regions are parallel.
 */
export function runOperation(
  state: AwsState,
  types: ResourceTypes,
  set: StackSet,
  { id = state.unique(12), action, targets, preferences = {}, retainsStacks = false }: StackSetTask,
): StackSetOperation {
  const results: OperationResult[] = [];
  let isFailed = false;
  for (const inRegion of byRegion(targets, preferences)) {
    const { tolerated, atOnce } = limitsOf(inRegion.length, preferences);
    const isSkipped = isFailed && preferences.RegionConcurrencyType !== 'PARALLEL';
    let failures = 0;
    for (let start = 0; start < inRegion.length; start += atOnce) {
      for (const target of inRegion.slice(start, start + atOnce)) {
        const isCancelled = isSkipped || (start > 0 && failures > tolerated);
        const instance = instanceAt(state, set, target);
        if (isCancelled)
          Object.assign(instance, {
            detailedStatus: 'CANCELLED',
            reason: 'Cancelled since failure tolerance has exceeded',
          });
        else if (accountOf(state, target.accountId).status !== 'ACTIVE' && !retainsStacks) skip(instance);
        else if (action === 'DELETE') removeFrom(state, types, set, instance, retainsStacks);
        else deployTo(state, types, set, instance);
        if (instance.detailedStatus === 'FAILED' || instance.detailedStatus === 'INOPERABLE') failures += 1;
        const { accountId, region, detailedStatus, reason } = instance;
        results.push({ accountId, region, status: detailedStatus, reason });
      }
    }
    isFailed ||= failures > tolerated;
  }
  const status = isFailed ? 'FAILED' : 'SUCCEEDED';
  const operation: StackSetOperation = { id, action, status, results, time: state.now() };
  set.operations.push(operation);
  return operation;
}

function byRegion(targets: readonly Place[], { RegionOrder = [] }: OperationPreferences) {
  const regions = Map.groupBy(targets, ({ region }) => region);
  return [...new Set([...RegionOrder, ...regions.keys()])].map((region) => regions.get(region) ?? []);
}

// Counted in each region, and rounded down.
function limitsOf(accounts: number, preferences: OperationPreferences) {
  const { FailureTolerancePercentage = 0, MaxConcurrentPercentage = 0, ConcurrencyMode } = preferences;
  const tolerated = Math.floor((accounts * FailureTolerancePercentage) / 100);
  const most = Math.max(1, Math.floor((accounts * MaxConcurrentPercentage) / 100));
  return { tolerated, atOnce: ConcurrencyMode === 'SOFT_FAILURE_TOLERANCE' ? most : Math.min(most, tolerated + 1) };
}

function instanceAt(state: AwsState, { instances }: StackSet, place: Place): StackInstance {
  const known = instances.get(placeKey(place));
  if (known) return known;
  const { accountId, region } = place;
  const [unit = ''] = accountOf(state, accountId).units;
  const made: StackInstance = { accountId, region, unit, status: 'OUTDATED', detailedStatus: 'CANCELLED' };
  instances.set(placeKey(place), made);
  return made;
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
function skip(instance: StackInstance): void {
  Object.assign(instance, { detailedStatus: 'SKIPPED_SUSPENDED_ACCOUNT', reason: 'The account is suspended.' });
}

/** Creates the stack of an instance, or updates it. One that cannot be created is deleted. */
function deployTo(state: AwsState, types: ResourceTypes, set: StackSet, instance: StackInstance): void {
  const content = contentOf(set.content.templateBody, set.content.parameters);
  const known = stackOf(state, instance);
  const stack = known ?? addStack(state, instance, `StackSet-${set.name}-${state.unique(8)}`, content);
  stack.roleArn ??= executionRoleArn(state, instance);
  const problem = denied(state, stack, known ? 'UpdateStack' : 'CreateStack') ?? (known && updateProblem(known));
  if (problem !== undefined) {
    if (!known) state.stacks.delete(stack.id);
    Object.assign(instance, { status: 'OUTDATED', detailedStatus: 'FAILED', reason: problem });
    return;
  }
  const place = placeOf(state, stack, types);
  deployStack(place, stack, content);
  const isDone = stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE';
  const reason = isDone ? undefined : problemOf(stack);
  if (!isDone && !known) deleteStack(place, stack);
  Object.assign(instance, {
    stackId: stack.status === 'DELETE_COMPLETE' ? undefined : stack.id,
    status: isDone ? 'CURRENT' : 'OUTDATED',
    detailedStatus: isDone ? 'SUCCEEDED' : 'FAILED',
    reason,
  });
}

function denied(state: AwsState, { id, accountId, roleArn = '' }: Stack, operation: string): string | undefined {
  return controlProblem(state, { principalArn: roleArn, accountId }, `cloudformation:${operation}`, id);
}

/**
 * StackSets act with a role that they make in each account, which is not made here. Its name ends with an unknown part.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudFormationStackSetsOrgMemberServiceRolePolicy.html
 */
function executionRoleArn({ partition }: AwsState, { accountId }: Place): string {
  return `arn:${partition}:iam::${accountId}:role/stacksets-exec-0123456789abcdef0123456789abcdef`;
}

function removeFrom(
  state: AwsState,
  types: ResourceTypes,
  set: StackSet,
  instance: StackInstance,
  retainsStacks: boolean,
): void {
  const stack = stackOf(state, instance);
  if (stack && !retainsStacks) {
    const problem = denied(state, stack, 'DeleteStack');
    if (problem === undefined) deleteStack(placeOf(state, stack, types), stack);
    if (problem !== undefined || stack.status === 'DELETE_FAILED') {
      const reason = problem ?? stack.statusReason;
      Object.assign(instance, { status: 'INOPERABLE', detailedStatus: 'INOPERABLE', reason });
      return;
    }
  }
  instance.detailedStatus = 'SUCCEEDED';
  set.instances.delete(placeKey(instance));
}

function stackOf({ stacks }: AwsState, { stackId }: StackInstance): Stack | undefined {
  const stack = stacks.get(stackId ?? '');
  return stack?.status === 'DELETE_COMPLETE' ? undefined : stack;
}
