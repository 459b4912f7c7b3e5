import { toText } from '../rabbitmq/engine-version.ts';
import type { Limits } from '../rabbitmq/limits.ts';
import { InputError } from '../sources/input/input-error.ts';
import type { BrokerProperties } from '../sources/properties.ts';
import { chooseType, chooseVersion, readVersion } from './choose-engine.ts';
import { chooseLimits } from './choose-limits.ts';
import type { NetworkWishes } from './choose-network.ts';
import { chooseNetwork } from './choose-network.ts';
import type { Say } from './kept.ts';
import { keepConfiguration, keepEncryption, keepTags, keepWindow, sayConfiguration } from './kept.ts';
import { isBrokerName, nameOfReplacement, tagsOfReplacement } from './names.ts';
import type { Replacement } from './replacement.ts';
import type { PlannedBroker } from './source.ts';

/** What the user asks for, in place of what the old broker has. */
export interface Wishes extends NetworkWishes {
  readonly name?: string | undefined;
  readonly engineVersion?: string | undefined;
  readonly hostInstanceType?: string | undefined;
  /** The ARN of a KMS key. */
  readonly kmsKeyId?: string | undefined;
  /** What the configuration of the new broker must set. */
  readonly limit?: Limits | undefined;
  /** How much its definitions need, as counted in an export. */
  readonly needed?: Limits | undefined;
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
  const isSameVersion = from !== undefined && toText(from) === toText(version);
  const configuration = keepConfiguration(properties, isSameVersion);
  const size = { engineVersion: version, hostInstanceType, deploymentMode: 'CLUSTER_MULTI_AZ' } as const;
  const { limit: wished = {}, needed = {} } = wishes;
  const limits = chooseLimits(size, { wished, needed, kept: configuration }, say);
  sayConfiguration(properties, configuration, { version, isCreated: Object.keys(limits).length > 0 }, say);
  const switchAuthentication = chooseAuthentication(properties, configuration, say);
  return {
    name,
    administrator: `${name}-admin`,
    engineVersion: toText(version),
    hostInstanceType,
    ...chooseNetwork(properties, wasPublic, wishes, say),
    maintenanceWindow: keepWindow(properties, say),
    tags: tagsOfReplacement(keepTags(properties, say), broker.id),
    limits,
    configuration: switchAuthentication ? undefined : configuration,
    customKey: keepEncryption(properties, { wished: wishes.kmsKeyId, region: broker.region }, say),
    switchAuthentication,
    notices: [...notices, ...otherNotices(properties)],
  };
}

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

/**
 * A broker whose configuration says who logs in may refuse every password, so it begins without that configuration.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-authentication.html
 */
function chooseAuthentication(
  { authenticationStrategy }: BrokerProperties,
  configuration: Replacement['configuration'],
  say: Say,
): Replacement['switchAuthentication'] {
  if (authenticationStrategy === undefined || authenticationStrategy === 'SIMPLE') return undefined;
  if (authenticationStrategy !== 'CONFIG_MANAGED') {
    say(
      `AuthenticationStrategy ${quoteName(authenticationStrategy)} is not kept: RabbitMQ reads its LDAP and OAuth 2.0 settings from the configuration.`,
    );
    return undefined;
  }
  say(
    'The configuration of the old broker says how users log in (OAuth 2.0, LDAP, HTTP, IAM or certificates). The new one is created with a ' +
      'password, so that you can import definitions. Switch it to CONFIG_MANAGED after that, as the runbook does (--runbook).',
  );
  say(
    'The new broker reaches the servers that its configuration names over the internet. If they are private, first set up private networking ' +
      'for the new broker, which AWS GovCloud (US) does not have.',
  );
  return { strategy: authenticationStrategy, configuration };
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

/** Text that can be a name from AWS. A message does not repeat anything else. */
function quoteName(text: string): string {
  return /^\w{1,40}$/.test(text) ? text : '(unknown)';
}
