import { eventItem, broker as factsOf } from '../forms.ts';

export type Json = Readonly<Record<string, unknown>>;

export const ID = 'b-1a2b3c4d-1111-4111-8111-0123456789ab';
export const SUBNETS = ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2', 'subnet-0aaaaaaaaaaaaaaa3'];
export const GROUPS = ['sg-0bbbbbbbbbbbbbbb1', 'sg-0bbbbbbbbbbbbbbb2'];
export const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const CONFIGURATION = { Id: 'c-1234a5b6-78cd-901e-2fgh-3i45j6k178l9', Revision: 4 };
export const WINDOW = { DayOfWeek: 'SUNDAY', TimeOfDay: '02:00', TimeZone: 'Europe/Berlin' };

/** A `DescribeBroker` answer, as the AWS CLI prints it, of a private single instance without its general log. */
export function described(differences: Json = {}): Json {
  const { BrokerName = 'orders' } = differences;
  return {
    BrokerId: ID,
    BrokerArn: `arn:aws:mq:eu-west-1:111122223333:broker:${BrokerName}:${ID}`,
    BrokerName,
    BrokerState: 'RUNNING',
    EngineType: 'RABBITMQ',
    EngineVersion: '3.13.7',
    DeploymentMode: 'SINGLE_INSTANCE',
    HostInstanceType: 'mq.m5.large',
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: true,
    AuthenticationStrategy: 'SIMPLE',
    EncryptionOptions: { UseAwsOwnedKey: true },
    Configurations: { Current: CONFIGURATION, History: [] },
    Logs: { General: false },
    MaintenanceWindowStartTime: WINDOW,
    SecurityGroups: GROUPS,
    SubnetIds: SUBNETS.slice(0, 1),
    StorageType: 'EBS',
    Tags: { team: 'payments', 'aws:cloudformation:stack-name': 'orders' },
    ...differences,
  };
}

/** A public one, here without a subnet. Those of a recorded one have that of the default VPC, which is no private one. */
export function publicBroker(differences: Json = {}): Json {
  return described({ PubliclyAccessible: true, SecurityGroups: [], SubnetIds: [], ...differences });
}

/** A `DescribeBroker` answer as the API has it. */
export function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      // The keys of tags are nobody's to change.
      name === 'Tags' ? member : camelCase(member),
    ]),
  );
}

/** A configuration item, whose tags are outside its configuration. */
export function item({ Tags, Configurations, ...configuration }: Json, differences: Json = {}): Json {
  return eventItem(factsOf({ name: 'orders' }), {
    tags: Tags,
    configuration: {
      ...configuration,
      Id: ID,
      ConfigurationId: CONFIGURATION.Id,
      ConfigurationRevision: String(CONFIGURATION.Revision),
    },
    ...differences,
  });
}
