import type { Recorder } from '../aws/aws-state.ts';
import { accountOf } from '../aws/organization.ts';
import type { Place } from '../aws/place.ts';
import { placeKey } from '../aws/place.ts';
import type { Broker, ConfigurationItem, Simulation } from '../aws/simulation.ts';
import { at, BROKER_RESOURCE_TYPE, brokersIn, itemsIn } from '../aws/simulation.ts';
import type { RuleEvent } from './rule-events.ts';
import { changeEvents } from './rule-events.ts';

/** Creates a broker, or changes the one with its id. @returns the events of the rules that see it */
export function putBroker(simulation: Simulation, place: Place, broker: Broker): readonly RuleEvent[] {
  const brokers = brokersIn(simulation, place);
  const status = brokers.has(broker.brokerId) ? 'OK' : 'ResourceDiscovered';
  brokers.set(broker.brokerId, broker);
  return record(simulation, place, {
    resourceId: broker.brokerId,
    resourceName: broker.brokerName,
    arn: broker.brokerArn,
    status,
    captureTime: simulation.now(),
    ...{ creationTime: broker.created, tags: broker.tags },
    configuration: configurationOf(broker),
  });
}

/** Deletes a broker. @returns the events of the rules that see it */
export function deleteBroker(simulation: Simulation, place: Place, brokerId: string): readonly RuleEvent[] {
  const brokers = brokersIn(simulation, place);
  const broker = brokers.get(brokerId);
  if (!broker) throw new RangeError(`There is no broker ${brokerId} in ${placeKey(place)}.`);
  brokers.delete(brokerId);
  const { brokerName: resourceName, brokerArn: arn } = broker;
  const captureTime = simulation.now();
  return record(simulation, place, { resourceId: brokerId, resourceName, arn, status: 'ResourceDeleted', captureTime });
}

/** Whether a recorder, when it records, records resources of a type. */
export function recordsType({ resourceTypes }: Recorder, type: string): boolean {
  return resourceTypes === 'all' || resourceTypes.includes(type);
}

// Without a recorder AWS Config does not see the broker, and only schedules evaluate it.
function record(simulation: Simulation, place: Place, item: ConfigurationItem): readonly RuleEvent[] {
  const recorder = accountOf(simulation.state, place.accountId).recorders.get(place.region);
  if (!recorder?.isRecording || !recordsType(recorder, BROKER_RESOURCE_TYPE)) return [];
  at(itemsIn(simulation, place), item.resourceId, () => []).push(item);
  return changeEvents(simulation, place, item);
}

/** The `configuration` of a broker's item, in the names of AWS Config. */
function configurationOf(broker: Broker): Readonly<Record<string, unknown>> {
  const { encryptionOptions: encryption } = broker;
  const { general, pending } = broker.logs;
  return {
    Id: broker.brokerId,
    Arn: broker.brokerArn,
    BrokerName: broker.brokerName,
    EngineType: broker.engineType,
    EngineVersion: broker.engineVersion,
    HostInstanceType: broker.hostInstanceType,
    DeploymentMode: broker.deploymentMode,
    PubliclyAccessible: broker.publiclyAccessible,
    Logs: { General: general ?? false, ...(pending ? { Pending: { General: pending.general } } : {}) },
    SubnetIds: broker.subnetIds,
    SecurityGroups: broker.securityGroups,
    EncryptionOptions: encryption && { UseAwsOwnedKey: encryption.useAwsOwnedKey, KmsKeyId: encryption.kmsKeyId },
  };
}
