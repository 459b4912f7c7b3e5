import { gzipSync } from 'node:zlib';
import type { Reading } from '../../cli/sources/reading.ts';
import { GOOD } from '../support/cases.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a broker is. A fact may be anything, so that a test can spoil it; `undefined` is left out of the JSON. */
export interface BrokerFacts {
  readonly name: string;
  readonly engineType: unknown;
  readonly deploymentMode: unknown;
  readonly publiclyAccessible: unknown;
  readonly general: unknown;
  readonly subnetIds?: unknown;
  readonly engineVersion?: unknown;
  readonly hostInstanceType?: unknown;
  readonly securityGroups?: unknown;
  readonly useAwsOwnedKey?: unknown;
  readonly kmsKeyId?: unknown;
  readonly tags?: unknown;
}

/** A broker with every fact that AWS returns of it, with which every check passes that can, but for what is given. */
export function wholeBroker(differences: Partial<BrokerFacts> = {}): BrokerFacts {
  const { subnetIds, engineVersion, hostInstanceType, securityGroups, useAwsOwnedKey, kmsKeyId, tags } = GOOD;
  return broker({
    ...{ subnetIds, engineVersion, hostInstanceType, securityGroups, useAwsOwnedKey, kmsKeyId, tags },
    ...differences,
  });
}

/** A broker of which every default check passes, but for what is given. */
export function broker(differences: Partial<BrokerFacts> = {}): BrokerFacts {
  return {
    name: 'orders',
    engineType: 'RABBITMQ',
    deploymentMode: 'CLUSTER_MULTI_AZ',
    publiclyAccessible: false,
    general: true,
    ...differences,
  };
}

/** A broker of which every default check fails. */
export function badBroker(differences: Partial<BrokerFacts> = {}): BrokerFacts {
  return broker({ deploymentMode: 'SINGLE_INSTANCE', publiclyAccessible: true, general: false, ...differences });
}

/** Who the broker with a name is, as the output has it. */
export function identity(name: string) {
  const id = `b-${name}-1111-4111-8111-111111111111`;
  const arn = `arn:aws:mq:eu-west-1:111122223333:broker:${name}:${id}`;
  return { id, name, arn, accountId: '111122223333', region: 'eu-west-1' };
}

/** A configuration item as events and delivered files have it. */
export function eventItem(facts: BrokerFacts, differences: Json = {}): Json {
  const { id, arn, accountId, region } = identity(facts.name);
  return {
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: '2026-03-02T09:15:27.412Z',
    configurationItemStatus: 'OK',
    configurationStateId: 1772442927412,
    awsAccountId: accountId,
    resourceType: 'AWS::AmazonMQ::Broker',
    resourceId: id,
    resourceName: facts.name,
    ARN: arn,
    awsRegion: region,
    relationships: [],
    tags: 'tags' in facts ? facts.tags : {},
    configuration: properties(facts),
    ...differences,
  };
}

/** A configuration item as the API has it. */
export function apiItem(facts: BrokerFacts, differences: Json = {}): Json {
  const { awsAccountId, ARN, configuration, configurationItemVersion, ...item } = eventItem(facts);
  return {
    ...item,
    version: configurationItemVersion,
    accountId: awsAccountId,
    arn: ARN,
    // As the AWS CLI prints a time.
    configurationItemCaptureTime: '2026-03-02T10:15:27.412000+01:00',
    configurationStateId: '1772442927412',
    configuration: JSON.stringify(configuration),
    ...differences,
  };
}

/** What AWS Config sends of a change, the `invokingEvent` of an event. */
export function notification(item: Json): Json {
  return {
    configurationItemDiff: null,
    configurationItem: item,
    notificationCreationTime: '2026-03-02T09:15:29.001Z',
    messageType: 'ConfigurationItemChangeNotification',
    recordVersion: '1.3',
  };
}

/** The event of a custom rule. */
export function ruleEvent(invokingEvent: Json, differences: Json = {}): Json {
  return {
    version: '1.0',
    invokingEvent: JSON.stringify(invokingEvent),
    ruleParameters: '{}',
    resultToken: 'token',
    eventLeftScope: false,
    configRuleName: 'rabbitmq-general-logging-conformance-pack-abcdefghi',
    accountId: '111122223333',
    ...differences,
  };
}

/** A `DescribeBroker` answer as the AWS CLI prints it. */
export function cliAnswer(facts: BrokerFacts, differences: Json = {}): Json {
  const { id, arn } = identity(facts.name);
  const { Id, Arn, ...shared } = properties(facts);
  return {
    BrokerArn: arn,
    BrokerId: id,
    BrokerState: 'RUNNING',
    EngineVersion: '3.13.7',
    Users: [{ Username: 'admin' }],
    ...shared,
    Tags: facts.tags,
    ...differences,
  };
}

/** A `DescribeBroker` answer as the API gives it. */
export function apiAnswer(facts: BrokerFacts): Json {
  const { Logs, EncryptionOptions, ...shared } = cliAnswer(facts);
  const renamed = Object.entries(shared).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]);
  const { useAwsOwnedKey, kmsKeyId } = facts;
  return {
    ...Object.fromEntries(renamed),
    logs: { general: facts.general },
    ...(EncryptionOptions === undefined ? {} : { encryptionOptions: { useAwsOwnedKey, kmsKeyId } }),
  };
}

