import { readObject } from '../../checks/json.ts';
import type { Json, Queue } from './definitions.ts';
import type { Topology } from './exchanges.ts';
import { isLost, isOfFederation } from './exchanges.ts';
import type { QueueFacts } from './policy-context.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isVersion4, isVersion43, PAGES } from './target.ts';
import { convertQueue } from './to-quorum.ts';

/**
 * Arguments that quorum queues do not accept, but that change nothing in any version here.
 * The source is `capabilities/0` of rabbit_quorum_queue.erl in v3.13.7 and v4.2.0.
 */
const NEEDLESS = ['x-queue-mode', 'x-queue-version', 'x-queue-master-locator'];

/** Arguments that classic queues of RabbitMQ 4.3 no longer accept. https://github.com/rabbitmq/rabbitmq-server/blob/main/release-notes/4.3.0.md */
function isRefusedBy43(name: string, value: unknown): boolean {
  return name === 'x-queue-mode' || (name === 'x-queue-version' && value === 1);
}

export interface QueueContext {
  readonly target: TargetVersion;
  /** The default queue type of the virtual host, if the export has one. */
  readonly defaultType: string | undefined;
  readonly exchanges: Topology;
  /** Whether queues become quorum queues wherever they can. */
  readonly toQuorum: boolean;
}

/** What the review of policies has to know of a queue. @param vhost that of queues that name none */
export function factsOf(queue: Queue, vhost: string, context: QueueContext): QueueFacts {
  const { kept } = reviewQueue(queue, context);
  const named = readObject(queue.arguments)['x-queue-type'];
  return {
    name: queue.name,
    vhost: queue.vhost ?? vhost,
    before: named === 'quorum' || named === 'stream' ? named : 'classic',
    after: kept && typeOf(kept, readObject(kept.arguments), context),
  };
}

/** Reviews a queue, which becomes a quorum queue first if that is wanted. */
export function reviewQueue(queue: Queue, context: QueueContext): Review<Queue> {
  if (!context.toQuorum) return reviewAsIs(queue, context);
  const type = typeOf(queue, readObject(queue.arguments), context);
  const { kept: converted = queue, findings } = convertQueue(queue, type, context.target);
  const review = reviewAsIs(converted, context);
  return { ...review, findings: [...findings, ...review.findings] };
}

function reviewAsIs(queue: Queue, context: QueueContext): Review<Queue> {
  const args = readObject(queue.arguments);
  const type = typeOf(queue, args, context);
  const unusable = findUnusable(queue, args, type, context);
  if (unusable) return leaveOut(unusable);
  const others = [...findDeadLetters(queue, args, context), ...findTransient(queue, context)];
  if (type === 'quorum') {
    const { kept, findings } = asQuorum(queue, args, context);
    return keep(kept, ...findings, ...others);
  }
  const { kept, findings } = asClassic(queue, args, context);
  return keep(kept, ...findings, ...others);
}

/**
 * The type that the queue will have. The import ignores the type that newer servers export next to the arguments.
 * The source is `augment_declare_args/5` of rabbit_amqqueue.erl in v4.2.0.
 */
function typeOf({ durable = true, auto_delete = false }: Queue, args: Json, context: QueueContext): string {
  const named = args['x-queue-type'];
  if (typeof named === 'string') return named;
  // A quorum queue does not accept x-max-priority, whatever the default type is.
  if (!durable || auto_delete || Object.hasOwn(args, 'x-max-priority')) return 'classic';
  return context.defaultType ?? (isVersion4(context.target) ? 'quorum' : 'classic');
}

