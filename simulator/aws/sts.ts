import { contextOf } from './authorization.ts';
import type { Call } from './endpoints.ts';
import { AwsError } from './endpoints.ts';
import { isAllowed, isTrusted } from './iam.ts';
import type { Session, Simulation } from './simulation.ts';
import { startSession } from './simulation.ts';

/**
 * Starts a session of a role, if the policies of the caller's role and the trust policy of the other allow it.
 * @returns the access key id
 * @throws AwsError as STS would
 */
export function assumeRole(simulation: Simulation, session: Session, { RoleArn }: Call['input']): string {
  const { state } = simulation;
  const roleArn = String(RoleArn);
  const accountId = roleArn.split(':')[4] ?? '';
  const own = contextOf(simulation, session);
  const context = { ...own, 'aws:ResourceOrgID': state.accounts.get(accountId)?.organizationId };
  const request = { action: 'sts:AssumeRole', resource: roleArn, context };
  const caller = state.roles.get(session.roleArn);
  const target = state.roles.get(roleArn);
  const isGranted = caller !== undefined && isAllowed(caller.policies, request);
  if (!isGranted || !target || !isTrusted(target.trust, caller, request)) {
    throw new AwsError(
      403,
      'AccessDenied',
      `${session.roleArn} is not authorized to perform: sts:AssumeRole on ${roleArn}`,
    );
  }
  return startSession(simulation, { roleArn, accountId });
}
