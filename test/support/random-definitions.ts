import fc from 'fast-check';

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Values that are seldom of the type that is wanted. */
const ODD = [null, true, -1, 0, 1.5, '', '5', 'no such value', [], {}, 300, 4e12];

const LETTERS = ['a', 'b', 'c', 'ä', 'a b/c', 'x'.repeat(255)];
/** What the objects of an export are in, and for, mostly. */
export const VHOSTS = ['/', 'orders', 'v 1/2'];
export const USERS = ['app', 'audit', 'ü'];
const PATTERNS = ['.*', '', '^a', 'b$', '^(a|c)$'];

/** Mostly a usual value, seldom another. */
function mostly(usual: fc.Arbitrary<unknown>, ...others: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

/** A member that is seldom missing. */
function seldomMissing(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 8, arbitrary: value }, { weight: 1, arbitrary: fc.constant(undefined) });
}

/** Some of the fields, each of a usual or of an odd value. */
function some(fields: Fields): fc.Arbitrary<object> {
  const odd = Object.entries(fields).map(([name, value]) => [name, mostly(value, ...ODD)]);
  const names = fc.subarray(Object.keys(fields), { maxLength: 3 });
  return fc.tuple(fc.record(Object.fromEntries(odd)), names).map(([all, chosen]) => {
    return Object.fromEntries(chosen.map((name) => [name, (all as Readonly<Record<string, unknown>>)[name]]));
  });
}

/** What only a client gives a meaning. */
const ofClient = fc.constantFrom('x', '', 5, -1, 1.5, true, null, [1, 'x'], [], { a: 1 }, {});
const count = fc.constantFrom(1, 2, 60_000);
const name = (...others: readonly string[]) => fc.constantFrom(...LETTERS, ...others);
const exchangeName = name('amq.topic', 'amq.headers', 'not there');
const vhost = mostly(fc.constantFrom(...VHOSTS), 'not there');
const user = mostly(fc.constantFrom(...USERS), 'nobody', 'guest');
const pattern = mostly(fc.constantFrom(...PATTERNS), '[', '^AWS');
const tags = mostly(fc.constantFrom([], ['administrator'], ['monitoring', 'x'], '', 'management,policymaker'), null);
const queueType = mostly(fc.constantFrom('classic', 'quorum', 'undefined'), 'stream', 'mqtt', '', 'nonsense');

const vhosts = fc.record({
  name: fc.constantFrom(...VHOSTS, ...VHOSTS, 'another'),
  description: seldomMissing(fc.constantFrom('', 'orders of shops')),
  tags: seldomMissing(tags),
  metadata: seldomMissing(
    fc.record({
      description: seldomMissing(fc.constant('')),
      tags: seldomMissing(fc.constantFrom([], ['a'])),
      default_queue_type: fc.option(queueType, { nil: undefined }),
    }),
  ),
  default_queue_type: fc.option(queueType, { nil: undefined }),
  tracing: fc.constantFrom(undefined, undefined, true, false),
});

const users = fc.record({
  name: fc.constantFrom(...USERS, ...USERS, 'guest', ''),
  password_hash: seldomMissing(
    mostly(fc.constant('XVaEYtnfNTJkZtBLdgAMo4gkRSqGXqyHXVS6tDJHBVTVqPGq'), '', 'no-base64', null),
  ),
  password: fc.constantFrom(undefined, undefined, undefined, undefined, 'geheim'),
  hashing_algorithm: seldomMissing(
    mostly(
      fc.constantFrom('rabbit_password_hashing_sha256', 'rabbit_password_hashing_sha512'),
      'rabbit_password_hashing_x',
    ),
  ),
  tags: seldomMissing(tags),
  limits: fc.constantFrom(undefined, {}, { 'max-connections': 5 }, { 'max-channels': 'x' }, { 'max-x': 1 }, []),
});

const permissions = fc.record({
  ...{ user, vhost, configure: seldomMissing(pattern), write: seldomMissing(pattern), read: seldomMissing(pattern) },
});

const topicPermissions = fc.record({
  ...{ user, vhost, exchange: mostly(exchangeName, ''), write: seldomMissing(pattern), read: seldomMissing(pattern) },
});

const settings = some({
  'max-length': count,
  'max-length-bytes': count,
  'message-ttl': count,
  expires: fc.constant(60_000),
  overflow: fc.constantFrom('drop-head', 'reject-publish', 'reject-publish-dlx'),
  'dead-letter-exchange': exchangeName,
  'dead-letter-routing-key': name(),
  'dead-letter-strategy': fc.constantFrom('at-most-once', 'at-least-once'),
  'alternate-exchange': exchangeName,
  'delivery-limit': count,
  'ha-mode': fc.constantFrom('all', 'exactly', 'nodes'),
  'ha-params': fc.constant(2),
  'ha-sync-mode': fc.constantFrom('automatic', 'manual'),
  'queue-mode': fc.constantFrom('lazy', 'default'),
  'queue-version': fc.constantFrom(1, 2),
  'queue-master-locator': fc.constantFrom('min-masters', 'client-local'),
  'queue-leader-locator': fc.constantFrom('balanced', 'client-local'),
  'federation-upstream-set': fc.constant('all'),
  'max-in-memory-length': count,
  'max-age': fc.constantFrom('1D', '7d'),
  'shards-per-node': fc.constant(2),
});

const policy = {
  pattern,
  definition: settings,
  priority: seldomMissing(mostly(fc.constantFrom(-1, 0, 1, 2, 10), 1.5)),
  'apply-to': seldomMissing(
    mostly(fc.constantFrom('all', 'queues', 'exchanges', 'classic_queues', 'quorum_queues', 'streams'), 'nonsense'),
  ),
};

