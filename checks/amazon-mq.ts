import type { Broker, RawFacts } from './broker.ts';
import { parseBrokerArn, rawFactsOf, readBroker } from './broker.ts';
import { AWS_MANAGED_KEY } from './facts.ts';
import { isObject, readBoolean, readMember, readName, readObject, readText } from './json.ts';

/**
 * Makes a broker from a `DescribeBroker` response, with the member names of the API (`engineType`) or of the SDK and
 * the AWS CLI (`EngineType`). In this response, absent logging means that logging is off, absent tags that there are none,
 * and no key where AWS does not own it that AWS manages it. All else that is absent is not known.
 * https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers-broker-id.html
 */
export function fromDescribeBroker(value: unknown): Broker {
  const answer = readObject(value);
  const raw = rawFactsOf(answer);
  const logs = readMember(answer, 'Logs') ?? {};
  const isKeyOfAws = readBoolean(raw.useAwsOwnedKey) === false;
  return readAnswer(
    answer,
    {
      ...raw,
      generalLogging: isObject(logs) ? (raw.generalLogging ?? false) : undefined,
      kmsKeyId: raw.kmsKeyId ?? (isKeyOfAws ? AWS_MANAGED_KEY : undefined),
      tags: raw.tags ?? {},
    },
    'the DescribeBroker response',
  );
}

/** Makes a broker from an entry of a `ListBrokers` response, which has only its engine, its mode and its instance type. */
export function fromBrokerSummary(value: unknown): Broker {
  const summary = readObject(value);
  const { engineType, deploymentMode, hostInstanceType } = rawFactsOf(summary);
  return readAnswer(summary, { engineType, deploymentMode, hostInstanceType }, 'the ListBrokers response');
}

function readAnswer(answer: Readonly<Record<string, unknown>>, raw: RawFacts, source: string): Broker {
  const arn = parseBrokerArn(readMember(answer, 'BrokerArn'));
  const identity = {
    ...arn,
    id: readText(readMember(answer, 'BrokerId')) ?? arn.id,
    name: readText(readMember(answer, 'BrokerName')) ?? arn.name,
  };
  const state = readName(readMember(answer, 'BrokerState'));
  if (state === 'DELETION_IN_PROGRESS') return { ...identity, outOfScope: 'The broker is being deleted.' };
  return readBroker(identity, { ...raw, password: 'hidden' }, source);
}
