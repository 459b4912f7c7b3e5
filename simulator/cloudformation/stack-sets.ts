import { isDeepStrictEqual } from 'node:util';
import type { Account, AwsState } from '../aws/aws-state.ts';
import { accountOf, isAdministrator } from '../aws/organization.ts';
import type { Place } from '../aws/place.ts';
import { placeKey } from '../aws/place.ts';
import type { OperationResult, StackSet, StackSetContent, StackSetTargets } from '../aws/stack-set-record.ts';
import type { ResourceTypes } from '../stacks/resource-type.ts';
import { missingCapabilities } from '../template/capabilities.ts';
import { parseTemplate } from '../template/stack-template.ts';
import type { OperationPreferences, StackSetTask } from './stack-set-operations.ts';
import { runOperation } from './stack-set-operations.ts';

/** What a service-managed StackSet should be. */
export interface StackSetPlan {
  readonly name: string;
  readonly description: string;
  readonly callAs: string;
  readonly capabilities: readonly string[];
  readonly content: StackSetContent;
  readonly targets: readonly StackSetTargets[];
  readonly autoDeploys: boolean;
  readonly retainsOnRemoval: boolean;
  readonly dependsOn: readonly string[];
  readonly preferences: OperationPreferences;
}

/** Makes a StackSet without instances. @throws Error if CloudFormation would refuse it */
export function createStackSet(state: AwsState, place: Place, plan: StackSetPlan, types: ResourceTypes): StackSet {
  const { name, content, targets, autoDeploys, retainsOnRemoval, dependsOn } = plan;
  requireValid(state, place, plan);
  if (findStackSet(state, place, name)) throw new Error(`NameAlreadyExistsException: StackSet ${name} already exists.`);
  const { accountId, region } = place;
  const id = `${name}:${state.unique(12)}`;
  const arn = `arn:${state.partition}:cloudformation:${region}:${accountId}:stackset/${id}`;
  const set: StackSet = {
    ...{ arn, id, name, description: plan.description, accountId, region, capabilities: plan.capabilities },
    ...{ content, targets, autoDeploys, retainsOnRemoval, dependsOn, instances: new Map(), operations: [] },
  };
  state.stackSets.set(arn, set);
  state.autoDeployments.set(arn, {
    dependsOn: () => set.dependsOn,
    join: (account) => joinAutomatically(state, set, account, types),
    leave: ({ id: accountId }) => leaveAutomatically(state, set, accountId, types),
  });
  return set;
}

/** Creates the stacks of all targets. @throws Error for an unknown unit, or if more accounts fail than are tolerated */
export function createInstances(
  state: AwsState,
  set: StackSet,
  preferences: OperationPreferences,
  types: ResourceTypes,
): void {
  requireUnits(
    state,
    set.targets.flatMap(({ units }) => units),
  );
  run(state, set, types, { action: 'CREATE', targets: targetsOf(state, set.targets), preferences });
}

/**
 * Changes a StackSet. Stacks are updated if their content changes, created for new targets, and deleted where there is a
 * target no more. Without any of these, an instance that failed before is not tried again. Instances that were created
 * by themselves are no concern of a plan.
 * @throws Error if more accounts fail in a region than are tolerated
 */
export function updateStackSet(
  state: AwsState,
  set: StackSet,
  previous: Pick<StackSetPlan, 'targets'>,
  plan: StackSetPlan,
  types: ResourceTypes,
): void {
  const { content, targets, autoDeploys, retainsOnRemoval, dependsOn, preferences } = plan;
  requireValid(state, set, plan);
  const before = targetsOf(state, previous.targets);
  const others = set.targets.filter((group) => !previous.targets.some((planned) => isDeepStrictEqual(planned, group)));
  const after = targetsOf(state, targets);
  const isChanged = !isDeepStrictEqual(set.content, content);
  Object.assign(set, { content, targets: [...targets, ...others], autoDeploys, retainsOnRemoval, dependsOn });
  const removed = before.filter((place) => set.instances.has(placeKey(place)) && !includes(after, place));
  const added = after.filter((place) => !includes(before, place));
  run(state, set, types, { action: 'DELETE', targets: removed, preferences });
  if (isChanged) run(state, set, types, { action: 'UPDATE', targets: [...set.instances.values()], preferences });
  run(state, set, types, { action: 'CREATE', targets: added, preferences });
}

