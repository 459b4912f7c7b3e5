import { authorize } from '../aws/authorization.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import type { Place } from '../aws/place.ts';
import type { Session, Simulation } from '../aws/simulation.ts';
import type { Stack } from '../aws/stack-record.ts';
import type { ResourceTypes } from '../stacks/resource-type.ts';
import { findStack } from '../stacks/stacks.ts';

/** A call to CloudFormation. */
export interface Request {
  readonly simulation: Simulation;
  readonly session: Session;
  readonly place: Place;
  readonly input: Call['input'];
  readonly types: ResourceTypes;
}

/** What CloudFormation calls most of its errors. */
export function validationError(message: string): AwsError {
  return new AwsError(400, 'ValidationError', message);
}

/** @throws AwsError for an error that a part of the simulation has as a sentence */
export function orRefuse<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof AwsError ? error : validationError((error as Error).message);
  }
}

export function text({ input }: Request, name: string): string | undefined {
  const value = input[name];
  return value === undefined || value === '' ? undefined : String(value);
}

export function flag(request: Request, name: string): boolean {
  return text(request, name) === 'true';
}

/** A list of texts: one without elements is empty text on the wire. */
export function texts({ input }: Request, name: string): readonly string[] {
  const value = input[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** `[{ Key: 'a', Value: 'b' }]` */
export function pairs({ input }: Request, name: string): readonly Readonly<Record<string, string>>[] {
  const value = input[name];
  return Array.isArray(value) ? value : [];
}

/** The stack that a call is about, if it is there. */
export function stackOf({ simulation, place, ...request }: Request, name = 'StackName'): Stack | undefined {
  const given = request.input[name];
  return given === undefined ? undefined : findStack(simulation.state, place, String(given));
}

/** @throws AwsError as operations on stacks do */
export function requireStack(request: Request): Stack {
  const stack = stackOf(request);
  if (!stack) throw validationError(`Stack [${request.input.StackName}] does not exist`);
  return stack;
}

const STACK_NAME = '[a-zA-Z][-a-zA-Z0-9]*';

/** The name of a stack that is to be created. @throws AwsError for one that is not allowed */
export function readStackName(request: Request): string {
  const name = text(request, 'StackName') ?? '';
  const problem = (constraint: string) =>
    validationError(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must ${constraint}`,
    );
  if (name.length > 128) throw problem('have length less than or equal to 128');
  if (!new RegExp(`^${STACK_NAME}$`).test(name)) throw problem(`satisfy regular expression pattern: ${STACK_NAME}`);
  return name;
}

/** @throws AwsError if the caller may not do what the call does */
export function authorizeRequest(request: Request, operation: string): void {
  const { simulation, session } = request;
  authorize(simulation, session, { action: `cloudformation:${operation}`, resource: resourceOf(request) });
}

/**
 * Stacks and StackSets are authorized by their ARNs, and by name where there is none yet.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
function resourceOf(request: Request): string {
  const { simulation, place } = request;
  const prefix = `arn:${simulation.state.partition}:cloudformation:${place.region}:${place.accountId}`;
  const setName = text(request, 'StackSetName');
  if (setName !== undefined) return `${prefix}:stackset/${setName.includes(':') ? setName : `${setName}:*`}`;
  const name = text(request, 'StackName');
  if (name === undefined) return '*';
  return stackOf(request)?.id ?? (name.startsWith('arn:') ? name : `${prefix}:stack/${name}/*`);
}
