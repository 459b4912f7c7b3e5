import type { Broker } from './broker.ts';
import { parseBrokerArn, readBroker } from './broker.ts';
import { isObject, readMember, readName, readObject, readText } from './json.ts';

/**
 * Makes a broker from a `DescribeBroker` response, with the member names of the API (`engineType`) or of the SDK and
 * the AWS CLI (`EngineType`). In this response, absent logging means that logging is off.
 * https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers-broker-id.html
 */
export function fromDescribeBroker(value: unknown): Broker {
  const answer = readObject(value);
  const logs = readMember(answer, 'Logs') ?? {};
  return readAnswer(answer, {
    publiclyAccessible: readMember(answer, 'PubliclyAccessible'),
    generalLogging: isObject(logs) ? (readMember(logs, 'General') ?? false) : undefined,
    pendingGeneralLogging: readMember(readObject(readMember(readObject(logs), 'Pending')), 'General'),
    source: 'the DescribeBroker response',
  });
}

/** Makes a broker from an entry of a `ListBrokers` response, which has neither public access nor logs. */
export function fromBrokerSummary(value: unknown): Broker {
  return readAnswer(readObject(value), {
    publiclyAccessible: undefined,
    generalLogging: undefined,
    pendingGeneralLogging: undefined,
    source: 'the ListBrokers response',
  });
}

function readAnswer(
  answer: Readonly<Record<string, unknown>>,
  {
    source,
    ...facts
  }: Record<'publiclyAccessible' | 'generalLogging' | 'pendingGeneralLogging', unknown> & {
    source: string;
  },
): Broker {
  const arn = parseBrokerArn(readMember(answer, 'BrokerArn'));
  const identity = {
    ...arn,
    id: readText(readMember(answer, 'BrokerId')) ?? arn.id,
    name: readText(readMember(answer, 'BrokerName')) ?? arn.name,
  };
  const state = readName(readMember(answer, 'BrokerState'));
  if (state === 'DELETION_IN_PROGRESS') return { ...identity, outOfScope: 'The broker is being deleted.' };
  const raw = {
    engineType: readMember(answer, 'EngineType'),
    deploymentMode: readMember(answer, 'DeploymentMode'),
    ...facts,
  };
  return readBroker(identity, raw, source);
}