const policies = fc.record({ name: name('p', 'AWS-DEFAULT-POLICY-SINGLE-INSTANCE'), vhost, ...policy });

const parameters = fc.oneof(
  fc.record({
    ...{ component: fc.constant('vhost-limits'), name: mostly(fc.constant('limits'), 'other'), vhost },
    value: mostly(some({ 'max-queues': fc.constantFrom(-1, 100), 'max-connections': count, 'max-x': count }), ...ODD),
  }),
  fc.record({
    ...{ component: fc.constant('operator_policy'), name: name('default_operator_policy_AWS_managed'), vhost },
    value: mostly(fc.record(policy), ...ODD),
  }),
  fc.record({
    component: fc.constantFrom('shovel', 'federation-upstream', 'federation-upstream-set', 'no such component'),
    ...{ name: name(), vhost, value: fc.constantFrom({ uri: 'amqp://x' }, [{ upstream: 'a' }], {}) },
  }),
);

const globalParameters = fc.record({
  name: fc.constantFrom('cluster_name', 'internal_cluster_id', 'cluster_tags', 'mqtt_port_to_vhost_mapping', 'mine'),
  value: fc.constantFrom('x', {}, { a: 1 }, [], 5),
});

const queues = fc.record({
  ...{ name: name('amq.gen-x'), vhost, durable: seldomMissing(mostly(fc.constant(true), false)) },
  auto_delete: seldomMissing(mostly(fc.constant(false), true)),
  exclusive: fc.constantFrom(undefined, undefined, false, true),
  type: fc.constantFrom(undefined, 'classic', 'quorum'),
  arguments: seldomMissing(
    fc
      .tuple(
        some({
          'x-max-length': count,
          'x-max-length-bytes': count,
          'x-message-ttl': count,
          'x-expires': fc.constant(60_000),
          'x-overflow': fc.constantFrom('drop-head', 'reject-publish', 'reject-publish-dlx'),
          'x-dead-letter-exchange': exchangeName,
          'x-dead-letter-routing-key': name(),
          'x-dead-letter-strategy': fc.constantFrom('at-most-once', 'at-least-once'),
          'x-max-priority': fc.constantFrom(5, 10, 255),
          'x-queue-mode': fc.constantFrom('lazy', 'default'),
          'x-queue-version': fc.constantFrom(1, 2),
          'x-queue-master-locator': fc.constantFrom('min-masters', 'random'),
          'x-queue-leader-locator': fc.constantFrom('balanced', 'client-local'),
          'x-single-active-consumer': fc.boolean(),
          'x-quorum-initial-group-size': fc.constantFrom(1, 3),
          'x-delivery-limit': fc.constantFrom(-1, 5),
          'x-max-in-memory-length': count,
          'x-max-age': fc.constant('1D'),
          'x-internal-purpose': fc.constant('federation'),
          'x-of-a-client': ofClient,
        }),
        fc.option(queueType, { nil: undefined }),
      )
      .map(([args, type]) => ({ ...args, ...(type !== undefined && { 'x-queue-type': type }) })),
  ),
});

const exchanges = fc.record({
  ...{ name: name('amq.topic', 'amq.mine', '', 'not there'), vhost },
  type: mostly(
    fc.constantFrom('direct', 'fanout', 'topic', 'headers', 'x-consistent-hash', 'x-jms-topic'),
    ...['x-local-random', 'x-random', 'x-modulus-hash', 'x-delayed-message', 'x-recent-history', 'nonsense'],
  ),
  durable: seldomMissing(mostly(fc.constant(true), false)),
  auto_delete: seldomMissing(mostly(fc.constant(false), true)),
  internal: seldomMissing(fc.boolean()),
  arguments: seldomMissing(
    some({
      'alternate-exchange': exchangeName,
      'hash-header': fc.constant('id'),
      'hash-property': fc.constantFrom('message_id', 'nonsense'),
      'x-delayed-type': fc.constant('direct'),
      'x-of-a-client': ofClient,
    }),
  ),
});

const bindings = fc.record({
  source: fc.constantFrom(...LETTERS, 'amq.topic', 'amq.headers', 'not there', ''),
  vhost,
  destination: fc.constantFrom(...LETTERS, 'amq.topic', 'not there', 'amq.gen-x'),
  destination_type: mostly(fc.constantFrom('queue', 'queue', 'exchange'), 'nonsense'),
  routing_key: seldomMissing(fc.constantFrom('', 'a.#', '1', '-5', 'ü')),
  arguments: seldomMissing(
    some({
      'x-match': fc.constantFrom('all', 'any', 'all-with-x', 'any-with-x'),
      format: fc.constant('pdf'),
      'x-of-a-client': ofClient,
      rabbitmq_jms_topic_selector: fc.constant('true.'),
    }),
  ),
});

/** A list that an export of a part of a broker lacks. */
const seldomThere = (all: fc.Arbitrary<unknown>) => fc.option(all, { freq: 8, nil: undefined });

const list = (item: fc.Arbitrary<unknown>, maxLength: number) => fc.array(item, { maxLength, size: 'max' });

/**
 * Definitions exports as servers, people and other tools write them: of all kinds of objects, some of them with members
 * that are missing or of another type, and with references to what is not there.
 */
export const RANDOM_DEFINITIONS: fc.Arbitrary<object> = fc.record({
  rabbitmq_version: fc.constantFrom('3.10.8', '3.13.7'),
  users: seldomThere(list(users, 4)),
  vhosts: seldomThere(list(vhosts, 4)),
  permissions: list(permissions, 4),
  topic_permissions: list(topicPermissions, 3),
  parameters: list(parameters, 4),
  global_parameters: list(globalParameters, 2),
  policies: list(policies, 5),
  queues: list(queues, 8),
  exchanges: list(exchanges, 6),
  bindings: list(bindings, 8),
});
