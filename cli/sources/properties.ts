import { isObject, readBoolean, readMember, readName, readObject, readText } from '../../checks/json.ts';

/**
 * What a source says about a broker besides the facts that the checks read: everything that the new broker should keep.
 * `undefined` means not known. Only the types are validated so far.
 */
export interface BrokerProperties {
  readonly engineVersion?: string | undefined;
  readonly pendingEngineVersion?: string | undefined;
  readonly hostInstanceType?: string | undefined;
  readonly pendingHostInstanceType?: string | undefined;
  readonly state?: string | undefined;
  /** When it was created, in ISO 8601. */
  readonly createdAt?: string | undefined;
  readonly subnetIds?: readonly string[] | undefined;
  readonly securityGroups?: readonly string[] | undefined;
  readonly maintenanceWindow?:
    | {
        readonly dayOfWeek?: string | undefined;
        readonly timeOfDay?: string | undefined;
        readonly timeZone?: string | undefined;
      }
    | undefined;
  readonly tags?: ReadonlyMap<string, string> | undefined;
  readonly configuration?: { readonly id: string; readonly revision: number } | undefined;
  readonly encryption?:
    | { readonly useAwsOwnedKey?: boolean | undefined; readonly kmsKeyId?: string | undefined }
    | undefined;
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
 * @param itemTags the tags of a configuration item, which are outside its `configuration`
 */
export function readProperties(value: JsonObject, itemTags?: unknown): BrokerProperties {
  const text = (name: string) => readText(readMember(value, name));
  return {
    engineVersion: text('EngineVersion') ?? text('EngineVersionCurrent'),
    pendingEngineVersion: text('PendingEngineVersion'),
    hostInstanceType: text('HostInstanceType'),
    pendingHostInstanceType: text('PendingHostInstanceType'),
    state: text('BrokerState'),
    createdAt: text('Created'),
    subnetIds: readTexts(readMember(value, 'SubnetIds')),
    securityGroups: readTexts(readMember(value, 'SecurityGroups')),
    maintenanceWindow: readWindow(readMember(value, 'MaintenanceWindowStartTime')),
    tags: readTags(readMember(value, 'Tags')) ?? readTags(itemTags),
    configuration: readConfiguration(value),
    encryption: readEncryption(readMember(value, 'EncryptionOptions')),
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

function readEncryption(value: unknown): BrokerProperties['encryption'] {
  if (!isObject(value)) return undefined;
  return {
    useAwsOwnedKey: readBoolean(readMember(value, 'UseAwsOwnedKey')),
    kmsKeyId: readText(readMember(value, 'KmsKeyId')),
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

/** Tags as an object, or as a list of keys and values. */
function readTags(value: unknown): ReadonlyMap<string, string> | undefined {
  if (Array.isArray(value)) {
    return new Map(
      value.filter(isObject).flatMap((tag): [string, string][] => {
        const [key, text] = [readMember(tag, 'Key'), readMember(tag, 'Value')];
        return typeof key === 'string' && typeof text === 'string' ? [[key, text]] : [];
      }),
    );
  }
  if (!isObject(value)) return undefined;
  return new Map(Object.entries(value).filter((tag): tag is [string, string] => typeof tag[1] === 'string'));
}

function readTexts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : undefined;
}

// Configuration items may have numbers and booleans as text.
function readInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? Number(number) : undefined;
}
