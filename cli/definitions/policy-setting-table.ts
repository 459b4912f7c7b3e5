import type { Json } from './definitions.ts';
import type { QueueType, TargetVersion } from './target.ts';
import type { Value } from './values.ts';
import { DURATION, INTEGER, integer, oneOf, PATTERN, SHORT_PATTERN, TEXT } from './values.ts';

export type PolicyKind = 'policy' | 'operator policy';

/** A setting of policies that a version of RabbitMQ knows with the plugins that Amazon MQ enables. A broker refuses others. */
interface PolicySetting {
  readonly name: string;
  /** What its value must be; `undefined` if that depends on other settings. */
  readonly value?: Value;
  /** The value by version, where it differs. */
  readonly byVersion?: Readonly<Partial<Record<TargetVersion, Value>>>;
  /** The versions whose policies can have it. */
  readonly policies: readonly TargetVersion[];
  readonly operatorPolicies?: readonly TargetVersion[];
  /** A policy that has it does not apply to queues of these types at all. */
  readonly unsupportedBy?: Readonly<Partial<Record<QueueType, readonly TargetVersion[]>>>;
  /** Whether classic queues of RabbitMQ 4 ignore or refuse it. */
  readonly isNeedless?: true;
}

const ALL: readonly TargetVersion[] = ['3.13', '4.2', '4.3'];

const COUNT = integer(0);
const POSITIVE = integer(1);
const LOCATORS = ['client-local', 'balanced', 'random', 'least-leaders'];
const PROMOTION = oneOf('always', 'when-synced');

/**
 * The sources are, in deps/rabbit/src of rabbitmq-server v3.13.7, v4.2.0, v4.2.9 and v4.3.5, what registers as
 * `policy_validator` and `operator_policy_validator`, the functions `validate_policy` and `unsupported_policies`:
 * rabbit_policies.erl, rabbit_mirror_queue_misc.erl, rabbit_queue_location_validator.erl, rabbit_classic_queue.erl and
 * rabbit_quorum_queue.erl; and deps/rabbitmq_federation_common/src/rabbit_federation_parameters.erl. Those of mirroring are in
 * https://www.rabbitmq.com/docs/3.13/ha.
 */
