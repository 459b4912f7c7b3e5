import { contextOf, identityOf, isAuthorized } from './authorization.ts';
import type { Call } from './call.ts';
import { commonError, unknownOperation } from './common-errors.ts';
import { SECRETS } from './endpoints.ts';
import { isTrusted } from './iam.ts';
import type { Session, Simulation } from './simulation.ts';
import { startSession } from './simulation.ts';

/** Answers a call to STS. @throws AwsError as the service would */
export function sts(simulation: Simulation, call: Call, session: Session): unknown {
  switch (call.operation) {
    case 'AssumeRole':
      return assumedRole(call.input, assumeRole(simulation, session, call.input), simulation.now());
    case 'GetCallerIdentity':
      return callerIdentity(simulation, session);
    default:
      throw unknownOperation(call);
  }
}

/**
 * Starts a session of a role, if the caller's policies and the trust policy of the role allow it.
 * @returns the access key id
 */
function assumeRole(simulation: Simulation, session: Session, input: Call['input']): string {
  const { RoleArn, RoleSessionName, ExternalId } = input;
  const { state } = simulation;
  const roleArn = String(RoleArn);
  const accountId = roleArn.split(':')[4] ?? '';
  const own = contextOf(simulation, session);
  const context = {
    ...own,
    'aws:ResourceOrgID': state.accounts.get(accountId)?.organizationId,
    'sts:ExternalId': ExternalId === undefined ? undefined : String(ExternalId),
  };
  const request = { action: 'sts:AssumeRole', resource: roleArn, context };
  const caller = { arn: session.principalArn, id: state.roles.get(session.principalArn)?.id };
  const target = state.roles.get(roleArn);
  const isGranted = isAuthorized(simulation, session, request);
  const isActive = state.accounts.get(accountId)?.status === 'ACTIVE';
  if (!isGranted || !isActive || !target || !isTrusted(target.trust, caller, request)) {
    const message = `User: ${identityOf(session)} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    throw commonError('sts', 'denied', message);
  }
  return startSession(simulation, { principalArn: roleArn, accountId, name: String(RoleSessionName) });
}

/** What `AssumeRole` results in. */
export function assumedRole({ RoleArn, RoleSessionName }: Call['input'], accessKeyId: string, now = Date.now()) {
  const principalArn = String(RoleArn);
  const name = String(RoleSessionName);
  return {
    AssumedRoleUser: { Arn: identityOf({ principalArn, name }), AssumedRoleId: `AROA:${name}` },
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: SECRETS.assumed,
      SessionToken: SECRETS.session,
      Expiration: new Date(now + 3_600_000).toISOString(),
    },
  };
}

/** Needs no permission. */
function callerIdentity({ state }: Simulation, session: Session) {
  const { principalArn, accountId, name } = session;
  const id = state.roles.get(principalArn)?.id ?? state.users.get(principalArn)?.id ?? 'AROA';
  return {
    UserId: name === undefined ? id : `${id}:${name}`,
    Account: accountId,
    Arn: identityOf(session),
  };
}
