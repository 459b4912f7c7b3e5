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
import type { BrokerProperties } from '../sources/properties.ts';
import type { Say } from './kept.ts';

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/upgrading-rabbitmq-v3-to-v4-inplace.html
// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/troubleshooting-action-required-codes-rabbitmq-not-upgradeable-to-v4.html
const SECOND_MOVE =
  'RabbitMQ 4 will be a second move. A broker upgrades in place only from 3.13 on mq.m7g, only after all its classic queues became ' +
  'quorum queues, and clients are disconnected meanwhile. To move once, plan with --engine-version 4.2: it needs mq.m7g, quorum ' +
  'queues in place of mirrored ones, and clients with a frame_max of at least 8192 bytes (amqplib from 0.10.7).';

const NEW_IN_4 = [
  // https://github.com/rabbitmq/rabbitmq-server/blob/main/release-notes/4.1.0.md
  'Clients must not set frame_max below 8192 bytes, or RabbitMQ 4.2 refuses them. The Node.js client amqplib must be 0.10.7 or newer.',
  // https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-4.html
  'Clients that declare a queue without x-queue-type get a quorum queue. Classic queues are on one node only: RabbitMQ 4 does not mirror them.',
  'CloudWatch has no metrics of single queues for RabbitMQ 4. Alarms on them need the management API or Prometheus; those of the whole broker remain.',
];

/** The version of the old broker.
 * @throws InputError if it is not known, and none is wished for
 */
export function readVersion(
  { engineVersion }: BrokerProperties,
  wished: string | undefined,
): EngineVersion | undefined {
  const version = engineVersion === undefined ? undefined : parseVersion(engineVersion);
  if (version || wished !== undefined) return version;
  const what = engineVersion === undefined ? 'has no EngineVersion' : 'has an invalid EngineVersion';
  throw new InputError(`${what}: set the version of the new broker with --engine-version.`);
}

/**
 * The version of the new broker: by default that of the old one, or the oldest after it that Amazon MQ accepts. It asks the
 * least of clients.
 * @throws InputError if the wished one cannot be
 */
export function chooseVersion(from: EngineVersion | undefined, wished: string | undefined, say: Say): EngineVersion {
  const version = wished === undefined ? from : parseVersion(wished);
  if (!version) throw new InputError(`cannot make a plan: ${JSON.stringify(wished)} is not a version.`);
  const offered = isOffered(version);
  if (wished !== undefined) {
    if (offered === false) {
      throw new InputError(
        `cannot make a plan: Amazon MQ does not accept RabbitMQ ${toText(version)} for new brokers. Choose one of ${OFFERED_VERSIONS.join(', ')}.`,
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
      `The new broker has RabbitMQ ${toText(next)} instead of ${toText(version)}: Amazon MQ accepts only ${OFFERED_VERSIONS.join(', ')} for new brokers.`,
    );
  } else if (from && isOlder(from, version)) {
    say(`The new broker has RabbitMQ ${toText(version)} instead of ${toText(from)}, as you set with --engine-version.`);
  }
  if (next.major < 4) say(SECOND_MOVE);
  else if (!from || from.major < 4) for (const notice of NEW_IN_4) say(notice);
  return next;
}

/**
 * The instance type of the new broker.
 * @throws InputError if it is not known, or the wished one cannot be
 */
export function chooseType(
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
