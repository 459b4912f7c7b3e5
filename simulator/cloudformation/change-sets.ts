import { AwsError } from '../aws/call.ts';
import type { ChangeSet } from '../aws/change-set-record.ts';
import { placeKey } from '../aws/place.ts';
import type { Stack, StackContent } from '../aws/stack-record.ts';
import { setStatus } from '../stacks/events.ts';
import { addStack, placeOf } from '../stacks/stacks.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { changesOf, hasNoChanges } from './changes.ts';
import { describeParameters, describeTags, time } from './descriptions.ts';
import { bringInto, requireUpdatable } from './operations.ts';
import type { Request } from './requests.ts';
import { flag, readStackName, requireStack, stackOf, text, validationError } from './requests.ts';
import { readCapabilities, readContent, readRole } from './stack-input.ts';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** @throws AwsError */
export function createChangeSet(request: Request) {
  const { simulation, place, types } = request;
  const { state } = simulation;
  const name = text(request, 'ChangeSetName') ?? '';
  const type = text(request, 'ChangeSetType') ?? 'UPDATE';
  const known = stackOf(request);
  requireFitting(type, name, known, request);
  if (known && find(request, known))
    throw new AwsError(400, 'AlreadyExistsException', `ChangeSet ${name} already exists`);
  const content = readContent(request, known);
  const capabilities = readCapabilities(request, content.template);
  const roleArn = readRole(request);
  const stack = known ?? reviewedStack(request, content);
  const outcome = changesIn(stack, content, () => changesOf(placeOf(state, stack, types), stack, content));
  const id = `arn:${state.partition}:cloudformation:${place.region}:${place.accountId}:changeSet/${name}/${state.unique(12)}`;
  state.changeSets.set(id, {
    ...{ id, name, stackId: stack.id, content, capabilities, roleArn, ...outcome, createdAt: state.now() },
    description: text(request, 'Description'),
    onStackFailure: text(request, 'OnStackFailure') ?? 'ROLLBACK',
    includeNestedStacks: flag(request, 'IncludeNestedStacks'),
    executionStatus: outcome.status === 'FAILED' ? 'UNAVAILABLE' : 'AVAILABLE',
  });
  return { Id: id, StackId: stack.id };
}

function requireFitting(type: string, name: string, stack: Stack | undefined, request: Request): void {
  if (type === 'CREATE') {
    if (!stack || stack.status === 'REVIEW_IN_PROGRESS') return;
    throw validationError(
      `Stack [${stack.name}] already exists and cannot be created again with the changeSet [${name}].`,
    );
  }
  if (type !== 'UPDATE') throw validationError(`The simulator does not support change sets of type ${type}.`);
  // Whether it is rolled back is known when it is executed.
  requireUpdatable(stack ?? requireStack(request), false);
}

/** A stack that has nothing yet but a change set. */
function reviewedStack(request: Request, content: StackContent): Stack {
  const { place, simulation } = request;
  const { state } = simulation;
  const stack = addStack(state, place, readStackName(request), { ...content, template: { Resources: {} } });
  setStatus(state, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
  return stack;
}

/** What a change set would do, or why it fails. */
function changesIn(stack: Stack, content: StackContent, changes: () => ChangeSet['changes']) {
  if (hasNoChanges(stack, content)) return { status: 'FAILED', statusReason: NO_CHANGES, changes: [] } as const;
  try {
    return { status: 'CREATE_COMPLETE', changes: changes() } as const;
  } catch (error) {
    if (error instanceof UnsupportedTemplateError) throw validationError(error.message);
    return { status: 'FAILED', statusReason: (error as Error).message, changes: [] } as const;
  }
}

/** @throws AwsError */
export function describeChangeSet(request: Request) {
  const { simulation } = request;
  const changeSet = requireChangeSet(request);
  const stack = simulation.state.stacks.get(changeSet.stackId);
  const { content } = changeSet;
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: changeSet.stackId,
    StackName: stack?.name,
    Description: changeSet.description,
    Parameters: describeParameters(content),
    CreationTime: time(changeSet.createdAt),
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    NotificationARNs: [],
    RollbackConfiguration: {},
    Capabilities: changeSet.capabilities,
    Tags: describeTags(content),
    Changes: changeSet.changes.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
    IncludeNestedStacks: changeSet.includeNestedStacks,
    OnStackFailure: changeSet.onStackFailure,
  };
}

/** The stack is what it becomes when this returns. @throws AwsError */
export function executeChangeSet(request: Request) {
  const { simulation } = request;
  const { state } = simulation;
  const changeSet = requireChangeSet(request);
  const stack = state.stacks.get(changeSet.stackId);
  if (changeSet.executionStatus !== 'AVAILABLE' || !stack) {
    const message = `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`;
    throw new AwsError(400, 'InvalidChangeSetStatus', message);
  }
  const onFailure = flag(request, 'DisableRollback') ? 'DO_NOTHING' : changeSet.onStackFailure;
  if (stack.status !== 'REVIEW_IN_PROGRESS') requireUpdatable(stack, onFailure !== 'DO_NOTHING');
  changeSet.executionStatus = 'EXECUTE_COMPLETE';
  for (const { id } of ofStack(request, stack)) if (id !== changeSet.id) state.changeSets.delete(id);
  const { content, capabilities, roleArn } = changeSet;
  bringInto(request, stack, { content, capabilities, roleArn, onFailure });
  return {};
}

/** Deletes a change set if it is there. */
export function deleteChangeSet(request: Request) {
  const changeSet = find(request, stackOf(request));
  if (changeSet) request.simulation.state.changeSets.delete(changeSet.id);
  return {};
}

/** @throws AwsError */
export function listChangeSets(request: Request) {
  const stack = requireStack(request);
  const Summaries = ofStack(request, stack).map((changeSet) => ({
    ...{ StackId: stack.id, StackName: stack.name, ChangeSetId: changeSet.id, ChangeSetName: changeSet.name },
    ...{ ExecutionStatus: changeSet.executionStatus, Status: changeSet.status, StatusReason: changeSet.statusReason },
    ...{ CreationTime: time(changeSet.createdAt), Description: changeSet.description },
  }));
  return { Summaries };
}

/** @throws AwsError if it is not there */
export function requireChangeSet(request: Request): ChangeSet {
  const changeSet = find(request, stackOf(request));
  if (changeSet) return changeSet;
  throw new AwsError(404, 'ChangeSetNotFound', `ChangeSet [${text(request, 'ChangeSetName')}] does not exist`);
}

/** By its ARN, or by its name and stack. */
function find(request: Request, stack: Stack | undefined): ChangeSet | undefined {
  const { simulation, place } = request;
  const { changeSets, stacks } = simulation.state;
  const name = text(request, 'ChangeSetName') ?? '';
  const known = changeSets.get(name);
  const owner = known && stacks.get(known.stackId);
  if (owner && placeKey(owner) === placeKey(place)) return known;
  return stack && ofStack(request, stack).find((changeSet) => changeSet.name === name);
}

function ofStack({ simulation }: Request, { id }: Stack): readonly ChangeSet[] {
  return [...simulation.state.changeSets.values()].filter(({ stackId }) => stackId === id);
}
