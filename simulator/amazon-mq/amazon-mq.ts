import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { unknownOperation } from '../aws/common-errors.ts';
import { paginate } from '../aws/pages.ts';
import type { Place } from '../aws/place.ts';
import type { Broker, Simulation } from '../aws/simulation.ts';
import { brokersIn } from '../aws/simulation.ts';

/**
 * The ARN that a policy has to allow a call for.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmq.html
 */
export function brokerResource(simulation: Simulation, { operation, input }: Call, place: Place): string {
  if (operation === 'ListBrokers') return '*';
  const broker = brokersIn(simulation, place).get(String(input.brokerId));
  const { partition } = simulation.state;
  return broker?.brokerArn ?? `arn:${partition}:mq:${place.region}:${place.accountId}:broker:*:${input.brokerId}`;
}

/** Answers a call to Amazon MQ. @throws AwsError as the service would */
export function amazonMq(simulation: Simulation, call: Call, place: Place): unknown {
  const { operation, input } = call;
  switch (operation) {
    case 'DescribeBroker':
      return requireBroker(simulation, input, place);
    case 'ListBrokers':
      return listBrokers(simulation, input, place);
    case 'UpdateBroker':
      return updateBroker(simulation, input, place);
    default:
      throw unknownOperation(call);
  }
}

function requireBroker(simulation: Simulation, { brokerId }: Call['input'], place: Place): Broker {
  const broker = brokersIn(simulation, place).get(String(brokerId));
  if (broker) return broker;
  throw new AwsError(404, 'NotFoundException', `Can't find requested broker [${brokerId}].`);
}

function listBrokers(simulation: Simulation, { maxResults, nextToken }: Call['input'], place: Place): unknown {
  const codes = { size: 'BadRequestException', token: 'BadRequestException' };
  const brokers = [...brokersIn(simulation, place).values()];
  const { page, token } = paginate(brokers, nextToken, Number(maxResults ?? 20), 100, codes);
  const brokerSummaries = page.map(summaryOf);
  return { brokerSummaries, nextToken: token };
}

/** https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html */
function summaryOf(broker: Broker) {
  const { brokerArn, brokerId, brokerName, brokerState, created, deploymentMode, engineType, hostInstanceType } =
    broker;
  return { brokerArn, brokerId, brokerName, brokerState, created, deploymentMode, engineType, hostInstanceType };
}

/** Takes changes of the general log only. */
function updateBroker(simulation: Simulation, input: Call['input'], place: Place): unknown {
  const { brokerId, logs, ...others } = input;
  const broker = requireBroker(simulation, input, place);
  const { general, ...otherLogs } = (logs ?? {}) as { readonly general?: boolean };
  if ('audit' in otherLogs && broker.engineType.toUpperCase() === 'RABBITMQ') {
    throw new AwsError(400, 'BadRequestException', 'Audit logs are not supported for RabbitMQ brokers.');
  }
  if (general === undefined || Object.keys({ ...others, ...otherLogs }).length > 0) {
    throw new AwsError(400, 'BadRequestException', 'The simulator supports changes to the general log only.');
  }
  const changed = simulation.logChanges === 'at-once' ? { general } : { ...broker.logs, pending: { general } };
  brokersIn(simulation, place).set(broker.brokerId, { ...broker, logs: changed });
  return { brokerId, logs };
}