/** What Cloud Control's `GetResource` answers. */
export function cloudControl(facts: BrokerFacts): Json {
  return { TypeName: 'AWS::AmazonMQ::Broker', ResourceDescription: description(facts) };
}

function description(facts: BrokerFacts): Json {
  const resource = { ...properties(facts), Tags: tagList(facts.tags, 'Key', 'Value') };
  return { Identifier: identity(facts.name).id, Properties: JSON.stringify(resource) };
}

/** Tags as a list, if they are an object of texts; whatever else they are as it is. */
function tagList(tags: unknown, key: string, value: string): unknown {
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) return tags;
  return Object.entries(tags).map(([name, text]) => ({ [key]: name, [value]: text }));
}

function properties({ name, engineType, deploymentMode, publiclyAccessible, general, ...facts }: BrokerFacts) {
  const { id, arn } = identity(name);
  const { useAwsOwnedKey, kmsKeyId } = facts;
  const isEncryptionKnown = 'useAwsOwnedKey' in facts || 'kmsKeyId' in facts;
  return {
    Id: id,
    Arn: arn,
    BrokerName: name,
    EngineType: engineType,
    DeploymentMode: deploymentMode,
    PubliclyAccessible: publiclyAccessible,
    Logs: { General: general },
    SubnetIds: facts.subnetIds,
    ...('engineVersion' in facts ? { EngineVersion: facts.engineVersion } : {}),
    HostInstanceType: facts.hostInstanceType,
    SecurityGroups: facts.securityGroups,
    ...(isEncryptionKnown ? { EncryptionOptions: { UseAwsOwnedKey: useAwsOwnedKey, KmsKeyId: kmsKeyId } } : {}),
  };
}

/** A delivered snapshot or history file. */
export function deliveredFile(items: readonly Json[]): Json {
  return { fileVersion: '1.0', configSnapshotId: '5b7a2f0e', configurationItems: items };
}

/** What the AWS CLI prints of a query that selects all that is needed. */
export function queryAnswer(brokers: readonly BrokerFacts[], differences: Json = {}): Json {
  const results = brokers.map((facts) => {
    const { tags, version, configurationStateId, relationships, ...item } = apiItem(facts);
    const ofItem = 'tags' in facts ? tagList(facts.tags, 'key', 'value') : [];
    return { ...item, configuration: JSON.parse(String(item.configuration)), tags: ofItem };
  });
  return {
    Results: results.map((result) => JSON.stringify({ ...result, ...differences })),
    QueryInfo: { SelectFields: [] },
  };
}

type Form = readonly [name: string, write: (facts: BrokerFacts) => string | Uint8Array];

/** Every form of input in which all that is known of a broker can come. */
export const FORMS: readonly Form[] = [
  ['a configuration item of an event', (facts) => JSON.stringify(eventItem(facts))],
  ['a configuration item of the API', (facts) => JSON.stringify(apiItem(facts))],
  ['a list of configuration items', (facts) => JSON.stringify([eventItem(facts)])],
  ['the answer of GetResourceConfigHistory', (facts) => JSON.stringify({ configurationItems: [apiItem(facts)] })],
  ['the answer of BatchGetResourceConfig', (facts) => JSON.stringify({ baseConfigurationItems: [apiItem(facts)] })],
  ['the answer of GetAggregateResourceConfig', (facts) => JSON.stringify({ ConfigurationItem: apiItem(facts) })],
  ['the answer of SelectAggregateResourceConfig', (facts) => JSON.stringify(queryAnswer([facts]))],
  ['a delivered file', (facts) => JSON.stringify(deliveredFile([eventItem(facts)]))],
  ['a delivered file, gzipped', (facts) => gzipSync(JSON.stringify(deliveredFile([eventItem(facts)])))],
  ['an event of a custom rule', (facts) => JSON.stringify(ruleEvent(notification(eventItem(facts))))],
  ['a list of events', (facts) => JSON.stringify([ruleEvent(notification(eventItem(facts)))])],
  ['the invoking event by itself', (facts) => JSON.stringify(notification(eventItem(facts)))],
  ['DescribeBroker from the API', (facts) => JSON.stringify(apiAnswer(facts))],
  ['DescribeBroker from the AWS CLI', (facts) => JSON.stringify(cliAnswer(facts))],
  ['a list of DescribeBroker answers', (facts) => JSON.stringify([cliAnswer(facts)])],
  ['GetResource of Cloud Control', (facts) => JSON.stringify(cloudControl(facts))],
  [
    'ListResources of Cloud Control',
    (facts) => JSON.stringify({ TypeName: 'AWS::AmazonMQ::Broker', ResourceDescriptions: [description(facts)] }),
  ],
  ['indented JSON', (facts) => JSON.stringify(apiItem(facts), undefined, 4)],
  ['JSON after a byte order mark', (facts) => `\u{feff}${JSON.stringify(cliAnswer(facts))}`],
  [
    'what PowerShell redirects, in UTF-16',
    (facts) => Buffer.from(`\u{feff}${JSON.stringify(cliAnswer(facts))}\r\n`, 'utf16le'),
  ],
  [
    'UTF-16 with the high byte first',
    (facts) => Buffer.from(`\u{feff}${JSON.stringify(cliAnswer(facts))}`, 'utf16le').swap16(),
  ],
];

/** Readings that can be compared: with what they describe in place of the function that does. */
export function described(readings: readonly Reading[]) {
  return readings.map((reading) => ({ ...reading, describe: reading.describe?.() }));
}
