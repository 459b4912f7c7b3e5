import type { Call } from './call.ts';
import { commonError, unknownKey } from './common-errors.ts';
import { BY_CONTROL_POLICY, isPermitted } from './control-policies.ts';
import type { PolicyDocument } from './iam.ts';
import { isAllowed } from './iam.ts';
import { accountOf } from './organization.ts';
import type { Session, Simulation } from './simulation.ts';

/** @throws AwsError if no such session was started */
export function sessionOf({ sessions }: Simulation, { service, accessKeyId }: Call): Session {
  const session = sessions.get(accessKeyId);
  if (session) return session;
  throw unknownKey(service);
}

/** The condition keys that every call of a session has. */
export function contextOf({ state }: Pick<Simulation, 'state'>, { principalArn, accountId }: Session) {
  return { 'aws:PrincipalArn': principalArn, 'aws:PrincipalOrgID': accountOf(state, accountId).organizationId };
}

/** The policies of whoever calls: none of a role that was deleted. */
export function policiesOf(
  { state: { roles, users } }: Pick<Simulation, 'state'>,
  { principalArn }: Session,
): readonly PolicyDocument[] {
  return (roles.get(principalArn) ?? users.get(principalArn))?.policies ?? [];
}

/** The ARN by which AWS speaks of the caller: of a role it is that of the session. */
export function identityOf({ principalArn, name }: Pick<Session, 'principalArn' | 'name'>): string {
  const [, partition, , , accountId, resource = ''] = principalArn.split(':');
  if (!resource.startsWith('role/')) return principalArn;
  return `arn:${partition}:sts::${accountId}:assumed-role/${resource.split('/').at(-1)}/${name}`;
}

/** What is called, and on what. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  /** The condition keys of the action, besides those of every call. */
  readonly context?: Readonly<Record<string, string | undefined>>;
}

/** Whether the caller's policies allow it, and the service control policies of its account permit it. */
export function isAuthorized(simulation: Pick<Simulation, 'state'>, session: Session, access: Access): boolean {
  return denialOf(simulation, session, access) === undefined;
}

/** @throws AwsError if the caller may not make the call */
export function authorize(simulation: Pick<Simulation, 'state'>, session: Session, access: Access): void {
  const problem = denialOf(simulation, session, access);
  if (problem === undefined) return;
  const [service] = access.action.split(':');
  throw commonError(service as Call['service'], 'denied', problem);
}

/**
 * What AWS says of a call that somebody may not make; `undefined` if it may be made.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialOf(
  simulation: Pick<Simulation, 'state'>,
  session: Session,
  { context, ...access }: Access,
): string | undefined {
  const request = { ...access, context: { ...contextOf(simulation, session), ...context } };
  const denial = `User: ${identityOf(session)} is not authorized to perform: ${access.action} on resource: ${access.resource}`;
  if (!isPermitted(simulation.state, session, request)) return `${denial} ${BY_CONTROL_POLICY}`;
  return isAllowed(policiesOf(simulation, session), request) ? undefined : denial;
}
