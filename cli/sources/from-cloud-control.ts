import type { Broker } from '../../checks/broker.ts';
import { parseBrokerArn, readBroker } from '../../checks/broker.ts';
import { readMember, readObject, readText } from '../../checks/json.ts';

/**
 * Makes a broker from the properties that Cloud Control's `GetResource` returns for `AWS::AmazonMQ::Broker`.
 * They include `Logs.General` even if it is false, so its absence proves nothing.
 */
export function fromCloudControl(properties: unknown): Broker {
  const resource = readObject(properties);
  const logs = readObject(readMember(resource, 'Logs'));
  const arn = parseBrokerArn(readMember(resource, 'Arn'));
  return readBroker(
    { ...arn, id: readText(readMember(resource, 'Id')) ?? arn.id, name: readText(resource.BrokerName) ?? arn.name },
    {
      engineType: readMember(resource, 'EngineType'),
      deploymentMode: readMember(resource, 'DeploymentMode'),
      publiclyAccessible: readMember(resource, 'PubliclyAccessible'),
      generalLogging: readMember(logs, 'General'),
      pendingGeneralLogging: undefined,
    },
    'the Cloud Control response',
  );
}
