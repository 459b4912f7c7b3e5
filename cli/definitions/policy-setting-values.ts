import type { TargetVersion } from './target.ts';
import type { Value } from './values.ts';
import { DURATION, INTEGER, integer, oneOf, PATTERN, SHORT_PATTERN, TEXT } from './values.ts';

const COUNT = integer(0);
const POSITIVE = integer(1);
const LOCATORS = ['client-local', 'balanced', 'random', 'least-leaders'];
const PROMOTION = oneOf('always', 'when-synced');

/** A value, or several by version. */
type ByVersion = Value | Readonly<Record<TargetVersion, Value>>;

/**
 * What the values of the settings of policies must be. The sources are the functions `validate_policy` of rabbitmq-server
 * v3.13.7, v4.2.9 and v4.3.5, in deps/rabbit/src: rabbit_policies.erl, rabbit_quorum_queue.erl,
 * rabbit_queue_location_validator.erl, rabbit_classic_queue.erl and rabbit_mirror_queue_misc.erl; and
 * deps/rabbitmq_federation_common/src/rabbit_federation_parameters.erl.
 */
export const POLICY_VALUES: Readonly<Record<string, ByVersion>> = {
  'alternate-exchange': TEXT,
  'consumer-disconnected-timeout': COUNT,
  'consumer-timeout': COUNT,
  'dead-letter-exchange': TEXT,
  'dead-letter-routing-key': TEXT,
  'dead-letter-strategy': oneOf('at-most-once', 'at-least-once'),
  'delayed-retry-max': POSITIVE,
  'delayed-retry-min': POSITIVE,
  'delayed-retry-type': oneOf('all', 'failed', 'returned', 'disabled'),
  // On RabbitMQ 4, a negative number means no limit.
  'delivery-limit': { '3.13': COUNT, '4.2': INTEGER, '4.3': INTEGER },
  expires: POSITIVE,
  'federation-upstream': TEXT,
  'federation-upstream-pattern': { '3.13': PATTERN, '4.2': SHORT_PATTERN, '4.3': SHORT_PATTERN },
  'federation-upstream-set': TEXT,
  'ha-mode': oneOf('all', 'exactly', 'nodes'),
  'ha-promote-on-failure': PROMOTION,
  'ha-promote-on-shutdown': PROMOTION,
  'ha-sync-batch-size': POSITIVE,
  'ha-sync-mode': oneOf('automatic', 'manual'),
  'initial-cluster-size': COUNT,
  'max-age': DURATION,
  'max-in-memory-bytes': COUNT,
  'max-in-memory-length': COUNT,
  'max-length': COUNT,
  'max-length-bytes': COUNT,
  'message-ttl': COUNT,
  overflow: oneOf('drop-head', 'reject-publish', 'reject-publish-dlx'),
  'queue-leader-locator': oneOf(...LOCATORS),
  'queue-master-locator': {
    '3.13': oneOf('client-local', 'min-masters', 'random'),
    '4.2': oneOf(...LOCATORS, 'min-masters'),
    // 4.3 refuses policies that have it, whatever its value.
    '4.3': oneOf(),
  },
  'queue-mode': oneOf('default', 'lazy'),
  'queue-version': oneOf(1, 2),
  'stream-filter-size-bytes': integer(16, 255),
  'stream-max-segment-size-bytes': integer(0, 3_000_000_000),
  'target-group-size': POSITIVE,
};

/** What the value of a setting must be; `undefined` if it depends on others, or if the setting is not known. */
export function expectedSetting(name: string, target: TargetVersion): Value | undefined {
  const value = Object.hasOwn(POLICY_VALUES, name) ? POLICY_VALUES[name] : undefined;
  return value === undefined || 'kind' in value ? value : value[target];
}

/** What a policy can apply to. rabbit_policy.erl */
export const SCOPES: readonly unknown[] = ['all', 'exchanges', 'queues', 'classic_queues', 'quorum_queues', 'streams'];
