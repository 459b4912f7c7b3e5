import { readObject } from '../../checks/json.ts';
import type { Json, Queue } from './definitions.ts';
import { BEFORE_EXPIRY, EXPIRES } from './expiry.ts';
import type { QueueFacts } from './policy-context.ts';
import { isUntyped, reviewArguments } from './queue-arguments.ts';
import { isRefused, refuse } from './refusal.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isVersion4, isVersion43, PAGES } from './target.ts';
import { convertQueue } from './to-quorum.ts';
import type { Topology } from './topology.ts';
import { isLost, isOfFederation } from './topology.ts';
import { TOPOLOGY_REFUSALS } from './topology-refusals.ts';

export interface QueueContext {
  readonly target: TargetVersion;
  /** The default queue type of the virtual host, if the export has one. */
  readonly defaultType: string | undefined;
  readonly exchanges: Topology;
  /** Whether queues become quorum queues wherever they can. */
  readonly toQuorum: boolean;
}

/**
 * What the review of policies has to know of a queue.
 * @param kept the queue as it is imported, if it is @param vhost that of queues that name none
 */
export function factsOf(queue: Queue, kept: Queue | undefined, vhost: string, context: QueueContext): QueueFacts {
  const named = readObject(queue.arguments)['x-queue-type'];
  return {
    name: queue.name,
    vhost: queue.vhost ?? vhost,
    before: named === 'quorum' || named === 'stream' ? named : 'classic',
    after: kept && typeOf(kept, context),
  };
}

/** Reviews a queue, which becomes a quorum queue first if that is wanted. */
export function reviewQueue(queue: Queue, context: QueueContext): Review<Queue> {
  if (!context.toQuorum) return reviewAsIs(queue, context);
  const { kept: converted = queue, findings } = convertQueue(queue, typeOf(queue, context), context.target);
  const review = reviewAsIs(converted, context);
  return review.kept === undefined ? review : { ...review, findings: [...findings, ...review.findings] };
}

function reviewAsIs(queue: Queue, context: QueueContext): Review<Queue> {
  const type = typeOf(queue, context);
  const unusable = findUnusable(queue, type, context);
  if (unusable) return leaveOut(unusable);
  if (type !== 'quorum' && type !== 'classic') return leaveOut(findOfType(type));
  const typed = withType(queue, type, context);
  const { kept, findings } = reviewArguments(typed.queue, type, context.target);
  const others = type === 'quorum' ? findOfQuorum(queue, context) : findOfClassic(queue, typed.findings, context);
  return keep(
    kept,
    ...typed.findings,
    ...findings,
    ...others,
    ...findExpiry(readObject(kept.arguments)),
    ...findDeadLetters(queue, readObject(kept.arguments), context),
    ...findTransient(queue, context),
  );
}

/** The type that a queue names; `undefined` if it names none. */
function namedType({ arguments: args }: Queue): string | undefined {
  const type = readObject(args)['x-queue-type'];
  return typeof type === 'string' && !isUntyped(type) ? type : undefined;
}

/**
 * The type that the queue will have. The import ignores the type that newer servers export next to the arguments.
 * The source is `augment_declare_args/5` of rabbit_amqqueue.erl in v4.2.0.
 */
export function typeOf(queue: Queue, context: QueueContext): string {
  const { durable = true, auto_delete = false, arguments: args } = queue;
  const named = namedType(queue);
  if (named !== undefined) return named;
  // A quorum queue does not take x-max-priority, whatever the default type is.
  if (!durable || auto_delete || Object.hasOwn(readObject(args), 'x-max-priority')) return 'classic';
  return defaultType(context);
}

function defaultType({ target, defaultType: type }: QueueContext): string {
  return type ?? (isVersion4(target) ? 'quorum' : 'classic');
}

/** Why the new broker should not get a queue, or would not create it. */
function findUnusable(queue: Queue, type: string, { target }: QueueContext): Finding | undefined {
  if (isOfFederation({ arguments: queue.arguments })) {
    return remark(
      'was created by federation for a downstream broker.',
      'Leave it out: the downstream broker creates it again when its upstream is the new broker. Let it empty this queue first.',
      PAGES.federated,
    );
  }
  if (queue.name.startsWith('amq.')) {
    return lost(
      'is skipped by the import: names that begin with amq. are reserved. A server generated this one.',
      'Let its client declare it again.',
      PAGES.serverNamed,
    );
  }
  if (queue.exclusive === true) {
    return lost(
      'is exclusive: it belongs to one connection. Imported, it would belong to none.',
      'Let its client declare it again.',
      PAGES.exclusive,
    );
  }
  if (queue.durable === false && type === 'classic' && isRefused(TOPOLOGY_REFUSALS.transient, target)) {
    return refuse(TOPOLOGY_REFUSALS.transient);
  }
  const isUnfit = type === 'quorum' && (queue.durable === false || queue.auto_delete === true);
  return isUnfit ? refuse(TOPOLOGY_REFUSALS.unfitQuorum) : undefined;
}

