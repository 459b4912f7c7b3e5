import type { Json, Policy } from './definitions.ts';
import { toMatcher } from './pattern.ts';
import type { PolicyKind } from './policy-setting-table.ts';
import type { QueueType, TargetVersion } from './target.ts';
import type { Topology } from './topology.ts';

/** What the review of a policy has to know of a queue. */
export interface QueueFacts {
  readonly name: string;
  readonly vhost: string;
  /** Its type on the old broker. */
  readonly before: string;
  /** Its type on the new broker; `undefined` if it is left out. */
  readonly after: string | undefined;
}

/** What the review of the settings of a policy has to know. */
export interface SettingsContext {
  readonly target: TargetVersion;
  readonly exchanges: Topology;
  /** Whether queues become quorum queues wherever they can. */
  readonly toQuorum: boolean;
  /** The virtual host of what names none, as in the export of one virtual host. */
  readonly vhost: string;
  readonly queues: readonly QueueFacts[];
  /** All policies of the old broker. */
  readonly policies: readonly Policy[];
  /**
   * Whether the old broker is a cluster of RabbitMQ 3. Amazon MQ adds `ha-mode` and `ha-sync-mode` to every policy there.
   * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-defaults.html
   */
  readonly isMirroredCluster: boolean;
  /** The policies of Amazon MQ on the old broker. */
  readonly ofAmazonMq: Readonly<Record<PolicyKind, readonly Policy[]>>;
}

export interface PolicyContext extends SettingsContext {
  /** By how much the priorities must rise, by virtual host. */
  readonly raises: Readonly<Record<PolicyKind, ReadonlyMap<string, number>>>;
}

/** The policies of a cluster of RabbitMQ 3 that Amazon MQ creates. */
const OF_MIRRORED_CLUSTER = ['ha-all-AWS-OWNED-DO-NOT-DELETE', 'AWS-DEFAULT-POLICY-CLUSTER-MULTI-AZ'];

export function isOfMirroredCluster(policies: readonly Policy[] | undefined): boolean {
  return policies?.some(({ name }) => OF_MIRRORED_CLUSTER.includes(name)) ?? false;
}

/** What a policy applies to: `all`, `exchanges`, `queues`, or the queues of a type. */
export function appliesTo(policy: Policy): string {
  return policy['apply-to'] ?? 'all';
}

/** Whether a policy can apply to queues of a type, going by what it applies to. */
export function coversType(policy: Policy, type: QueueType): boolean {
  return ['all', 'queues', `${type}_queues`].includes(appliesTo(policy));
}

/** Of the queues that are meant, those that a policy may match by its pattern. */
export function matching(
  policy: Policy,
  context: SettingsContext,
  isMeant: (queue: QueueFacts) => boolean,
): readonly QueueFacts[] {
  const vhost = policy.vhost ?? context.vhost;
  const matches = toMatcher(policy.pattern);
  return context.queues.filter((queue) => queue.vhost === vhost && isMeant(queue) && matches(queue.name) !== false);
}

/** Whether a policy, by its pattern, may match one of the queues that are meant. */
export function mayMatch(policy: Policy, context: SettingsContext, isMeant: (queue: QueueFacts) => boolean): boolean {
  return matching(policy, context, isMeant).length > 0;
}

/** A definition without some of its settings. */
export function without(definition: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(definition).filter(([name]) => !names.includes(name)));
}
