/** A `DescribeBroker` answer as the API gives it, as far as we read it. */
export interface BrokerAnswer {
  readonly brokerId: string;
  readonly brokerName: string;
  readonly brokerArn: string;
  readonly brokerState: string;
  readonly engineType: string;
  readonly engineVersion: string;
  readonly hostInstanceType?: string;
  readonly deploymentMode: string;
  readonly publiclyAccessible?: boolean;
  readonly logs?: { readonly general?: boolean; readonly pending?: { readonly general?: boolean } };
  readonly subnetIds?: readonly string[];
  readonly securityGroups?: readonly string[];
  readonly encryptionOptions?: { readonly useAwsOwnedKey: boolean; readonly kmsKeyId?: string };
  readonly tags?: Readonly<Record<string, string>>;
}

/** The id of the broker with a number, of the form that Amazon MQ gives. */
export function brokerId(number: number): string {
  return `b-${String(number).padStart(8, '0')}-1111-4111-8111-111111111111`;
}

export function brokerArn(number: number): string {
  return `arn:aws:mq:eu-west-1:111122223333:broker:broker-${number}:${brokerId(number)}`;
}

/** A broker of which all checks pass, but for what is given. */
export function describeAnswer(number: number, differences: Partial<BrokerAnswer> = {}): BrokerAnswer {
  return {
    brokerId: brokerId(number),
    brokerName: `broker-${number}`,
    brokerArn: brokerArn(number),
    brokerState: 'RUNNING',
    engineType: 'RABBITMQ',
    engineVersion: '3.13',
    deploymentMode: 'CLUSTER_MULTI_AZ',
    publiclyAccessible: false,
    logs: { general: true },
    ...differences,
  };
}

/** The entry of a `ListBrokers` answer for a broker. */
export function listEntry(broker: BrokerAnswer) {
  const {
    brokerId: id,
    brokerName,
    brokerArn: arn,
    brokerState,
    engineType,
    deploymentMode,
    hostInstanceType,
  } = broker;
  return { brokerId: id, brokerName, brokerArn: arn, brokerState, engineType, deploymentMode, hostInstanceType };
}

/** The configuration item of a broker, in the form of events. */
export function configurationItem(broker: BrokerAnswer, differences: Readonly<Record<string, unknown>> = {}) {
  const { encryptionOptions: encryption } = broker;
  return {
    resourceType: 'AWS::AmazonMQ::Broker',
    resourceId: broker.brokerId,
    resourceName: broker.brokerName,
    ARN: broker.brokerArn,
    awsAccountId: '111122223333',
    awsRegion: 'eu-west-1',
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: '2026-01-31T12:00:00.000Z',
    ...(broker.tags ? { tags: broker.tags } : {}),
    configuration: {
      Id: broker.brokerId,
      BrokerName: broker.brokerName,
      EngineType: broker.engineType,
      EngineVersion: broker.engineVersion,
      DeploymentMode: broker.deploymentMode,
      PubliclyAccessible: broker.publiclyAccessible,
      ...(broker.logs ? { Logs: { General: broker.logs.general } } : {}),
      ...(broker.hostInstanceType ? { HostInstanceType: broker.hostInstanceType } : {}),
      ...(broker.subnetIds ? { SubnetIds: broker.subnetIds } : {}),
      ...(broker.securityGroups ? { SecurityGroups: broker.securityGroups } : {}),
      ...(encryption
        ? { EncryptionOptions: { UseAwsOwnedKey: encryption.useAwsOwnedKey, KmsKeyId: encryption.kmsKeyId } }
        : {}),
    },
    ...differences,
  };
}
