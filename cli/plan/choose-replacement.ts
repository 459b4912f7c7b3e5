import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import {
  canCluster,
  isInstanceType,
  isOffered,
  isOlder,
  nearestType,
  nextOffered,
  OFFERED_VERSIONS,
  parseVersion,
  toText,
} from '../rabbitmq/engine-version.ts';
import { InputError } from '../sources/input/input-error.ts';
import { keepConfiguration, keepEncryption, keepTags, keepWindow } from './kept.ts';
import { isBrokerName, nameOfReplacement, tagsOfReplacement } from './names.ts';
import type { BrokerProperties } from './properties.ts';
import type { Replacement } from './replacement.ts';
import { AMQP_PORT, CONSOLE_PORTS } from './replacement.ts';
import type { PlannedBroker } from './source.ts';

/** What the user asks for, in place of what the old broker has. */
export interface Wishes {
  readonly name?: string | undefined;
  readonly engineVersion?: string | undefined;
  readonly hostInstanceType?: string | undefined;
  readonly subnetIds?: readonly string[] | undefined;
  readonly securityGroups?: readonly string[] | undefined;
  /** The ARN of a KMS key. */
  readonly kmsKeyId?: string | undefined;
}

/**
 * Chooses the new broker for an old one.
 * @throws InputError if a fact is missing that must not be guessed, or an option cannot be met
 */
export function replace({ broker, properties }: PlannedBroker, wishes: Wishes): Replacement {
  const notices: string[] = [];
  const say = (notice: string) => void notices.push(notice);
  if (properties.state !== undefined && properties.state !== 'RUNNING') {
    say(`The old broker is in the state ${quoteName(properties.state)}, not RUNNING. Resolve that first.`);
  }
  const name = chooseName(broker.name, wishes.name, say);
  const from = readVersion(properties, wishes.engineVersion);
  const version = chooseVersion(from, wishes.engineVersion, say);
  const hostInstanceType = chooseType(properties, wishes.hostInstanceType, version, say);
  const wasPublic = broker.publiclyAccessible !== false;
  const isKept = from !== undefined && toText(from) === toText(version);
  const configuration = keepConfiguration(properties, { isKept, version }, say);
  return {
    name,
    administrator: `${name}-admin`,
    engineVersion: toText(version),
    hostInstanceType,
    subnetIds: chooseSubnets(wasPublic ? undefined : properties.subnetIds, wishes.subnetIds, say),
    securityGroups: chooseGroups(wasPublic ? undefined : properties.securityGroups, wishes.securityGroups, say),
    maintenanceWindow: keepWindow(properties, say),
    tags: tagsOfReplacement(keepTags(properties, say), broker.id),
    configuration,
    customKey: keepEncryption(properties, wishes.kmsKeyId, say),
    authenticationStrategy: chooseStrategy(properties, configuration !== undefined, say),
    notices: [...notices, ...otherNotices(properties)],
  };
}

type Say = (notice: string) => void;

function chooseName(name: string | undefined, wished: string | undefined, say: Say): string {
  if (wished !== undefined) {
    if (wished === name)
      throw new InputError('already has the name that you set with --name, and broker names are unique.');
    return wished;
  }
  if (name === undefined) throw new InputError('has no broker name: set the name of the new broker with --name.');
  if (!isBrokerName(name))
    say('The old name has characters that Amazon MQ does not accept: the new name has dashes in their place.');
  return nameOfReplacement(name);
}

function readVersion({ engineVersion }: BrokerProperties, wished: string | undefined): EngineVersion | undefined {
  const version = engineVersion === undefined ? undefined : parseVersion(engineVersion);
  if (version || wished !== undefined) return version;
  const what = engineVersion === undefined ? 'has no EngineVersion' : 'has an invalid EngineVersion';
  throw new InputError(`${what}: set the version of the new broker with --engine-version.`);
}

function chooseVersion(from: EngineVersion | undefined, wished: string | undefined, say: Say): EngineVersion {
  const version = wished === undefined ? from : parseVersion(wished);
  if (!version) throw new InputError(`cannot make a plan: ${JSON.stringify(wished)} is not a version.`);
  const offered = isOffered(version);
  if (wished !== undefined) {
    if (offered === false) {
      throw new InputError(
        `cannot make a plan: Amazon MQ does not accept RabbitMQ ${toText(version)} for new brokers. Choose one of ${OFFERED_VERSIONS}.`,
      );
    }
    if (from && isOlder(version, from)) {
      throw new InputError(
        `runs RabbitMQ ${toText(from)}: its definitions may not work on ${toText(version)}, which is older.`,
      );
    }
  }
  if (offered === undefined)
    say(`This program does not know RabbitMQ ${toText(version)}. Check that Amazon MQ offers it.`);
  const next = nextOffered(version);
  if (offered === false) {
    say(
      `The new broker has RabbitMQ ${toText(next)} instead of ${toText(version)}: Amazon MQ accepts only ${OFFERED_VERSIONS} for new brokers.`,
    );
  } else if (from && isOlder(from, version)) {
    say(`The new broker has RabbitMQ ${toText(version)} instead of ${toText(from)}, as you set with --engine-version.`);
  }
  return next;
}

