import { readObject } from '../../checks/json.ts';
import type { Json, Queue } from './definitions.ts';
import type { Topology } from './exchanges.ts';
import { isLost, isOfFederation } from './exchanges.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isVersion4, isVersion43, PAGES } from './target.ts';

/**
 * Arguments that a queue of the type refuses, but that change nothing on any version here.
 * The source is `capabilities/0` of rabbit_quorum_queue.erl in v3.13.7 and v4.2.0.
 */
const NEEDLESS = ['x-queue-mode', 'x-queue-version', 'x-queue-master-locator'];

/** What a classic queue of RabbitMQ 4.3 no longer takes. https://github.com/rabbitmq/rabbitmq-server/blob/main/release-notes/4.3.0.md */
function isRefusedBy43(name: string, value: unknown): boolean {
  return name === 'x-queue-mode' || (name === 'x-queue-version' && value === 1);
}

export interface QueueContext {
  readonly target: TargetVersion;
  /** That of the queue's virtual host, where the export has one. */
  readonly defaultType: string | undefined;
  readonly exchanges: Topology;
}

/** What becomes of a queue. */
export function reviewQueue(queue: Queue, context: QueueContext): Review<Queue> {
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
 * The type that the queue will have. The type that newer servers export beside the arguments is not imported.
 * The source is `augment_declare_args/5` of rabbit_amqqueue.erl in v4.2.0.
 */
function typeOf({ durable = true, auto_delete = false }: Queue, args: Json, context: QueueContext): string {
  const named = args['x-queue-type'];
  if (typeof named === 'string') return named;
  // No quorum queue has priorities, whatever the default is.
  if (!durable || auto_delete || Object.hasOwn(args, 'x-max-priority')) return 'classic';
  return context.defaultType ?? (isVersion4(context.target) ? 'quorum' : 'classic');
}

/** Why the broker would not take the queue, or should not get it. */
function findUnusable(queue: Queue, args: Json, type: string, { target }: QueueContext): Finding | undefined {
  if (isOfFederation({ arguments: args })) {
    return remark(
      'was made by federation for a broker downstream.',
      'Leave it out: that broker makes it again when its upstream is the new one. Let it read this one empty first.',
      PAGES.federated,
    );
  }
  if (queue.name.startsWith('amq.')) {
    return lost(
      'is passed over by the import, as names that begin with amq. are reserved: a server made this one up.',
      'Have its client declare it again.',
      PAGES.serverNamed,
    );
  }
  if (queue.exclusive === true) {
    return lost(
      'is exclusive: it belongs to a connection, and imported it would belong to none.',
      'Have its client declare it again.',
      PAGES.exclusive,
    );
  }
  if (type === 'stream') {
    return lost(
      'is a stream, which Amazon MQ does not support and in which it would lose data.',
      'Replace it with a quorum queue, and what reads it from an offset.',
      PAGES.versions,
    );
  }
  if (type !== 'quorum' && type !== 'classic') {
    return lost(
      'is of a type that Amazon MQ does not have: the broker would refuse the import.',
      'Make it a quorum queue.',
      PAGES.versions,
    );
  }
  if (queue.durable === false && type === 'classic' && isVersion43(target)) {
    return lost(
      'is not durable, which RabbitMQ 4.3 refuses.',
      'Make it durable, with x-expires where it should vanish.',
      PAGES.release43,
    );
  }
  if (type === 'classic') return undefined;
  if (queue.durable === false || queue.auto_delete === true) {
    return lost(
      'is a quorum queue that is not durable or is deleted automatically: the broker would refuse the import.',
      'Make it durable, with x-expires where it should vanish.',
      PAGES.quorum,
    );
  }
  if (Object.hasOwn(args, 'x-max-priority')) {
    return lost(
      'has x-max-priority and is a quorum queue, which refuses it, and with it the whole import.',
      'Remove x-max-priority: quorum queues of RabbitMQ 4 have priorities by themselves.',
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
        'names no queue type and becomes a quorum queue.',
        'Have its clients declare it without x-queue-type or as quorum. ' +
          'Look for what quorum queues lack: exclusive consumers, global prefetch, messages that are not persistent.',
        PAGES.version4,
      ),
    );
  }
  if (needless.length > 0) {
    const remaining = Object.entries(args).filter(([name]) => !needless.includes(name));
    kept = { ...queue, arguments: Object.fromEntries(remaining) };
    findings.push(
      change(
        `has ${needless.join(' and ')}, which quorum queues refuse, and with it the whole import.`,
        'Remove it, also from the clients that declare the queue. It had no other effect.',
        PAGES.quorum,
      ),
    );
  }
  if (args['x-overflow'] === 'reject-publish-dlx') {
    findings.push(
      change(
        'overflows with reject-publish-dlx, which a quorum queue does not know: it drops its oldest messages instead.',
        'Set x-overflow to reject-publish.',
        PAGES.quorum,
      ),
    );
  }
  if (isVersion4(target) && !Object.hasOwn(args, 'x-delivery-limit')) {
    findings.push(
      remark(
        'gives up a message after 20 deliveries, if no policy sets another delivery-limit.',
        'Give it a dead letter exchange, or a delivery-limit that fits.',
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
        `has ${refused.join(' and ')}, which RabbitMQ 4.3 refuses, and with it the whole import.`,
        'Remove it, also from the clients that declare the queue. It had no other effect.',
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
        'has x-max-priority and no queue type: as a quorum queue, which it would become, the broker refuses it.',
        'Keep it classic, also in the clients that declare it (x-queue-type), or do without x-max-priority: ' +
          'quorum queues of RabbitMQ 4 have priorities by themselves.',
        PAGES.priority,
      ),
    );
  }
  if (isVersion4(target) && durable) {
    findings.push(
      change(
        'is a classic queue, which RabbitMQ 4 keeps on one node of the cluster only.',
        auto_delete
          ? 'Make it a quorum queue that is not deleted automatically, with x-expires where it should vanish.'
          : 'Set its x-queue-type to quorum, also in the clients that declare it.',
        PAGES.release40,
      ),
    );
  }
  if (args['x-queue-mode'] === 'lazy' && refused.length === 0) {
    findings.push(
      remark(
        'is lazy, which has no effect since RabbitMQ 3.12: classic queues keep most of their messages on disk.',
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
      'has a dead letter exchange that is lost, so that it drops dead letters.',
      'Give it another dead letter exchange.',
      PAGES.deadLetters,
    ),
  ];
}

function findTransient({ durable = true }: Queue, { target }: QueueContext): Finding[] {
  if (durable) return [];
  const copies = isVersion4(target) ? 'It is on one node of the cluster only, and' : 'Such queues are deprecated:';
  return [
    remark(
      `is not durable. ${copies} RabbitMQ 4.3 refuses it.`,
      'Make it durable, with x-expires where it should vanish.',
      PAGES.deprecated,
    ),
  ];
}