/** Deletes the stacks of all targets of its plan, and then the StackSet. @throws Error if that fails, or a stack is left */
export function deleteStackSet(
  state: AwsState,
  set: StackSet,
  plan: Pick<StackSetPlan, 'targets' | 'preferences'>,
  types: ResourceTypes,
): void {
  const { preferences } = plan;
  const targets = targetsOf(state, plan.targets).filter((place) => set.instances.has(placeKey(place)));
  run(state, set, types, { action: 'DELETE', targets, preferences });
  removeStackSet(state, set);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStackSet.html @throws Error */
export function removeStackSet(state: AwsState, { arn, instances }: StackSet): void {
  if (instances.size > 0) throw new Error('StackSetNotEmptyException: StackSet is not empty');
  state.stackSets.delete(arn);
  state.autoDeployments.delete(arn);
}

/** The StackSets of a region. Those of a delegated administrator belong to the organization. */
export function stackSetsOf(state: AwsState, { accountId, region }: Place): readonly StackSet[] {
  const { organizationId } = accountOf(state, accountId);
  return [...state.stackSets.values()].filter(
    (set) => set.region === region && accountOf(state, set.accountId).organizationId === organizationId,
  );
}

/** A StackSet by its name or id. */
export function findStackSet(state: AwsState, place: Place, name: string): StackSet | undefined {
  return stackSetsOf(state, place).find((set) => set.name === name || set.id === name);
}

function run(state: AwsState, set: StackSet, types: ResourceTypes, task: StackSetTask): void {
  if (task.targets.length === 0) return;
  const { status, results } = runOperation(state, types, set, task);
  if (status === 'FAILED') throw failureOf(set, results);
}

function failureOf({ name }: StackSet, results: readonly OperationResult[]): Error {
  const sentences = [...Map.groupBy(results, ({ region }) => region)].flatMap(([region, inRegion]) => {
    const failed = inRegion.filter(({ status }) => status === 'FAILED' || status === 'INOPERABLE');
    if (failed.length === 0) return [];
    const reasons = failed.map(({ reason }) => reason).join(' ');
    return [`${name} failed in ${failed.length} of ${inRegion.length} accounts in ${region}: ${reasons}`];
  });
  return new Error(sentences.join(' '));
}

function includes(places: readonly Place[], place: Place): boolean {
  return places.some((one) => placeKey(one) === placeKey(place));
}

/** The accounts and regions that operations are for: never the management account. */
function targetsOf(state: AwsState, groups: readonly StackSetTargets[]): readonly Place[] {
  const places = groups.flatMap(({ units, excludedAccounts, regions }) =>
    accountsIn(state, units)
      .filter(({ id }) => !excludedAccounts.includes(id))
      .flatMap(({ id: accountId }) => regions.map((region) => ({ accountId, region }))),
  );
  return [...new Map(places.map((place) => [placeKey(place), place])).values()];
}

/**
 * The operations would take the union of units and accounts for a filter that is not given. The simulation refuses that,
 * as the resource does: https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-cloudformation
 * @throws Error for accounts without a filter, and for a filter without accounts
 */
export function requireFilter(type: string, accounts: readonly string[]): void {
  const isFilter = type !== 'NONE';
  if (isFilter === accounts.length > 0) return;
  throw new Error(
    isFilter
      ? 'Accounts should be specified when Account-level Targeting is enabled'
      : 'AccountFilterType should be specified when both OrganizationalUnitIds and Accounts are provided',
  );
}

/** A unit exists if an account is in it or below it. @throws Error for one that does not */
export function requireUnits({ accounts }: AwsState, units: readonly string[]): void {
  const known = new Set([...accounts.values()].flatMap((account) => account.units));
  const unknown = units.find((unit) => !known.has(unit));
  if (unknown !== undefined) throw new Error(`Target organizational unit could not be found: ${unknown}`);
}

/** The accounts in organizational units, but never the management account. */
export function accountsIn({ accounts }: AwsState, units: readonly string[]): readonly Account[] {
  return [...accounts.values()].filter((account) => isIn(account, units));
}

function isIn({ isManagement, units }: Account, targets: readonly string[]): boolean {
  return !isManagement && targets.some((unit) => units.includes(unit));
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
const TOLERANT: OperationPreferences = { FailureTolerancePercentage: 100 };

/**
 * Account filters and the failure tolerance do not count here.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
 */
function joinAutomatically(state: AwsState, set: StackSet, account: Account, types: ResourceTypes): readonly Error[] {
  if (!set.autoDeploys) return [];
  const regions = set.targets.filter(({ units }) => isIn(account, units)).flatMap((group) => group.regions);
  const targets = [...new Set(regions)].map((region) => ({ accountId: account.id, region }));
  const { results } = runOperation(state, types, set, { action: 'CREATE', targets, preferences: TOLERANT });
  return results.flatMap(({ status, reason }) => (status === 'FAILED' ? [new Error(reason)] : []));
}

function leaveAutomatically(state: AwsState, set: StackSet, accountId: string, types: ResourceTypes): void {
  if (!set.autoDeploys) return;
  const targets = [...set.instances.values()].filter((instance) => instance.accountId === accountId);
  // The stacks of a suspended account are out of reach.
  const retainsStacks = set.retainsOnRemoval || accountOf(state, accountId).status !== 'ACTIVE';
  runOperation(state, types, set, { action: 'DELETE', targets, preferences: TOLERANT, retainsStacks });
}

function requireValid(
  state: AwsState,
  place: Place,
  { name, callAs, content, capabilities, dependsOn }: StackSetPlan,
): void {
  requireAdministrator(state, place, callAs);
  requireDependencies(state, name, dependsOn);
  const problem = missingCapabilities(parseTemplate(content.templateBody), capabilities);
  if (problem !== undefined) throw new Error(`InsufficientCapabilitiesException: ${problem}`);
}

// https://aws.amazon.com/blogs/devops/take-fine-grained-control-of-your-aws-cloudformation-stacksets-deployment-with-stackset-dependencies
const MAX_DEPENDENCIES = 10;

/** @throws Error for too many dependencies, one that does not exist, and one that leads back to the StackSet */
function requireDependencies(
  { stackSets }: Pick<AwsState, 'stackSets'>,
  name: string,
  dependsOn: readonly string[],
): void {
  if (dependsOn.length > MAX_DEPENDENCIES) {
    throw new Error(`LimitExceededException: StackSet ${name} has more than ${MAX_DEPENDENCIES} dependencies.`);
  }
  for (const arn of dependsOn) {
    const dependency = stackSets.get(arn);
    if (!dependency) throw new Error(`ValidationError: StackSet ${arn} not found`);
    if (dependency.name === name) throw new Error(`ValidationError: StackSet ${name} depends on itself.`);
    requireDependencies({ stackSets }, name, dependency.dependsOn);
  }
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-delegated-admin.html
 * @throws Error for an account that may not use the StackSets of its organization
 */
export function requireAdministrator(state: AwsState, { accountId }: Place, callAs: string): void {
  const { isManagement } = accountOf(state, accountId);
  const isKnown = isAdministrator(state, accountId, 'member.org.stacksets.cloudformation.amazonaws.com');
  if (callAs === 'DELEGATED_ADMIN' && (isManagement || !isKnown)) {
    throw new Error(`ValidationError: Account used is not a delegated administrator (${accountId}).`);
  }
  if (callAs === 'SELF' && !(isManagement && isKnown)) {
    throw new Error(
      `ValidationError: You must be the management account or delegated admin account of an organization (${accountId}).`,
    );
  }
}