function chooseType(
  { hostInstanceType, pendingHostInstanceType }: BrokerProperties,
  wished: string | undefined,
  version: EngineVersion,
  say: Say,
): string {
  const type = wished ?? hostInstanceType;
  if (type === undefined || !isInstanceType(type)) {
    const what = type === undefined ? 'has no HostInstanceType' : 'has an invalid HostInstanceType';
    throw new InputError(`${what}: set the instance type of the new broker with --host-instance-type.`);
  }
  const possible = canCluster(type, version);
  if (possible === false && wished !== undefined) {
    throw new InputError(
      `cannot make a plan: Amazon MQ does not support ${type} for clusters of RabbitMQ ${toText(version)}. Use ${nearestType(type)}.`,
    );
  }
  if (possible === undefined) {
    say(
      `This program does not know ${type}. Check that Amazon MQ supports it for clusters of RabbitMQ ${toText(version)}.`,
    );
  }
  if (possible === false) {
    say(
      `The instance type is ${nearestType(type)}: Amazon MQ does not support ${type} for clusters of RabbitMQ ${toText(version)}.`,
    );
  }
  const chosen = possible === false ? nearestType(type) : type;
  if (chosen === 'mq.m7g.medium') say('AWS recommends mq.m7g.medium for tests only: consider mq.m7g.large.');
  if (wished === undefined && pendingHostInstanceType !== undefined && pendingHostInstanceType !== type) {
    say('A change of the instance type is pending. The plan ignores it: set the new type with --host-instance-type.');
  }
  return chosen;
}

// Amazon MQ takes fewer for a private cluster, and never changes them: https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html
const ENOUGH_SUBNETS = 3;

/** Three subnets or more. Fewer only if they are wished for: a single instance has one, which is no place for a cluster. */
function chooseSubnets(own: readonly string[] | undefined, wished: readonly string[] | undefined, say: Say) {
  const subnets = wished ?? own?.filter(isSubnetId) ?? [];
  if (subnets.length >= ENOUGH_SUBNETS) return subnets;
  if (wished) {
    say(
      `You set ${wished.length === 1 ? 'one subnet' : 'two subnets'} with --subnet-ids. If an Availability Zone fails, clients can lose the broker, and you ` +
        'cannot change the subnets later. Set three, unless the region offers you only two Availability Zones.',
    );
    return wished;
  }
  const why =
    own === undefined
      ? 'The plan does not reuse those of a public broker.'
      : subnets.length === 0
        ? 'Those of the old broker are not known.'
        : `The old broker has only ${subnets.length === 1 ? 'one' : 'two'}, and the plan does not reuse ${subnets.length === 1 ? 'it' : 'them'}: you cannot change the subnets of a broker later.`;
  say(`Provide private subnets in three Availability Zones. ${why}`);
  return undefined;
}

function chooseGroups(own: readonly string[] | undefined, wished: readonly string[] | undefined, say: Say) {
  if (wished) return wished;
  const groups = own?.filter(isSecurityGroupId) ?? [];
  if (groups.length > 0) return groups;
  say(
    `The plan creates a security group, because no usable one is known. It opens port ${AMQP_PORT} to clients and ports ` +
      `${CONSOLE_PORTS.join(' and ')} to administrators. Provide the VPC and the address ranges of both.`,
  );
  return undefined;
}

function chooseStrategy({ authenticationStrategy }: BrokerProperties, hasConfiguration: boolean, say: Say) {
  if (authenticationStrategy === undefined || authenticationStrategy === 'SIMPLE') return undefined;
  if (authenticationStrategy === 'CONFIG_MANAGED' && hasConfiguration) {
    say(
      'The configuration defines how users authenticate. Make sure that the new broker can reach the servers it names.',
    );
    return 'CONFIG_MANAGED';
  }
  say(
    authenticationStrategy === 'CONFIG_MANAGED'
      ? 'The configuration defines how users authenticate, and it is not kept. Add it, and set AuthenticationStrategy to CONFIG_MANAGED.'
      : `AuthenticationStrategy ${quoteName(authenticationStrategy)} is not kept: RabbitMQ reads its LDAP and OAuth 2.0 settings from the configuration.`,
  );
  return undefined;
}

function otherNotices({
  autoMinorVersionUpgrade,
  pendingEngineVersion,
  storageSize,
}: BrokerProperties): readonly string[] {
  return [
    ...(autoMinorVersionUpgrade === false
      ? [
          'AutoMinorVersionUpgrade was off. It is on for the new broker: Amazon MQ requires it for RabbitMQ 3.13 and later.',
        ]
      : []),
    ...(pendingEngineVersion === undefined
      ? []
      : ['An engine upgrade is pending. The plan ignores it: wait for it, or set --engine-version.']),
    ...(storageSize === undefined
      ? []
      : [
          `The storage size of ${storageSize} GB is not kept. Set it if the default of the instance type is too small.`,
        ]),
  ];
}

function isSubnetId(text: string): boolean {
  return /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}

function isSecurityGroupId(text: string): boolean {
  return /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}

/** Text that can be a name from AWS. A message does not repeat anything else. */
function quoteName(text: string): string {
  return /^\w{1,40}$/.test(text) ? text : '(unknown)';
}
