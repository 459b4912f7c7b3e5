import { rawFactsOf } from '../../checks/broker.ts';
import type { Facts } from '../../checks/facts.ts';
import { FACTS } from '../../checks/facts.ts';
import { isObject, readableTags, readBoolean, readMember, readName, readObject, readText } from '../../checks/json.ts';

/** The facts that checks read as well. */
type SharedFacts = Pick<
  Facts,
  'engineVersion' | 'hostInstanceType' | 'subnetIds' | 'securityGroups' | 'useAwsOwnedKey' | 'kmsKeyId'
>;

/**
 * What a source says about a broker that the new broker should keep. `undefined` means not known. Only the types are
 * validated so far.
 */
export interface BrokerProperties extends SharedFacts {
  readonly pendingEngineVersion?: string | undefined;
  readonly pendingHostInstanceType?: string | undefined;
  readonly state?: string | undefined;
  /** When it was created, in ISO 8601. */
  readonly createdAt?: string | undefined;
  readonly maintenanceWindow?:
    | {
        readonly dayOfWeek?: string | undefined;
        readonly timeOfDay?: string | undefined;
        readonly timeZone?: string | undefined;
      }
    | undefined;
  /** Those that can be read. */
  readonly tags?: ReadonlyMap<string, string> | undefined;
  readonly configuration?: { readonly id: string; readonly revision: number } | undefined;
  readonly autoMinorVersionUpgrade?: boolean | undefined;
  /** Upper case. */
  readonly authenticationStrategy?: string | undefined;
  /** In GB. */
  readonly storageSize?: number | undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a `DescribeBroker` response in either of its spellings, or the properties of an `AWS::AmazonMQ::Broker` from AWS
 * Config or Cloud Control. They differ in the configuration and the tags.
 * https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers-broker-id.html
 */
export function readProperties(value: JsonObject): BrokerProperties {
  const raw = rawFactsOf(value);
  const text = (name: string) => readText(readMember(value, name));
  return {
    engineVersion: FACTS.engineVersion.read(raw.engineVersion),
    hostInstanceType: FACTS.hostInstanceType.read(raw.hostInstanceType),
    subnetIds: FACTS.subnetIds.read(raw.subnetIds),
    securityGroups: FACTS.securityGroups.read(raw.securityGroups),
    useAwsOwnedKey: FACTS.useAwsOwnedKey.read(raw.useAwsOwnedKey),
    kmsKeyId: FACTS.kmsKeyId.read(raw.kmsKeyId),
    tags: readableTags(raw.tags),
    pendingEngineVersion: text('PendingEngineVersion'),
    pendingHostInstanceType: text('PendingHostInstanceType'),
    state: text('BrokerState'),
    createdAt: text('Created'),
    maintenanceWindow: readWindow(readMember(value, 'MaintenanceWindowStartTime')),
    configuration: readConfiguration(value),
    autoMinorVersionUpgrade: readBoolean(readMember(value, 'AutoMinorVersionUpgrade')),
    authenticationStrategy: readName(readMember(value, 'AuthenticationStrategy')),
    storageSize: readInteger(readMember(value, 'StorageSize')),
  };
}

function readWindow(value: unknown): BrokerProperties['maintenanceWindow'] {
  if (!isObject(value)) return undefined;
  const text = (name: string) => readText(readMember(value, name));
  return {
    dayOfWeek: readName(readMember(value, 'DayOfWeek')),
    timeOfDay: text('TimeOfDay'),
    timeZone: text('TimeZone'),
  };
}

// A DescribeBroker response, a template and a configuration item have it in different places.
function readConfiguration(value: JsonObject): BrokerProperties['configuration'] {
  const current = readMember(readObject(readMember(value, 'Configurations')), 'Current');
  const places = [current, readMember(value, 'Configuration')].filter(isObject).map((place) => ({
    id: readText(readMember(place, 'Id')),
    revision: readInteger(readMember(place, 'Revision')),
  }));
  const flat = {
    id: readText(readMember(value, 'ConfigurationId')),
    revision: readInteger(readMember(value, 'ConfigurationRevision')),
  };
  for (const { id, revision } of [...places, flat])
    if (id !== undefined && revision !== undefined) return { id, revision };
  return undefined;
}

// Configuration items may have numbers and booleans as text.
function readInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? Number(number) : undefined;
}
