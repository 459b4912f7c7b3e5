import type { TargetVersion } from './target.ts';

/**
 * The exchange types that Amazon MQ has: those of RabbitMQ and of the plugins that it enables. `x-local-random` is in
 * RabbitMQ 4, but Amazon MQ does not support it. `x-modulus-hash` moved from the sharding plugin to RabbitMQ 4.3.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-basic-elements-plugins.html
 * https://github.com/rabbitmq/rabbitmq-server/blob/v4.3.5/deps/rabbit/src/rabbit_exchange_type_modulus_hash.erl
 */
export const EXCHANGE_TYPES: Readonly<Record<TargetVersion, readonly string[]>> = {
  '3.13': ['direct', 'fanout', 'topic', 'headers', 'x-consistent-hash', 'x-jms-topic'],
  '4.2': ['direct', 'fanout', 'topic', 'headers', 'x-consistent-hash', 'x-jms-topic'],
  '4.3': ['direct', 'fanout', 'topic', 'headers', 'x-consistent-hash', 'x-jms-topic', 'x-modulus-hash'],
};

/** The exchanges that exist in every virtual host, with their types. `declare_default_exchanges/2` of rabbit_vhost.erl */
export const PREDECLARED: ReadonlyMap<string, string> = new Map([
  ['', 'direct'],
  ['amq.direct', 'direct'],
  ['amq.fanout', 'fanout'],
  ['amq.topic', 'topic'],
  ['amq.headers', 'headers'],
  ['amq.match', 'headers'],
  ['amq.rabbitmq.trace', 'topic'],
]);
