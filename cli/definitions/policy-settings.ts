import type { Json } from './definitions.ts';
import type { QueueType, TargetVersion } from './target.ts';
import { isVersion4 } from './target.ts';

export type PolicyKind = 'policy' | 'operator policy';

/** https://www.rabbitmq.com/docs/3.13/ha */
const MIRRORING = [
  'ha-mode',
  'ha-params',
  'ha-sync-mode',
  'ha-sync-batch-size',
  'ha-promote-on-shutdown',
  'ha-promote-on-failure',
];

const DELAYED_RETRY = ['delayed-retry-max', 'delayed-retry-min', 'delayed-retry-type'];

/** Those of every version here. */
const OF_POLICIES = [
  'alternate-exchange',
  'consumer-timeout',
  'dead-letter-exchange',
  'dead-letter-routing-key',
  'dead-letter-strategy',
  'delivery-limit',
  'expires',
  'federation-upstream',
  'federation-upstream-pattern',
  'federation-upstream-set',
  'initial-cluster-size',
  'max-age',
  'max-in-memory-bytes',
  'max-in-memory-length',
  'max-length',
  'max-length-bytes',
  'message-ttl',
  'overflow',
  'queue-leader-locator',
  'queue-master-locator',
  'queue-mode',
  'queue-version',
  'stream-filter-size-bytes',
  'stream-max-segment-size-bytes',
  'target-group-size',
];

/** Those of every version here. */
const OF_OPERATOR_POLICIES = [
  'delivery-limit',
  'expires',
  'max-in-memory-bytes',
  'max-in-memory-length',
  'max-length',
  'max-length-bytes',
  'message-ttl',
  'overflow',
  'queue-version',
  'target-group-size',
];

/**
 * The settings that a version knows with the plugins that Amazon MQ enables. A broker refuses others. The source is what
 * registers as `policy_validator` and `operator_policy_validator` in rabbitmq-server v3.13.7, v4.2.0, v4.2.9 and v4.3.5:
 * rabbit_policies.erl, rabbit_mirror_queue_misc.erl, rabbit_queue_location_validator.erl, rabbit_classic_queue.erl,
 * rabbit_quorum_queue.erl and the parameters of federation.
 */
const SETTINGS: Readonly<Record<PolicyKind, Readonly<Record<TargetVersion, ReadonlySet<string>>>>> = {
  policy: {
    '3.13': new Set([...OF_POLICIES, ...MIRRORING]),
    '4.2': new Set(OF_POLICIES),
    '4.3': new Set([...OF_POLICIES, 'consumer-disconnected-timeout', ...DELAYED_RETRY]),
  },
  'operator policy': {
    '3.13': new Set([...OF_OPERATOR_POLICIES, 'ha-mode', 'ha-params', 'ha-sync-mode']),
    '4.2': new Set([...OF_OPERATOR_POLICIES, 'queue-master-locator']),
    '4.3': new Set([...OF_OPERATOR_POLICIES, 'queue-master-locator', ...DELAYED_RETRY]),
  },
};

/**
 * A policy with one of these does not apply to queues of the type at all.
 * The source is `unsupported_policies` of rabbit_classic_queue.erl and rabbit_quorum_queue.erl in v3.13.7 and v4.2.9.
 */
const UNSUPPORTED: Readonly<Record<QueueType, ReadonlySet<string>>> = {
  classic: new Set([
    'dead-letter-strategy',
    'delivery-limit',
    'initial-cluster-size',
    'max-age',
    'max-in-memory-bytes',
    'max-in-memory-length',
    'stream-max-segment-size-bytes',
    'target-group-size',
  ]),
  quorum: new Set([
    'ha-mode',
    'ha-params',
    'ha-promote-on-failure',
    'ha-promote-on-shutdown',
    'ha-sync-mode',
    'initial-cluster-size',
    'max-age',
    'queue-master-locator',
    'queue-mode',
    'stream-max-segment-size-bytes',
  ]),
};

/** Whether a setting is one of the mirroring of classic queues. */
export function isOfMirroring(name: string): boolean {
  return MIRRORING.includes(name);
}

/** Whether a broker of a version takes a policy that has a setting. */
export function isKnown(name: string, kind: PolicyKind, target: TargetVersion): boolean {
  return SETTINGS[kind][target].has(name);
}

/** The settings of a definition that keep it from all queues of a type, as they are on a version. */
export function findUnsupported(definition: Json, type: QueueType, target: TargetVersion): readonly string[] {
  return Object.keys(definition).filter(
    (name) =>
      UNSUPPORTED[type].has(name) || (type === 'classic' && name === 'queue-leader-locator' && !isVersion4(target)),
  );
}
