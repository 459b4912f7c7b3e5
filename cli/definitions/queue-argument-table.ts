import type { QueueType, TargetVersion } from './target.ts';
import type { Value } from './values.ts';
import { ANY, BOOLEAN, DURATION, integer, oneOf, TEXT } from './values.ts';

/**
 * A queue argument that RabbitMQ knows. If one of the queue types of a version takes it, the others refuse it; if none
 * does, all of them take it and ignore it.
 */
export interface QueueArgument {
  readonly name: string;
  readonly value: Value;
  /** The value by version, where it differs. A version that is here knows the argument, even if no queue type takes it. */
  readonly byVersion?: Readonly<Partial<Record<TargetVersion, Value>>>;
  /** Which queue types take it in which versions. */
  readonly takenBy: Readonly<Partial<Record<QueueType | 'stream', readonly TargetVersion[]>>>;
}

const ALL: readonly TargetVersion[] = ['3.13', '4.2', '4.3'];
const FOUR: readonly TargetVersion[] = ['4.2', '4.3'];

/** Ten years. rabbit_misc:check_expiry/1 in rabbit_common/src/rabbit_misc.erl */
const TEN_YEARS = 315_360_000_000;

const COUNT = integer(0);

const LOCATORS = ['client-local', 'balanced', 'random', 'least-leaders'];
const LOCATORS_OF_4 = oneOf(...LOCATORS, 'min-masters');

/**
 * The queue arguments of RabbitMQ. The sources are, in v3.13.7, v4.2.0, v4.2.9, v4.3.0 and v4.3.5 of rabbitmq-server,
 * `declare_args/0` and the validators of deps/rabbit/src/rabbit_amqqueue.erl, and `capabilities/0` of
 * rabbit_classic_queue.erl, rabbit_quorum_queue.erl and rabbit_stream_queue.erl.
 */
export const QUEUE_ARGUMENTS: readonly QueueArgument[] = [
  { name: 'x-queue-type', value: TEXT, takenBy: { classic: ALL, quorum: ALL, stream: ALL } },
  { name: 'x-expires', value: integer(1, TEN_YEARS), takenBy: { classic: ALL, quorum: ALL } },
  { name: 'x-message-ttl', value: integer(0, TEN_YEARS), takenBy: { classic: ALL, quorum: ALL } },
  { name: 'x-dead-letter-exchange', value: TEXT, takenBy: { classic: ALL, quorum: ALL } },
  { name: 'x-dead-letter-routing-key', value: TEXT, takenBy: { classic: ALL, quorum: ALL } },
  { name: 'x-dead-letter-strategy', value: oneOf('at-most-once', 'at-least-once'), takenBy: { quorum: ALL } },
  { name: 'x-max-length', value: COUNT, takenBy: { classic: ALL, quorum: ALL } },
  { name: 'x-max-length-bytes', value: COUNT, takenBy: { classic: ALL, quorum: ALL, stream: ALL } },
  { name: 'x-max-in-memory-length', value: COUNT, takenBy: { quorum: ALL } },
  { name: 'x-max-in-memory-bytes', value: COUNT, takenBy: { quorum: ALL } },
  { name: 'x-max-priority', value: integer(0, 255), takenBy: { classic: ALL } },
  {
    name: 'x-overflow',
    value: oneOf('drop-head', 'reject-publish', 'reject-publish-dlx'),
    takenBy: { classic: ALL, quorum: ALL },
  },
  {
    name: 'x-queue-mode',
    value: oneOf('default', 'lazy'),
    // The release notes of 4.3.0 say that 4.3 refuses it, although rabbit_classic_queue.erl still has it.
    byVersion: { '4.3': ANY },
    takenBy: { classic: ['3.13', '4.2'] },
  },
  { name: 'x-queue-version', value: oneOf(1, 2), byVersion: { '4.3': oneOf(2) }, takenBy: { classic: ALL } },
  { name: 'x-single-active-consumer', value: BOOLEAN, takenBy: { classic: ALL, quorum: ALL } },
  { name: 'x-quorum-initial-group-size', value: integer(1), takenBy: { quorum: ALL } },
  { name: 'x-delivery-limit', value: ANY, takenBy: { quorum: ALL } },
  {
    name: 'x-queue-leader-locator',
    value: oneOf(...LOCATORS),
    byVersion: { '4.2': LOCATORS_OF_4, '4.3': LOCATORS_OF_4 },
    takenBy: { classic: FOUR, quorum: ALL, stream: ALL },
  },
  {
    name: 'x-queue-master-locator',
    value: oneOf('client-local', 'min-masters', 'random'),
    // Only 3.13 looks at the value. 4.3 creates no classic queue that has it, and reports no error.
    byVersion: { '4.2': ANY, '4.3': ANY },
    takenBy: { classic: ['3.13', '4.2'] },
  },
  { name: 'x-max-age', value: DURATION, takenBy: { stream: ALL } },
  { name: 'x-stream-max-segment-size-bytes', value: COUNT, takenBy: { stream: ALL } },
  { name: 'x-stream-filter-size-bytes', value: COUNT, takenBy: { stream: FOUR } },
  { name: 'x-initial-cluster-size', value: integer(1), takenBy: { stream: ALL } },
  { name: 'x-consumer-timeout', value: COUNT, takenBy: { quorum: ['4.3'] } },
  { name: 'x-consumer-disconnected-timeout', value: COUNT, takenBy: { quorum: ['4.3'] } },
  { name: 'x-delayed-retry-type', value: ANY, takenBy: { quorum: ['4.3'] } },
  { name: 'x-delayed-retry-min', value: ANY, takenBy: { quorum: ['4.3'] } },
  { name: 'x-delayed-retry-max', value: ANY, takenBy: { quorum: ['4.3'] } },
];

/** Arguments of classic queues that have no effect in the versions that Amazon MQ has, and that quorum queues do not take. */
export const NEEDLESS: readonly string[] = ['x-queue-mode', 'x-queue-version', 'x-queue-master-locator'];

/** What the value of an argument must be; `undefined` if the version does not know the argument. */
export function expectedValue({ value, byVersion, takenBy }: QueueArgument, target: TargetVersion): Value | undefined {
  const ofVersion = byVersion?.[target];
  if (ofVersion !== undefined) return ofVersion;
  return Object.values(takenBy).some((versions) => versions.includes(target)) ? value : undefined;
}

/** Whether a queue type of a version takes an argument. */
export function isTaken(argument: QueueArgument, type: QueueType, target: TargetVersion): boolean {
  return expectedValue(argument, target) === undefined || (argument.takenBy[type]?.includes(target) ?? false);
}
