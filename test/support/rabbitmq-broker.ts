import type { RabbitMQ } from './rabbitmq.ts';

/** Queues that are moved with their messages. */
export const QUEUES = ['billing', 'shipping'];

/** Fills a server with some of everything, in the virtual host `orders`. */
export async function fill({ call }: RabbitMQ): Promise<void> {
  await call('PUT', 'vhosts/orders', {});
  await call('PUT', 'users/app', { password: 'geheim', tags: 'monitoring' });
  const everything = { configure: '.*', write: '.*', read: '.*' };
  for (const user of ['app', 'witness']) await call('PUT', `permissions/orders/${user}`, everything);
  await call('PUT', 'topic-permissions/orders/app', { exchange: 'orders', write: '.*', read: '.*' });
  const mirroring = { 'ha-mode': 'all', 'ha-sync-mode': 'automatic' };
  const policies = {
    mirrored: mirroring,
    'mirrored-and-limited': { ...mirroring, 'max-length': 100_000 },
    'AWS-DEFAULT-POLICY-SINGLE-INSTANCE': { 'max-length': 8_000_000, 'queue-mode': 'lazy' },
  };
  for (const [name, definition] of Object.entries(policies)) {
    await call('PUT', `policies/orders/${name}`, { pattern: '.*', definition, priority: 0, 'apply-to': 'queues' });
  }
  await call('PUT', 'operator-policies/orders/ceiling', {
    pattern: '.*',
    definition: { 'max-length': 1_000_000 },
    priority: 0,
    'apply-to': 'queues',
  });
  await call('PUT', 'vhost-limits/orders/max-queues', { value: 100 });
  const uri = 'amqp://app:geheim@127.0.0.1:9';
  await call('PUT', 'parameters/federation-upstream/orders/elsewhere', { value: { uri } });
  await call('PUT', 'parameters/shovel/orders/archive', {
    value: drain('archive', { from: uri, to: 'amqp:///orders' }),
  });
  const queues = {
    billing: {},
    shipping: { 'x-queue-type': 'quorum' },
    telemetry: { 'x-queue-type': 'stream' },
    lazy: { 'x-queue-mode': 'lazy' },
    urgent: { 'x-max-priority': 5 },
  };
  await call('PUT', 'exchanges/orders/orders', { type: 'topic', durable: true });
  for (const [name, args] of Object.entries(queues)) {
    await call('PUT', `queues/orders/${name}`, { durable: true, arguments: args });
  }
  await call('PUT', 'queues/orders/temporary', { durable: false });
  for (const name of [...QUEUES, 'telemetry']) {
    await call('POST', `bindings/orders/e/orders/q/${name}`, { routing_key: `${name}.#` });
  }
}

/** A shovel that moves what is in a queue now, then deletes itself. A message is taken when it has arrived. */
export function drain(queue: string, { from, to }: { readonly from: string; readonly to: string }) {
  return {
    'src-protocol': 'amqp091',
    'src-uri': from,
    'src-queue': queue,
    'src-delete-after': 'queue-length',
    'dest-protocol': 'amqp091',
    'dest-uri': to,
    'dest-queue': queue,
    'ack-mode': 'on-confirm',
  };
}
