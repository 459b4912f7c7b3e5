import type { Definitions } from '../../../cli/definitions/definitions.ts';
import type { Wishes } from '../../../cli/definitions/review.ts';
import { reviewDefinitions } from '../../../cli/definitions/review.ts';
import type { TargetVersion } from '../../../cli/definitions/target.ts';

/** A queue, an exchange and so on of a broker that moves without a word, but for what is given. */
export const queue = (name: string, args: object = {}, others: object = {}) => ({
  name,
  vhost: '/',
  durable: true,
  auto_delete: false,
  arguments: args,
  ...others,
});
export const quorum = (name: string, args: object = {}, others: object = {}) =>
  queue(name, { 'x-queue-type': 'quorum', 'x-delivery-limit': 5, ...args }, others);
export const exchange = (name: string, type = 'topic', args: object = {}) => ({
  name,
  vhost: '/',
  type,
  durable: true,
  arguments: args,
});
export const binding = (source: string, destination: string, destination_type = 'queue') => ({
  source,
  destination,
  destination_type,
  vhost: '/',
  routing_key: '#',
});
export const policy = (name: string, definition: object, others: object = {}) => ({
  name,
  vhost: '/',
  pattern: '.*',
  priority: 5,
  'apply-to': 'queues',
  definition: { ...definition },
  ...others,
});
export const parameter = (component: string, value: unknown = {}, name = 'it') => ({
  component,
  name,
  vhost: '/',
  value,
});

/** What is said, and what is kept of the lists that were given. */
export function review(lists: object, target: TargetVersion = '4.2', wishes: Wishes = {}) {
  const definitions = { rabbitmq_version: '3.10.8', ...lists } as Definitions;
  const before = JSON.stringify(definitions);
  const { rows, importable } = reviewDefinitions(definitions, target, wishes);
  expect(JSON.stringify(definitions)).toBe(before);
  const kept = Object.fromEntries(Object.keys(lists).map((name) => [name, importable[name]]));
  return { said: rows.map(({ verdict, kind, name, detail }) => `${verdict}: ${kind} ${name} ${detail}`), kept };
}
