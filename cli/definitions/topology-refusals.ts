import { ALWAYS, BY_43, engineFile } from './engine.ts';
import type { Refusal } from './refusal.ts';

const DEFINITIONS = engineFile('rabbit/src/rabbit_definitions.erl');
const QUEUES = engineFile('rabbit/src/rabbit_amqqueue.erl');
const EXCHANGES = engineFile('rabbit/src/rabbit_exchange.erl');
const ARGUMENTS = engineFile('rabbit_common/src/rabbit_misc.erl');
const HASH = engineFile('rabbitmq_consistent_hash_exchange/src/rabbit_exchange_type_consistent_hash.erl');
const LIMITS = engineFile('rabbit/src/rabbit_vhost_limit.erl');

/**
 * What a broker refuses of queues, exchanges, bindings and parameters, besides the arguments of queues and the settings of
 * policies, which have tables of their own.
 */
export const TOPOLOGY_REFUSALS = {
  nullArgument: {
    kinds: ['queue', 'exchange'],
    what: 'has arguments that are null or contain null',
    since: ALWAYS,
    verdict: 'change',
    action: 'Remove them.',
    source: ARGUMENTS,
  },
  keyWithoutExchange: {
    kinds: ['queue'],
    what: 'has x-dead-letter-routing-key without x-dead-letter-exchange',
    since: ALWAYS,
    verdict: 'change',
    action: 'Set both, or set both in a policy.',
    source: QUEUES,
  },
  badQueueType: {
    kinds: ['queue'],
    what: 'has a type that Amazon MQ does not support',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Make it a quorum queue.',
    source: QUEUES,
  },
  unfitQuorum: {
    kinds: ['queue'],
    what: 'is a quorum queue that is not durable, or is auto-delete',
    effect: 'skipped',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Make it durable. If it should disappear when unused, set x-expires.',
    source: engineFile('rabbit/src/rabbit_quorum_queue.erl'),
  },
  transient: {
    kinds: ['queue'],
    what: 'is not durable, which RabbitMQ 4.3 does not allow',
    effect: 'skipped',
    since: BY_43,
    verdict: 'lost',
    action: 'Make it durable. If it should disappear when unused, set x-expires.',
    source: QUEUES,
  },
  badExchangeType: {
    kinds: ['exchange'],
    what: 'has a type that Amazon MQ does not support',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Replace it with an exchange of another type, and adapt what publishes to it.',
    source: EXCHANGES,
  },
  exchangeWithoutDurable: {
    kinds: ['exchange'],
    what: 'does not say whether it is durable',
    since: { '3.13': '3.13.0', '4.2': '4.2.0' },
    verdict: 'change',
    action: 'Set durable.',
    source: engineFile('rabbit/src/rabbit_definitions.erl', 'v4.2.0'),
  },
  badHashArguments: {
    kinds: ['exchange'],
    what: 'is a consistent hash exchange with a wrong hash-header or hash-property, or with both',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Create it again on the new broker.',
    source: HASH,
  },
  badDestinationType: {
    kinds: ['binding'],
    what: 'leads neither to a queue nor to an exchange',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Leave it out.',
    source: DEFINITIONS,
  },
  nullInBinding: {
    kinds: ['binding'],
    what: 'has arguments that are null or contain null',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Create it again on the new broker.',
    source: ARGUMENTS,
  },
  bindingWithoutKey: {
    kinds: ['binding'],
    what: 'has no routing key',
    since: ALWAYS,
    verdict: 'change',
    action: 'Give it the routing key "".',
    source: engineFile('rabbit/src/rabbit_db_topic_exchange.erl', 'v4.2.9'),
  },
  badMatch: {
    kinds: ['binding'],
    what: 'leads from a headers exchange, and its x-match is not all, any, all-with-x or any-with-x',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Create it again on the new broker.',
    source: engineFile('rabbit/src/rabbit_exchange_type_headers.erl'),
  },
  badWeight: {
    kinds: ['binding'],
    what: 'leads from a consistent hash exchange, and its routing key is no whole number above 0',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Create it again, with its weight as the routing key.',
    source: HASH,
  },
  heavyWeight: {
    kinds: ['binding'],
    what: 'leads from a consistent hash exchange, and its routing key is more than 10000',
    since: { '4.2': '4.2.6', '4.3': '4.3.0' },
    verdict: 'lost',
    action: 'Create it again with a smaller weight, in proportion to the others of the exchange.',
    source: HASH,
  },
  withoutSelector: {
    kinds: ['binding'],
    what: 'leads from a JMS topic exchange, and has no text rjms_erlang_selector',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Let its JMS client subscribe again.',
    source: engineFile('rabbitmq_jms_topic_exchange/src/rabbit_jms_topic_exchange.erl'),
  },
  missingEnd: {
    kinds: ['binding'],
    what: 'leads to or from something that is not in the export',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Leave it out, or add what is missing.',
    source: engineFile('rabbit/src/rabbit_binding.erl'),
  },
  badComponent: {
    kinds: ['parameter'],
    what: 'belongs to a component that Amazon MQ does not support',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Do without it.',
    source: engineFile('rabbit/src/rabbit_runtime_parameters.erl'),
  },
  longGlobalName: {
    kinds: ['global parameter'],
    what: 'has a name of more than 255 characters',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Create it again with a shorter name.',
    source: engineFile('rabbit/src/rabbit_runtime_parameters.erl'),
  },
  badLimits: {
    kinds: ['virtual host limits'],
    what: 'are not named limits, or not whole numbers of max-connections and max-queues',
    since: ALWAYS,
    verdict: 'change',
    action: 'Set the limits again on the new broker.',
    source: LIMITS,
  },
  fewerQueues: {
    kinds: ['virtual host limits'],
    what: 'allow fewer queues than the export has in this virtual host',
    effect: 'skipped',
    consequence: 'the new broker would not create the others, and report no error.',
    since: ALWAYS,
    verdict: 'change',
    action: 'Set max-queues again after the import, if you still need it.',
    source: engineFile('rabbit/src/rabbit_queue_type.erl'),
  },
} as const satisfies Readonly<Record<string, Refusal>>;