/** Why the new broker would not accept the queue, or should not get it. */
function findUnusable(queue: Queue, args: Json, type: string, { target }: QueueContext): Finding | undefined {
  if (isOfFederation({ arguments: args })) {
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
  if (type === 'stream') {
    return lost(
      'is a stream, which Amazon MQ does not support. It would lose data.',
      'Replace it with a quorum queue, and adapt consumers that read from an offset.',
      PAGES.versions,
    );
  }
  if (type !== 'quorum' && type !== 'classic') {
    return lost(
      'has a type that Amazon MQ does not support: the new broker would refuse the import.',
      'Make it a quorum queue.',
      PAGES.versions,
    );
  }
  if (queue.durable === false && type === 'classic' && isVersion43(target)) {
    return lost(
      'is not durable, and RabbitMQ 4.3 refuses such queues.',
      'Make it durable. If it should disappear when unused, set x-expires.',
      PAGES.release43,
    );
  }
  if (type === 'classic') return undefined;
  if (queue.durable === false || queue.auto_delete === true) {
    return lost(
      'is a quorum queue that is not durable, or is auto-delete: the new broker would refuse the import.',
      'Make it durable. If it should disappear when unused, set x-expires.',
      PAGES.quorum,
    );
  }
  if (Object.hasOwn(args, 'x-max-priority')) {
    return lost(
      'has x-max-priority and is a quorum queue: the new broker would refuse the whole import.',
      'Remove x-max-priority: in RabbitMQ 4, quorum queues have priorities without it.',
      PAGES.quorum,
    );
  }
  return undefined;
}

function asQuorum(queue: Queue, args: Json, { target }: QueueContext): { kept: Queue; findings: Finding[] } {
  const findings: Finding[] = [];
  const needless = NEEDLESS.filter((name) => Object.hasOwn(args, name));
  let kept = queue;
  if (!Object.hasOwn(args, 'x-queue-type')) {
    findings.push(
      change(
        'has no queue type, so it becomes a quorum queue.',
        'Its clients must declare it as quorum, or without x-queue-type. ' +
          'Check whether you use what quorum queues lack: exclusive consumers, global prefetch, non-persistent messages.',
        PAGES.version4,
      ),
    );
  }
  if (needless.length > 0) {
    const remaining = Object.entries(args).filter(([name]) => !needless.includes(name));
    kept = { ...queue, arguments: Object.fromEntries(remaining) };
    findings.push(
      change(
        `has ${needless.join(' and ')}, which quorum queues do not accept: the new broker would refuse the whole import.`,
        `Remove ${needless.join(' and ')}, also in the clients that declare the queue. This has no other effect.`,
        PAGES.quorum,
      ),
    );
  }
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
  return { kept, findings };
}

function asClassic(queue: Queue, args: Json, { target, defaultType }: QueueContext) {
  const { durable = true, auto_delete = false } = queue;
  const findings: Finding[] = [];
  let kept = queue;
  const refused = isVersion43(target) ? Object.keys(args).filter((name) => isRefusedBy43(name, args[name])) : [];
  if (refused.length > 0) {
    const remaining = Object.entries(args).filter(([name]) => !refused.includes(name));
    kept = { ...kept, arguments: Object.fromEntries(remaining) };
    findings.push(
      change(
        `has ${refused.join(' and ')}, which RabbitMQ 4.3 does not accept: the new broker would refuse the whole import.`,
        `Remove ${refused.join(' and ')}, also in the clients that declare the queue. This has no other effect.`,
        PAGES.release43,
      ),
    );
  }
  const wouldBeQuorum = (defaultType ?? (isVersion4(target) ? 'quorum' : 'classic')) === 'quorum';
  if (
    !Object.hasOwn(args, 'x-queue-type') &&
    Object.hasOwn(args, 'x-max-priority') &&
    durable &&
    !auto_delete &&
    wouldBeQuorum
  ) {
    kept = { ...kept, arguments: { ...readObject(kept.arguments), 'x-queue-type': 'classic' } };
    findings.push(
      change(
        'has x-max-priority and no queue type. It would become a quorum queue, which the new broker would refuse.',
        'Keep it classic, also in the clients that declare it (x-queue-type), or remove x-max-priority. ' +
          'In RabbitMQ 4, quorum queues have priorities without it.',
        PAGES.priority,
      ),
    );
  }
  if (isVersion4(target) && durable) {
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
  if (args['x-queue-mode'] === 'lazy' && refused.length === 0) {
    findings.push(
      remark(
        'is lazy, which has had no effect since RabbitMQ 3.12: classic queues keep most of their messages on disk.',
        undefined,
        PAGES.lazy,
      ),
    );
  }
  return { kept, findings };
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

function findTransient({ durable = true }: Queue, { target }: QueueContext): Finding[] {
  if (durable) return [];
  const reason = isVersion4(target) ? 'It is on only one node of the cluster' : 'Such queues are deprecated';
  return [
    remark(
      `is not durable. ${reason}, and RabbitMQ 4.3 refuses such queues.`,
      'Make it durable. If it should disappear when unused, set x-expires.',
      PAGES.deprecated,
    ),
  ];
}
