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
import { isBrokerName, nameOfReplacement } from './names.ts';
import type { BrokerProperties } from './properties.ts';
import type { Replacement } from './replacement.ts';
import { AMQP_PORT, CONSOLE_PORTS } from './replacement.ts';
import type { PlannedBroker } from './source.ts';

/** What a user wants of the replacement, instead of what follows from the broker. */
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
 * Makes the replacement of a broker.
 * @throws InputError if something is not known that nobody should guess, or cannot be as wished
 */
export function replace({ broker, properties }: PlannedBroker, wishes: Wishes): Replacement {
  const notices: string[] = [];
  const say = (notice: string) => void notices.push(notice);
  if (properties.state !== undefined && properties.state !== 'RUNNING') {
    say(`The broker is in the state ${quoteName(properties.state)}: see to that first.`);
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
    tags: keepTags(properties, say),
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
      throw new InputError('has the name that --name gives to its replacement, and names are unique.');
    return wished;
  }
  if (name === undefined) throw new InputError('has no name that is known: name its replacement with --name.');
  if (!isBrokerName(name)) say('The name has characters that Amazon MQ does not take: each has become a dash.');
  return nameOfReplacement(name);
}

function readVersion({ engineVersion }: BrokerProperties, wished: string | undefined): EngineVersion | undefined {
  const version = engineVersion === undefined ? undefined : parseVersion(engineVersion);
  if (version || wished !== undefined) return version;
  const what = engineVersion === undefined ? 'has no EngineVersion' : 'has an EngineVersion that is no version';
  throw new InputError(`${what}: give the version of its replacement with --engine-version.`);
}

function chooseVersion(from: EngineVersion | undefined, wished: string | undefined, say: Say): EngineVersion {
  const version = wished === undefined ? from : parseVersion(wished);
  if (!version) throw new InputError(`cannot be planned: ${JSON.stringify(wished)} is no version.`);
  const offered = isOffered(version);
  if (wished !== undefined) {
    if (offered === false) {
      throw new InputError(
        `cannot be planned: Amazon MQ takes no RabbitMQ ${toText(version)} for new brokers, but ${OFFERED_VERSIONS}.`,
      );
    }
    if (from && isOlder(version, from)) {
      throw new InputError(
        `has RabbitMQ ${toText(from)}: definitions of it need not work on the older ${toText(version)}.`,
      );
    }
  }
  if (offered === undefined)
    say(`RabbitMQ ${toText(version)} is newer than what is known here: see whether Amazon MQ offers it.`);
  const next = nextOffered(version);
  if (offered === false) {
    say(
      `The engine version is raised from ${toText(version)} to ${toText(next)}, as Amazon MQ offers ${OFFERED_VERSIONS} for new brokers.`,
    );
  } else if (from && isOlder(from, version)) {
    say(`The engine version is raised from ${toText(from)} to ${toText(version)}, as --engine-version asks.`);
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
    const what = type === undefined ? 'has no HostInstanceType' : 'has a HostInstanceType that is none';
    throw new InputError(`${what}: give that of its replacement with --host-instance-type.`);
  }
  const possible = canCluster(type, version);
  if (possible === false && wished !== undefined) {
    throw new InputError(
      `cannot be planned: ${type} cannot be in a cluster of RabbitMQ ${toText(version)}, but ${nearestType(type)} can.`,
    );
  }
  if (possible === undefined) {
    say(`Nothing is known here of ${type}: see whether it can be in a cluster of RabbitMQ ${toText(version)}.`);
  }
  if (possible === false) {
    say(`The instance type is ${nearestType(type)}, as ${type} cannot be in a cluster of RabbitMQ ${toText(version)}.`);
  }
  const chosen = possible === false ? nearestType(type) : type;
  if (chosen === 'mq.m7g.medium') say('AWS recommends mq.m7g.medium for tests only: think of mq.m7g.large.');
  if (wished === undefined && pendingHostInstanceType !== undefined && pendingHostInstanceType !== type) {
    say(
      'A change of the instance type is pending, which the plan passes over: give the new one with --host-instance-type.',
    );
  }
  return chosen;
}

function chooseSubnets(own: readonly string[] | undefined, wished: readonly string[] | undefined, say: Say) {
  if (wished) return wished;
  const subnets = own?.filter(isSubnetId) ?? [];
  if (subnets.length === 0) {
    say('Subnets have to be given: private ones in three Availability Zones. Those of a public broker do not count.');
    return undefined;
  }
  if (subnets.length < 3) {
    say(
      `The broker has ${subnets.length === 1 ? 'one subnet' : 'two subnets'}, which its replacement keeps, so that clients lose it with a zone: ` +
        'give three in different Availability Zones with --subnet-ids. They cannot be changed later.',
    );
  }
  return subnets;
}

function chooseGroups(own: readonly string[] | undefined, wished: readonly string[] | undefined, say: Say) {
  if (wished) return wished;
  const groups = own?.filter(isSecurityGroupId) ?? [];
  if (groups.length > 0) return groups;
  say(
    `A security group is made, as no usable one is known: it opens ${AMQP_PORT} to the addresses of the clients and ` +
      `${CONSOLE_PORTS.join(' and ')} to those of the administrators, and these and the VPC have to be given.`,
  );
  return undefined;
}

function chooseStrategy({ authenticationStrategy }: BrokerProperties, hasConfiguration: boolean, say: Say) {
  if (authenticationStrategy === undefined || authenticationStrategy === 'SIMPLE') return undefined;
  if (authenticationStrategy === 'CONFIG_MANAGED' && hasConfiguration) {
    say('Users are authenticated as the configuration says: see that what it asks can be reached from the new broker.');
    return 'CONFIG_MANAGED';
  }
  say(
    authenticationStrategy === 'CONFIG_MANAGED'
      ? 'Users are authenticated as the configuration says, which is not kept: add it and AuthenticationStrategy CONFIG_MANAGED.'
      : `AuthenticationStrategy ${quoteName(authenticationStrategy)} is not kept: RabbitMQ takes LDAP and OAuth 2.0 from its configuration.`,
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
      ? ['AutoMinorVersionUpgrade was off and is on: Amazon MQ requires it from RabbitMQ 3.13 on.']
      : []),
    ...(pendingEngineVersion === undefined
      ? []
      : ['An upgrade of the engine is pending, which the plan passes over: wait for it, or give --engine-version.']),
    ...(storageSize === undefined
      ? []
      : [
          `The storage size of ${storageSize} GB is not kept: set it, if the default of the instance type is too small.`,
        ]),
  ];
}

function isSubnetId(text: string): boolean {
  return /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}

function isSecurityGroupId(text: string): boolean {
  return /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}

/** What may be a name of AWS, for a message; anything else is not repeated. */
function quoteName(text: string): string {
  return /^\w{1,40}$/.test(text) ? text : '(of an unknown name)';
}
