import { AwsError } from '../aws/call.ts';
import type { Stack, StackContent } from '../aws/stack-record.ts';
import { deleteStack as removeStack } from '../stacks/delete.ts';
import { deployStack } from '../stacks/deploy.ts';
import { skipResources } from '../stacks/roll-back.ts';
import { addStack, placeOf } from '../stacks/stacks.ts';
import { updateProblem } from '../stacks/updatable.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { hasNoChanges } from './changes.ts';
import { rollBackLater } from './pending.ts';
import type { Request } from './requests.ts';
import { flag, orRefuse, readStackName, requireStack, stackOf, text, texts, validationError } from './requests.ts';
import { readCapabilities, readContent, readRole } from './stack-input.ts';

/** @throws AwsError for a stack whose state does not allow an update, see {@link updateProblem} */
export function requireUpdatable(stack: Stack, rollsBack: boolean): void {
  const problem = updateProblem(stack, rollsBack);
  if (problem !== undefined) throw validationError(problem);
}

interface Target {
  readonly content: StackContent;
  readonly capabilities: readonly string[];
  readonly roleArn: string | undefined;
  /** `ROLLBACK`, `DO_NOTHING` or `DELETE` */
  readonly onFailure: string;
}

/** Deploys a stack. How that ended is in its status. */
export function bringInto(request: Request, stack: Stack, target: Target): void {
  const { simulation, session, types } = request;
  const { content, capabilities, roleArn = stack.roleArn, onFailure } = target;
  Object.assign(stack, { capabilities, roleArn });
  const place = placeOf(simulation.state, stack, types, session.principalArn);
  try {
    const retainExceptOnCreate = flag(request, 'RetainExceptOnCreate');
    deployStack(place, stack, content, { rollsBack: onFailure !== 'DO_NOTHING', retainExceptOnCreate });
  } catch (error) {
    // The events have it.
    if (!(error instanceof UnsupportedTemplateError)) throw error;
  }
  if (onFailure === 'DELETE' && stack.status === 'ROLLBACK_COMPLETE') removeStack(place, stack);
}

/** @throws AwsError */
export function createStack(request: Request) {
  const { simulation, place } = request;
  const name = readStackName(request);
  if (stackOf(request)) {
    throw new AwsError(400, 'AlreadyExistsException', `Stack [${name}] already exists`);
  }
  const content = readContent(request, undefined);
  const capabilities = readCapabilities(request, content.template);
  const roleArn = readRole(request);
  const stack = addStack(simulation.state, place, name, content);
  stack.isProtected = flag(request, 'EnableTerminationProtection');
  const onFailure = flag(request, 'DisableRollback') ? 'DO_NOTHING' : (text(request, 'OnFailure') ?? 'ROLLBACK');
  bringInto(request, stack, { content, capabilities, roleArn, onFailure });
  return { StackId: stack.id };
}

/** @throws AwsError */
export function updateStack(request: Request) {
  const stack = requireStack(request);
  const rollsBack = !flag(request, 'DisableRollback');
  requireUpdatable(stack, rollsBack);
  const content = readContent(request, stack);
  const capabilities = readCapabilities(request, content.template);
  const roleArn = readRole(request);
  if (hasNoChanges(stack, content)) throw validationError('No updates are to be performed.');
  bringInto(request, stack, { content, capabilities, roleArn, onFailure: rollsBack ? 'ROLLBACK' : 'DO_NOTHING' });
  return { StackId: stack.id };
}

/** Deletes a stack if it is there. @throws AwsError if it may not be deleted */
export function deleteStack(request: Request) {
  const { simulation, session, types } = request;
  const stack = stackOf(request);
  if (!stack || stack.status === 'DELETE_COMPLETE') return;
  stack.roleArn = readRole(request) ?? stack.roleArn;
  if (stack.isProtected) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  const retained = texts(request, 'RetainResources');
  if (retained.length > 0 && stack.status !== 'DELETE_FAILED') {
    throw validationError(
      `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    );
  }
  const placed = placeOf(simulation.state, stack, types, session.principalArn);
  orRefuse(() => removeStack(placed, stack, retained));
}

/** Rolls back a stack that was left as it failed. @throws AwsError */
export function rollbackStack(request: Request) {
  const stack = requireStack(request);
  const operation = { CREATE_FAILED: 'CREATE', UPDATE_FAILED: 'UPDATE' } as const;
  const failed = operation[stack.status as keyof typeof operation];
  if (failed === undefined) {
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
  }
  readRole(request);
  rollBackLater(request, stack, failed);
  return { StackId: stack.id };
}

/** @throws AwsError */
export function continueUpdateRollback(request: Request) {
  const { simulation, types } = request;
  const stack = requireStack(request);
  readRole(request);
  const skipped = texts(request, 'ResourcesToSkip');
  orRefuse(() => skipResources(placeOf(simulation.state, stack, types), stack, skipped));
  rollBackLater(request, stack, 'UPDATE');
  return {};
}

/** @throws AwsError */
export function updateTerminationProtection(request: Request) {
  const stack = requireStack(request);
  stack.isProtected = flag(request, 'EnableTerminationProtection');
  return { StackId: stack.id };
}
