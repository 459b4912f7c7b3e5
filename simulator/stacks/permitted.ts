import type { AwsState } from '../aws/aws-state.ts';
import { BY_CONTROL_POLICY, isControlled, isPermitted } from '../aws/control-policies.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import type { Properties, ResourcePlace } from './resource-type.ts';
import { physicalName } from './resource-type.ts';

/** A resource that a stack is about to make, change or delete. */
export interface TouchedResource {
  readonly logicalId: string;
  readonly type: string;
  /** Empty for one that has no name yet. */
  readonly ref: string;
  readonly properties: Properties;
}

/**
 * Looks whether service control policies permit what CloudFormation does for a resource with the permissions of a role
 * or of whoever calls. Its policies are not looked at: the roles of the CDK and of StackSets may do everything.
 * @throws Error as CloudFormation reports it, UnsupportedTemplateError for a type whose actions are not known
 */
export function requirePermitted(
  place: ResourcePlace,
  operation: 'create' | 'update' | 'delete',
  { logicalId, type, ref, properties }: TouchedResource,
): void {
  const { state, accountId, principalArn, types } = place;
  if (principalArn === undefined || !isControlled(state, accountId)) return;
  const access = types[type]?.access;
  if (!access) throw new UnsupportedTemplateError(`${type} under a service control policy`);
  const name =
    ref || physicalName({ ...place, state: { ...state, unique: (length) => '0'.repeat(length) } }, logicalId);
  const resource = access.arnOf(place, properties, name);
  for (const action of access[operation]) {
    const problem = controlProblem(state, { principalArn, accountId }, action, resource);
    if (problem !== undefined) throw new Error(problem);
  }
}

/** What CloudFormation says if service control policies do not permit a role what it does with it. */
export function controlProblem(
  state: AwsState,
  role: { readonly principalArn: string; readonly accountId: string },
  action: string,
  resource: string,
): string | undefined {
  const { principalArn } = role;
  const context = { 'aws:PrincipalArn': principalArn };
  if (isPermitted(state, role, { action, resource, context })) return undefined;
  return `AccessDenied: ${principalArn} is not authorized to perform: ${action} on resource: ${resource} ${BY_CONTROL_POLICY}`;
}