function findOfType(type: string): Finding {
  if (type !== 'stream') return refuse(TOPOLOGY_REFUSALS.badQueueType);
  return lost(
    'is a stream, which Amazon MQ does not support. AWS warns that streams lose their data there.',
    'Replace it with a quorum queue, and adapt consumers that read from an offset.',
    PAGES.versions,
  );
}

/** Says what becomes of a queue that names no type, and names it where the default would not do. */
function withType(queue: Queue, type: 'classic' | 'quorum', context: QueueContext) {
  if (namedType(queue) !== undefined) return { queue, findings: [] };
  if (type === 'quorum') return { queue, findings: [BECOMES_QUORUM] };
  const { durable = true, auto_delete = false } = queue;
  if (!durable || auto_delete || defaultType(context) !== 'quorum') return { queue, findings: [] };
  const args = { ...readObject(queue.arguments), 'x-queue-type': 'classic' };
  return { queue: { ...queue, arguments: args }, findings: [STAYS_CLASSIC] };
}

const BECOMES_QUORUM = change(
  'has no queue type, so it becomes a quorum queue.',
  'Its clients must declare it as quorum, or without x-queue-type. ' +
    'Check whether you use what quorum queues lack: exclusive consumers, global prefetch, non-persistent messages.',
  PAGES.version4,
);

const STAYS_CLASSIC = change(
  'has x-max-priority and no queue type. It becomes a classic queue, because a quorum queue does not take x-max-priority. ' +
    'RabbitMQ 4 keeps it on only one node of the cluster.',
  'Set x-queue-type to classic in the clients that declare it, too. Or make it a quorum queue: use --quorum, and remove x-max-priority in ' +
    'its clients. Quorum queues of RabbitMQ 4 have priorities without it.',
  PAGES.priority,
);

function findOfQuorum({ arguments: all }: Queue, { target }: QueueContext): Finding[] {
  const args = readObject(all);
  const findings: Finding[] = [];
  if (args['x-overflow'] === 'reject-publish-dlx') {
    findings.push(
      change(
        'sets x-overflow to reject-publish-dlx, which quorum queues do not support: it drops its oldest messages instead.',
        'Set x-overflow to reject-publish.',
        PAGES.quorum,
      ),
    );
  }
  if (isVersion4(target) && !Object.hasOwn(args, 'x-delivery-limit')) {
    findings.push(
      remark(
        'gives up on a message after 20 deliveries, unless a policy sets another delivery-limit.',
        'Set a dead letter exchange, or a delivery-limit that fits.',
        PAGES.release40,
      ),
    );
  }
  return findings;
}

/** @param said what is said of its type */
function findOfClassic(queue: Queue, said: readonly Finding[], { target }: QueueContext): Finding[] {
  const { durable = true, auto_delete = false, arguments: args } = queue;
  const findings: Finding[] = [];
  if (isVersion4(target) && durable && !said.includes(STAYS_CLASSIC)) {
    findings.push(
      change(
        'is a classic queue, which RabbitMQ 4 keeps on only one node of the cluster.',
        auto_delete
          ? 'Make it a quorum queue that is not auto-delete. If it should disappear when unused, set x-expires.'
          : 'Set its x-queue-type to quorum, also in the clients that declare it.',
        PAGES.release40,
      ),
    );
  }
  if (readObject(args)['x-queue-mode'] === 'lazy' && !isVersion43(target)) {
    findings.push(
      remark(
        'is lazy, which has had no effect since RabbitMQ 3.12: classic queues keep most of their messages on disk.',
        undefined,
        PAGES.lazy,
      ),
    );
  }
  return findings;
}

function findDeadLetters({ vhost }: Queue, args: Json, { exchanges }: QueueContext): Finding[] {
  const exchange = args['x-dead-letter-exchange'];
  if (typeof exchange !== 'string' || !isLost(exchange, vhost, exchanges)) return [];
  return [
    change(
      'has a dead letter exchange that is lost, so it drops dead letters.',
      'Set another dead letter exchange.',
      PAGES.deadLetters,
    ),
  ];
}

function findExpiry({ 'x-expires': expires }: Json): Finding[] {
  return expires === undefined ? [] : [remark(`has x-expires: ${EXPIRES}`, BEFORE_EXPIRY, PAGES.expires)];
}

function findTransient({ durable = true }: Queue, { target }: QueueContext): Finding[] {
  if (durable) return [];
  return [
    remark(
      isVersion4(target)
        ? 'is not durable. It is on only one node of the cluster, and RabbitMQ 4.3 refuses such queues.'
        : 'is not durable. Such queues are deprecated, and RabbitMQ 4.3 refuses them.',
      'Make it durable. If it should disappear when unused, set x-expires.',
      PAGES.deprecated,
    ),
  ];
}