export const POLICY_SETTINGS: readonly PolicySetting[] = [
  { name: 'alternate-exchange', value: TEXT, policies: ALL },
  { name: 'consumer-disconnected-timeout', value: COUNT, policies: ['4.3'] },
  { name: 'consumer-timeout', value: COUNT, policies: ALL },
  { name: 'dead-letter-exchange', value: TEXT, policies: ALL },
  { name: 'dead-letter-routing-key', value: TEXT, policies: ALL },
  {
    name: 'dead-letter-strategy',
    value: oneOf('at-most-once', 'at-least-once'),
    policies: ALL,
    unsupportedBy: { classic: ALL },
  },
  { name: 'delayed-retry-max', value: POSITIVE, policies: ['4.3'], operatorPolicies: ['4.3'] },
  { name: 'delayed-retry-min', value: POSITIVE, policies: ['4.3'], operatorPolicies: ['4.3'] },
  {
    name: 'delayed-retry-type',
    value: oneOf('all', 'failed', 'returned', 'disabled'),
    policies: ['4.3'],
    operatorPolicies: ['4.3'],
  },
  {
    name: 'delivery-limit',
    // On RabbitMQ 4, a negative number means no limit.
    value: INTEGER,
    byVersion: { '3.13': COUNT },
    policies: ALL,
    operatorPolicies: ALL,
    unsupportedBy: { classic: ALL },
  },
  { name: 'expires', value: POSITIVE, policies: ALL, operatorPolicies: ALL },
  { name: 'federation-upstream', value: TEXT, policies: ALL },
  { name: 'federation-upstream-pattern', value: SHORT_PATTERN, byVersion: { '3.13': PATTERN }, policies: ALL },
  { name: 'federation-upstream-set', value: TEXT, policies: ALL },
  {
    name: 'ha-mode',
    value: oneOf('all', 'exactly', 'nodes'),
    policies: ['3.13'],
    operatorPolicies: ['3.13'],
    unsupportedBy: { quorum: ALL },
  },
  // Its value depends on ha-mode.
  { name: 'ha-params', policies: ['3.13'], operatorPolicies: ['3.13'], unsupportedBy: { quorum: ALL } },
  { name: 'ha-promote-on-failure', value: PROMOTION, policies: ['3.13'], unsupportedBy: { quorum: ALL } },
  { name: 'ha-promote-on-shutdown', value: PROMOTION, policies: ['3.13'], unsupportedBy: { quorum: ALL } },
  { name: 'ha-sync-batch-size', value: POSITIVE, policies: ['3.13'] },
  {
    name: 'ha-sync-mode',
    value: oneOf('automatic', 'manual'),
    policies: ['3.13'],
    operatorPolicies: ['3.13'],
    unsupportedBy: { quorum: ALL },
  },
  { name: 'initial-cluster-size', value: COUNT, policies: ALL, unsupportedBy: { classic: ALL, quorum: ALL } },
  { name: 'max-age', value: DURATION, policies: ALL, unsupportedBy: { classic: ALL, quorum: ALL } },
  { name: 'max-in-memory-bytes', value: COUNT, policies: ALL, operatorPolicies: ALL, unsupportedBy: { classic: ALL } },
  { name: 'max-in-memory-length', value: COUNT, policies: ALL, operatorPolicies: ALL, unsupportedBy: { classic: ALL } },
  { name: 'max-length', value: COUNT, policies: ALL, operatorPolicies: ALL },
  { name: 'max-length-bytes', value: COUNT, policies: ALL, operatorPolicies: ALL },
  { name: 'message-ttl', value: COUNT, policies: ALL, operatorPolicies: ALL },
  {
    name: 'overflow',
    value: oneOf('drop-head', 'reject-publish', 'reject-publish-dlx'),
    policies: ALL,
    operatorPolicies: ALL,
  },
  { name: 'queue-leader-locator', value: oneOf(...LOCATORS), policies: ALL, unsupportedBy: { classic: ['3.13'] } },
  {
    name: 'queue-master-locator',
    value: oneOf('client-local', 'min-masters', 'random'),
    // 4.3 refuses policies that have it, whatever its value.
    byVersion: { '4.2': oneOf(...LOCATORS, 'min-masters'), '4.3': oneOf() },
    policies: ALL,
    operatorPolicies: ['4.2', '4.3'],
    unsupportedBy: { quorum: ALL },
    isNeedless: true,
  },
  {
    name: 'queue-mode',
    value: oneOf('default', 'lazy'),
    policies: ALL,
    unsupportedBy: { quorum: ALL },
    isNeedless: true,
  },
  { name: 'queue-version', value: oneOf(1, 2), policies: ALL, operatorPolicies: ALL },
  { name: 'stream-filter-size-bytes', value: integer(16, 255), policies: ALL },
  {
    name: 'stream-max-segment-size-bytes',
    value: integer(0, 3_000_000_000),
    policies: ALL,
    unsupportedBy: { classic: ALL, quorum: ALL },
  },
  { name: 'target-group-size', value: POSITIVE, policies: ALL, operatorPolicies: ALL, unsupportedBy: { classic: ALL } },
];

const BY_NAME: ReadonlyMap<string, PolicySetting> = new Map(POLICY_SETTINGS.map((setting) => [setting.name, setting]));

/** Whether a setting is one of the mirroring of classic queues. */
export function isOfMirroring(name: string): boolean {
  return BY_NAME.has(name) && name.startsWith('ha-');
}

/** Whether classic queues of RabbitMQ 4 ignore or refuse a setting. It also keeps a policy from quorum queues. */
export function isNeedless(name: string): boolean {
  return BY_NAME.get(name)?.isNeedless ?? false;
}

/** Whether a broker of a version takes a policy that has a setting. */
export function isKnown(name: string, kind: PolicyKind, target: TargetVersion): boolean {
  const { policies, operatorPolicies } = BY_NAME.get(name) ?? {};
  return (kind === 'policy' ? policies : operatorPolicies)?.includes(target) ?? false;
}

/** What the value of a setting must be; `undefined` if it depends on others, or if the setting is not known. */
export function expectedSetting(name: string, target: TargetVersion): Value | undefined {
  const { value, byVersion } = BY_NAME.get(name) ?? {};
  return byVersion?.[target] ?? value;
}

/** The settings of a definition that keep it from all queues of a type, as they are on a version. */
export function findUnsupported(definition: Json, type: QueueType, target: TargetVersion): readonly string[] {
  return Object.keys(definition).filter((name) => BY_NAME.get(name)?.unsupportedBy?.[type]?.includes(target));
}
