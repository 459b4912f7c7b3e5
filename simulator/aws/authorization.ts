import type { Call } from './call.ts';
import { commonError, unknownKey } from './common-errors.ts';
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
export function contextOf({ state }: Simulation, { principalArn, accountId }: Session) {
  return { 'aws:PrincipalArn': principalArn, 'aws:PrincipalOrgID': accountOf(state, accountId).organizationId };
}

/** The policies of whoever calls: none of a role that was deleted. */
export function policiesOf(
  { state: { roles, users } }: Simulation,
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
  readonly context?: Readonly<Record<string, string>>;
}

/** Whether the caller's policies allow it. */
export function isAuthorized(simulation: Simulation, session: Session, { context, ...access }: Access): boolean {
  const request = { ...access, context: { ...contextOf(simulation, session), ...context } };
  return isAllowed(policiesOf(simulation, session), request);
}

/** @throws AwsError if the caller's policies do not allow the call */
export function authorize(simulation: Simulation, session: Session, access: Access): void {
  const { action, resource } = access;
  if (isAuthorized(simulation, session, access)) return;
  const [service] = action.split(':');
  const message = `User: ${identityOf(session)} is not authorized to perform: ${action} on resource: ${resource}`;
  throw commonError(service as Call['service'], 'denied', message);
}
