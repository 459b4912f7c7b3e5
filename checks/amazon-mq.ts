import type { Broker } from './broker.ts';
import { parseBrokerArn, readBroker } from './broker.ts';
import { isObject, readMember, readObject, readText } from './json.ts';

/**
 * Makes a broker of a `DescribeBroker` answer, as the API has it (`engineType`) or as the SDK and the
 * AWS CLI print it (`EngineType`). In this answer logging that is absent is logging that is off.
 * https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers-broker-id.html
 */
export function fromDescribeBroker(value: unknown): Broker {
  const answer = readObject(value);
  const logs = readMember(answer, 'Logs') ?? {};
  return readAnswer(answer, {
    publiclyAccessible: readMember(answer, 'PubliclyAccessible'),
    generalLogging: isObject(logs) ? (readMember(logs, 'General') ?? false) : undefined,
    pendingGeneralLogging: readMember(readObject(readMember(readObject(logs), 'Pending')), 'General'),
    source: 'the answer of DescribeBroker',
  });
}

/**
 * Makes a broker of one entry of a `ListBrokers` answer, which has the engine and the deployment mode
 * but neither public access nor logs.
 */
export function fromBrokerSummary(value: unknown): Broker {
  return readAnswer(readObject(value), {
    publiclyAccessible: undefined,
    generalLogging: undefined,
    pendingGeneralLogging: undefined,
    source: 'the answer of ListBrokers',
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
  const state = readText(readMember(answer, 'BrokerState'))?.toUpperCase();
  if (state === 'DELETION_IN_PROGRESS') return { ...identity, outOfScope: 'The broker is being deleted.' };
  const raw = {
    engineType: readMember(answer, 'EngineType'),
    deploymentMode: readMember(answer, 'DeploymentMode'),
    ...facts,
  };
  return readBroker(identity, raw, source);
}
