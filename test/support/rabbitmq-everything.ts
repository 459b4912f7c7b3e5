import { createHash } from 'node:crypto';
import type { Binding, Definitions, Exchange, Policy, Queue } from '../../cli/definitions/definitions.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** The password of each user. */
export const PASSWORD = 'geheim';

/** https://www.rabbitmq.com/docs/passwords#this-is-the-algorithm */
function hashOf(password: string): string {
  const salt = Buffer.from('0102abcd', 'hex');
  const digest = createHash('sha256').update(salt).update(password).digest();
  return Buffer.concat([salt, digest]).toString('base64');
}

function user(name: string, tags: readonly string[]) {
  const hash = { password_hash: hashOf(PASSWORD), hashing_algorithm: 'rabbit_password_hashing_sha256' };
  return { name, ...hash, tags, limits: { 'max-connections': 50 } };
}

function exchange(name: string, type: string, args: Arguments = {}, others: Arguments = {}): Exchange {
  return {
    name,
    vhost: 'orders',
    type,
    durable: true,
    auto_delete: false,
    internal: false,
    arguments: args,
    ...others,
  };
}

function queue(name: string, args: Arguments = {}, others: Arguments = {}): Queue {
  return { name, vhost: 'orders', durable: true, auto_delete: false, arguments: args, ...others };
}

function policy(name: string, pattern: string, definition: Arguments, others: Arguments = {}): Policy {
  return { vhost: 'orders', name, pattern, 'apply-to': 'queues', definition, priority: 0, ...others };
}

function binding(source: string, destination: string, key: string, args: Arguments = {}, type = 'queue'): Binding {
  const ends = { source, destination, destination_type: type };
  return { vhost: 'orders', ...ends, routing_key: key, arguments: args };
}

/** Some of everything that a server of RabbitMQ 3 has, as a definitions export. */
export const EVERYTHING: Definitions = {
  users: [user('app', []), user('audit', ['monitoring', 'of-us']), user('operator', ['administrator'])],
  vhosts: [
    { name: 'orders', metadata: { description: 'of shops', tags: ['production'] } },
    { name: 'limited', metadata: { description: '', tags: [] } },
  ],
  permissions: [
    { user: 'app', vhost: 'orders', configure: '^app', write: '.*', read: '.*' },
    { user: 'audit', vhost: 'orders', configure: '', write: '', read: '.*' },
    { user: 'app', vhost: '/', configure: '.*', write: '.*', read: '.*' },
  ],
  topic_permissions: [{ user: 'app', vhost: 'orders', exchange: 'events', write: '^app[.]', read: '.*' }],
  parameters: [
    { component: 'vhost-limits', vhost: 'limited', name: 'limits', value: { 'max-queues': 10, 'max-connections': 5 } },
    {
      ...{ component: 'operator_policy', vhost: 'orders', name: 'ceiling' },
      value: { pattern: '.*', 'apply-to': 'queues', definition: { 'max-length': 1_000_000 }, priority: 0 },
    },
    {
      ...{ component: 'federation-upstream', vhost: 'orders', name: 'elsewhere' },
      value: { uri: 'amqp://app:geheim@127.0.0.1:9' },
    },
  ],
  policies: [
    policy('mirrored', '^mirrored', { 'ha-mode': 'all', 'ha-sync-mode': 'automatic' }),
    policy('mirrored-and-short', '^limited-by-policy$', {
      'ha-mode': 'all',
      'max-length': 7,
      overflow: 'reject-publish',
    }),
    policy('letters', '^(retried|unread)$', { 'dead-letter-exchange': 'letters' }, { priority: 3 }),
    policy('alternate', '^events$', { 'alternate-exchange': 'unroutable' }, { 'apply-to': 'exchanges' }),
    // It applies on the old server. On the new one, the default policies of Amazon MQ must not win.
    policy('short', '^short', { 'max-length': 3 }, { vhost: '/', priority: 0 }),
    policy('shorter', '^shorter', { 'max-length': 2 }, { vhost: '/', priority: 1 }),
  ],
  exchanges: [
    exchange('orders', 'direct'),
    exchange('events', 'topic'),
    exchange('all', 'fanout', {}, { internal: true }),
    exchange('formats', 'headers', { 'alternate-exchange': 'unroutable' }),
    exchange('sharded', 'x-consistent-hash', { 'hash-header': 'customer' }),
    exchange('unroutable', 'fanout'),
    exchange('letters', 'direct', {}, { durable: false }),
    exchange('temporary', 'fanout', {}, { auto_delete: true }),
  ],
  queues: [
    queue('classic', { 'x-queue-type': 'classic' }),
    queue('mirrored', { 'x-queue-type': 'classic' }),
    queue('quorum', { 'x-queue-type': 'quorum', 'x-delivery-limit': 20 }),
    queue('without-type'),
    queue('lazy', { 'x-queue-type': 'classic', 'x-queue-mode': 'lazy' }),
    queue('retried', { 'x-queue-type': 'classic', 'x-message-ttl': 60_000 }),
    queue('expired', {
      ...{ 'x-queue-type': 'classic', 'x-message-ttl': 1 },
      ...{ 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'unread' },
    }),
    queue('unread', { 'x-queue-type': 'classic' }),
    queue('limited', { 'x-queue-type': 'quorum', 'x-max-length': 100, 'x-overflow': 'reject-publish' }),
    queue('limited-by-policy', { 'x-queue-type': 'classic' }),
    queue('one-consumer', { 'x-queue-type': 'quorum', 'x-single-active-consumer': true }),
    queue('urgent', { 'x-queue-type': 'classic', 'x-max-priority': 5 }),
    queue('unused', { 'x-expires': 3_600_000 }),
    queue('transient', { 'x-queue-type': 'classic' }, { durable: false }),
    queue('of-nobody', { 'x-queue-type': 'classic' }, { auto_delete: true }),
    queue('telemetry', { 'x-queue-type': 'stream' }),
    queue('short', { 'x-queue-type': 'classic' }, { vhost: '/' }),
    queue('shorter', { 'x-queue-type': 'quorum' }, { vhost: '/' }),
    queue('long', { 'x-queue-type': 'quorum' }, { vhost: '/' }),
  ],
  bindings: [
    binding('orders', 'classic', 'c'),
    binding('orders', 'mirrored', 'm'),
    binding('events', 'quorum', 'app.#', { 'x-of-us': [1, 'x'] }),
    binding('all', 'mirrored', ''),
    binding('events', 'all', 'app.*', {}, 'exchange'),
    binding('formats', 'lazy', '', { 'x-match': 'any', format: 'pdf', pages: 5 }),
    binding('sharded', 'limited', '1'),
    binding('sharded', 'one-consumer', '2'),
    binding('events', 'telemetry', '#'),
    binding('amq.topic', 'urgent', 'now'),
  ],
};
