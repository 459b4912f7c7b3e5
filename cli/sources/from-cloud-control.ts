import type { Broker } from '../../checks/broker.ts';
import { parseBrokerArn, rawFactsOf, readBroker } from '../../checks/broker.ts';
import { readMember, readObject, readText } from '../../checks/json.ts';

/**
 * Makes a broker from the properties that Cloud Control's `GetResource` returns for `AWS::AmazonMQ::Broker`.
 * They include `Logs.General` even if it is false, so its absence proves nothing.
 */
export function fromCloudControl(properties: unknown): Broker {
  const resource = readObject(properties);
  const arn = parseBrokerArn(readMember(resource, 'Arn'));
  return readBroker(
    { ...arn, id: readText(readMember(resource, 'Id')) ?? arn.id, name: readText(resource.BrokerName) ?? arn.name },
    { ...rawFactsOf(resource), pendingGeneralLogging: undefined, password: 'hidden' },
    'the Cloud Control response',
  );
}
