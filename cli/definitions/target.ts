import type { OfferedVersion } from '../rabbitmq/engine-version.ts';

/** A RabbitMQ version that definitions are checked for. */
export type TargetVersion = OfferedVersion;

/** The queue types of Amazon MQ. */
export type QueueType = 'classic' | 'quorum';

/** The version that AWS recommends. */
export const DEFAULT_TARGET: TargetVersion = '4.2';

const GUIDE = 'https://docs.aws.amazon.com/amazon-mq/latest/developer-guide';
const RABBITMQ = 'https://www.rabbitmq.com';

/** Where the facts come from. */
export const PAGES = {
  versions: `${GUIDE}/rabbitmq-version-management.html`,
  version4: `${GUIDE}/rabbitmq-4.html`,
  defaults: `${GUIDE}/rabbitmq-defaults.html`,
  policies: `${GUIDE}/rabbitmq-defaults-applying-policies.html`,
  quorumPolicies: `${GUIDE}/quorum-queues-policy-configurations.html`,
  configurable: `${GUIDE}/configurable-values.html`,
  plugins: `${GUIDE}/rabbitmq-basic-elements-plugins.html`,
  privateNetworking: `${GUIDE}/private-networking.html`,
  users: `${GUIDE}/rabbitmq-simple-auth-broker-users.html`,
  migration: 'https://docs.aws.amazon.com/amazon-mq/latest/migration-guide/rabbitmq-migration-guide.html',
  definitions: `${RABBITMQ}/docs/definitions`,
  release40: 'https://github.com/rabbitmq/rabbitmq-server/blob/main/release-notes/4.0.1.md',
  release43: 'https://github.com/rabbitmq/rabbitmq-server/blob/main/release-notes/4.3.0.md',
  deprecated: `${RABBITMQ}/release-information/deprecated-features-list`,
  quorum: `${RABBITMQ}/docs/4.2/quorum-queues`,
  policySettings: `${RABBITMQ}/docs/4.2/policies`,
  lazy: `${RABBITMQ}/docs/3.13/lazy-queues`,
  federated: `${RABBITMQ}/docs/federated-exchanges`,
  priority: `${RABBITMQ}/docs/priority`,
  deadLetters: `${RABBITMQ}/docs/dlx`,
  expires: `${RABBITMQ}/docs/ttl#queue-ttl`,
  alternate: `${RABBITMQ}/docs/ae`,
  exclusive: `${RABBITMQ}/docs/queues#exclusive-queues`,
  serverNamed: `${RABBITMQ}/docs/queues#server-named-queues`,
  passwords: `${RABBITMQ}/docs/passwords`,
} as const;

/** Whether a version has no mirroring of classic queues, and makes queues quorum queues by default. */
export function isVersion4(version: TargetVersion): boolean {
  return version.startsWith('4.');
}

/** Whether a version refuses queues that are neither durable nor exclusive, and old arguments of classic queues. */
export function isVersion43(version: TargetVersion): boolean {
  return version === '4.3';
}

/**
 * Whether Amazon MQ itself creates objects of this name, such as `ha-all-AWS-OWNED-DO-NOT-DELETE`,
 * `AWS-DEFAULT-POLICY-CLUSTER-MULTI-AZ` and `default_operator_policy_AWS_managed`.
 */
export function isOfAmazonMq(name: string): boolean {
  return /AWS-OWNED|^AWS-DEFAULT-|^default_operator_policy_AWS_managed$/.test(name);
}

/** Whether a version, such as `3.10.8`, is newer than the target; `undefined` if it is not a version. */
export function isNewer(version: string, target: TargetVersion): boolean | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  const [targetMajor, targetMinor] = target.split('.').map(Number);
  if (major === undefined || minor === undefined || targetMajor === undefined || targetMinor === undefined) {
    return undefined;
  }
  return Number(major) > targetMajor || (Number(major) === targetMajor && Number(minor) > targetMinor);
}
