import type { Call } from './endpoints.ts';
import { AwsError } from './endpoints.ts';
import { isAllowed } from './iam.ts';
import { accountOf } from './organization.ts';
import type { Session, Simulation } from './simulation.ts';

/** @throws AwsError if no such session was started */
export function sessionOf({ sessions }: Simulation, { service, accessKeyId }: Call): Session {
  const session = sessions.get(accessKeyId);
  if (session) return session;
  const code = service === 'sts' ? 'InvalidClientTokenId' : 'UnrecognizedClientException';
  throw new AwsError(403, code, 'The security token included in the request is invalid.');
}

/** The condition keys that every call of a session has. */
export function contextOf({ state }: Simulation, { roleArn, accountId }: Session) {
  return { 'aws:PrincipalArn': roleArn, 'aws:PrincipalOrgID': accountOf(state, accountId).organizationId };
}

/** @throws AwsError if the policies of the caller's role do not allow the call */
export function authorize(simulation: Simulation, session: Session, action: string, resource: string): void {
  const role = simulation.state.roles.get(session.roleArn);
  const context = contextOf(simulation, session);
  if (role && isAllowed(role.policies, { action, resource, context })) return;
  const message = `${session.roleArn} is not authorized to perform: ${action} on resource: ${resource}`;
  throw new AwsError(403, 'AccessDeniedException', message);
}
