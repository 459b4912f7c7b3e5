import { ruleNamed } from '../config/compliance-reads.ts';
import { configService } from '../config/config-service.ts';
import { accountOf } from './aws-state.ts';
import type { Call } from './endpoints.ts';
import { AwsError } from './endpoints.ts';
import { isAllowed, isTrusted } from './iam.ts';
import { paginate } from './pages.ts';
import type { Broker, Place, Session, Simulation } from './simulation.ts';
import { at, placeKey, startSession } from './simulation.ts';

/**
 * Answers a call to any of the services, if the policies of the caller's role allow it.
 * @throws AwsError as the service would
 */
export function answer(simulation: Simulation, call: Call): unknown {
  const session = simulation.sessions.get(call.accessKeyId);
  if (!session) {
    const code = call.service === 'sts' ? 'InvalidClientTokenId' : 'UnrecognizedClientException';
    throw new AwsError(403, code, 'The security token included in the request is invalid.');
  }
  const place = { accountId: session.accountId, region: call.region };
  switch (call.service) {
    case 'sts':
      return assumeRole(simulation, session, call.input);
    case 'mq':
      authorize(simulation, session, `mq:${call.operation}`, mqResource(simulation, call, place));
      return amazonMq(simulation, call, place);
    case 'config':
      authorize(simulation, session, `config:${call.operation}`, configResource(simulation, call, place));
      return configService(simulation, call, place);
  }
}

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmq.html
function mqResource({ state, brokers }: Simulation, { operation, input }: Call, { accountId, region }: Place): string {
  if (operation === 'ListBrokers') return '*';
  const broker = brokers.get(placeKey({ accountId, region }))?.get(String(input.brokerId));
  return broker?.brokerArn ?? `arn:${state.partition}:mq:${region}:${accountId}:broker:*:${input.brokerId}`;
}

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsconfig.html
function configResource({ state }: Simulation, { operation, input }: Call, { accountId, region }: Place): string {
  if (operation !== 'GetComplianceDetailsByConfigRule') return '*';
  const rule = ruleNamed(state, String(input.ConfigRuleName), { accountId, region });
  return rule?.arn ?? `arn:${state.partition}:config:${region}:${accountId}:config-rule/${input.ConfigRuleName}`;
}

function authorize(simulation: Simulation, session: Session, action: string, resource: string): void {
  const role = simulation.state.roles.get(session.roleArn);
  const context = contextOf(simulation, session);
  if (role && isAllowed(role.policies, { action, resource, context })) return;
  const message = `${session.roleArn} is not authorized to perform: ${action} on resource: ${resource}`;
  throw new AwsError(403, 'AccessDeniedException', message);
}

function contextOf({ state }: Simulation, { roleArn, accountId }: Session) {
  return { 'aws:PrincipalArn': roleArn, 'aws:PrincipalOrgID': accountOf(state, accountId).organizationId };
}

function assumeRole(simulation: Simulation, session: Session, { RoleArn }: Call['input']): string {
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

/** Takes changes of the general log only. @throws AwsError as Amazon MQ would */
function updateBroker(simulation: Simulation, { brokerId, logs, ...others }: Call['input'], place: Place): unknown {
  const brokers = at(simulation.brokers, placeKey(place), () => new Map<string, Broker>());
  const broker = brokers.get(String(brokerId));
  if (!broker) throw new AwsError(404, 'NotFoundException', `Can't find requested broker [${brokerId}].`);
  const { general, ...otherLogs } = (logs ?? {}) as { readonly general?: boolean };
  if ('audit' in otherLogs && broker.engineType.toUpperCase() === 'RABBITMQ') {
    throw new AwsError(400, 'BadRequestException', 'Audit logs are not supported for RabbitMQ brokers.');
  }
  if (general === undefined || Object.keys({ ...others, ...otherLogs }).length > 0) {
    throw new AwsError(400, 'BadRequestException', 'Only changes of the general log are simulated.');
  }
  const changed = simulation.logChanges === 'at-once' ? { general } : { ...broker.logs, pending: { general } };
  brokers.set(broker.brokerId, { ...broker, logs: changed });
  return { brokerId, logs };
}

function amazonMq(simulation: Simulation, { operation, input }: Call, place: Place): unknown {
  const brokers = at(simulation.brokers, placeKey(place), () => new Map());
  switch (operation) {
    case 'DescribeBroker': {
      const broker = brokers.get(String(input.brokerId));
      if (broker) return broker;
      throw new AwsError(404, 'NotFoundException', `Can't find requested broker [${input.brokerId}].`);
    }
    case 'ListBrokers': {
      const codes = { size: 'BadRequestException', token: 'BadRequestException' };
      const size = Number(input.maxResults ?? 20);
      const { page, token } = paginate([...brokers.values()], input.nextToken, size, 100, codes);
      const brokerSummaries = page.map(({ engineVersion, publiclyAccessible, logs, ...summary }) => summary);
      return { brokerSummaries, nextToken: token };
    }
    case 'UpdateBroker':
      return updateBroker(simulation, input, place);
    default:
      throw new AwsError(404, 'NotFoundException', `${operation} is not simulated.`);
  }
}
