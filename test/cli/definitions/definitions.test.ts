import type { Definitions } from '../../../cli/definitions/definitions.ts';
import { reviewDefinitions } from '../../../cli/definitions/review.ts';
import { binding, exchange, parameter, policy, queue, quorum, review } from './objects.ts';

/** A user who has what RabbitMQ insists on. */
const user = (name: string, others: object = {}) => ({ name, tags: '', password_hash: 'YWJj', ...others });

const EVERYTHING = { configure: '.*', write: '.*', read: '.*' };

const GOOD = {
  users: [user('app', { hashing_algorithm: 'rabbit_password_hashing_sha256', tags: [] })],
  vhosts: [{ name: '/', metadata: { description: '', tags: [], default_queue_type: 'quorum' } }],
  permissions: [{ user: 'app', vhost: '/', configure: '.*', write: '.*', read: '.*' }],
  topic_permissions: [{ user: 'app', vhost: '/', exchange: 'orders', write: '.*', read: '.*' }],
  parameters: [],
  global_parameters: [],
  policies: [policy('limits', { 'max-length': 9, overflow: 'reject-publish' }, { 'apply-to': 'quorum_queues' })],
  queues: [quorum('billing', { 'x-message-ttl': 60_000, 'x-dead-letter-exchange': 'orders' })],
  exchanges: [exchange('orders'), exchange('hashed', 'x-consistent-hash', { 'alternate-exchange': 'orders' })],
  bindings: [binding('orders', 'billing'), binding('amq.topic', 'billing'), binding('orders', 'hashed', 'exchange')],
};

describe('what survives is kept as it is, without a word', () => {
  it.each(['3.13', '4.2', '4.3'] as const)('on %s', (target) => {
    expect(review(GOOD, target)).toEqual({ said: [], kept: GOOD });
  });

  it('members and lists that are not known stay', () => {
    const definitions = {
      rabbitmq_version: '3.13.7',
      queues: [quorum('a', {}, { type: 'quorum', new: 1 })],
      news: [1],
    };
    const { importable, rows } = reviewDefinitions(definitions as unknown as Definitions, '4.2');
    expect(importable).toEqual(definitions);
    expect(rows).toMatchObject([{ verdict: 'remark', kind: 'export', name: 'news' }]);
  });
});

describe('what does not survive, or only in another form', () => {
  it.each<[string, object, readonly RegExp[], object]>([
    [
      'a stream',
      { queues: [queue('s', { 'x-queue-type': 'stream' })] },
      [/^lost: queue s is a stream/],
      { queues: [] },
    ],
    [
      'a queue of an unknown type',
      { queues: [queue('m', { 'x-queue-type': 'mqtt' })] },
      [/^lost: queue m has a type that Amazon MQ does not support/],
      { queues: [] },
    ],
    [
      'a queue that is exclusive, if an export had one',
      { queues: [quorum('x', {}, { exclusive: true })] },
      [/^lost: queue x is exclusive/],
      { queues: [] },
    ],
    ['a queue with a reserved name', { queues: [quorum('amq.gen-x')] }, [/^lost: queue amq.gen-x /], { queues: [] }],
    [
      'a quorum queue that is not durable',
      { queues: [quorum('q', {}, { durable: false })] },
      [/^lost: queue q is a quorum queue that is not durable/],
      { queues: [] },
    ],
    [
      'a quorum queue with priorities',
      { queues: [quorum('q', { 'x-max-priority': 3 })] },
      [/^change: queue q has x-max-priority, which quorum queues of RabbitMQ 4.2 do not take/],
      { queues: [quorum('q')] },
    ],
    [
      'a queue without a type and with priorities, and its binding',
      { queues: [queue('q', { 'x-max-priority': 3 })], bindings: [binding('amq.topic', 'q')] },
      [/^change: queue q has x-max-priority and no queue type\. .* classic queue.* one node/],
      { queues: [queue('q', { 'x-max-priority': 3, 'x-queue-type': 'classic' })] },
    ],
    [
      'what federation created for a downstream broker',
      {
        exchanges: [exchange('orders'), exchange('federation: orders -> b', 'x-federation-upstream')],
        queues: [queue('federation: orders -> b', { 'x-internal-purpose': 'federation' })],
        bindings: [
          binding('orders', 'federation: orders -> b', 'exchange'),
          binding('federation: orders -> b', 'federation: orders -> b'),
        ],
      },
      [
        /^remark: exchange federation: orders -> b was created by federation/,
        /^remark: queue federation: orders -> b was created by federation/,
        /^remark: binding orders -> .* leads to an exchange that federation created/,
        /^remark: binding federation: .* leads from an exchange that federation created/,
      ],
      { exchanges: [exchange('orders')], queues: [], bindings: [] },
    ],
    [
      'a queue without a type',
      { queues: [queue('q')] },
      [/^change: queue q has no queue type, so/, /^remark: queue q gives up on a message after 20/],
      { queues: [queue('q')] },
    ],
    [
      'a lazy queue without a type',
      { queues: [queue('q', { 'x-queue-mode': 'lazy', 'x-expires': 9, 'x-delivery-limit': 1 })] },
      [
        /^change: queue q has no queue type, so/,
        /^change: queue q has x-queue-mode, which quorum queues of RabbitMQ 4.2 do not take/,
        /^remark: queue q has x-expires: the new broker deletes such queues if no client comes/,
      ],
      { queues: [queue('q', { 'x-expires': 9, 'x-delivery-limit': 1 })] },
    ],
    [
      'a quorum queue that overflows into a dead letter exchange',
      { queues: [quorum('q', { 'x-overflow': 'reject-publish-dlx' })] },
      [/^change: queue q sets x-overflow to reject-publish-dlx/],
      { queues: [quorum('q', { 'x-overflow': 'reject-publish-dlx' })] },
    ],
    [
      'a classic queue',
      { queues: [queue('c', { 'x-queue-type': 'classic', 'x-max-priority': 3 })] },
      [/^change: queue c is a classic queue, .* one node/],
      { queues: [queue('c', { 'x-queue-type': 'classic', 'x-max-priority': 3 })] },
    ],
    [
      'a queue that the default of its virtual host made classic',
      { vhosts: [{ name: '/', metadata: { default_queue_type: 'classic' } }], queues: [queue('c')] },
      [/^change: virtual host \/ makes queues without a type classic/, /^change: queue c has no queue type/, /^remark/],
      { vhosts: [{ name: '/', metadata: {} }] },
    ],
    [
      'a queue that is deleted automatically',
      { queues: [queue('c', {}, { auto_delete: true })] },
      [/^change: queue c is a classic queue/],
      {},
    ],
    [
      'a queue that is not durable',
      { queues: [queue('t', {}, { durable: false })] },
      [/^remark: queue t is not durable/],
      { queues: [queue('t', {}, { durable: false })] },
    ],
    [
      'an exchange of a plugin that is not there, and what refers to it',
      {
        exchanges: [exchange('later', 'x-delayed-message'), exchange('e', 'topic', { 'alternate-exchange': 'later' })],
        queues: [quorum('q', { 'x-dead-letter-exchange': 'later' })],
        bindings: [binding('later', 'q'), binding('e', 'later', 'exchange'), binding('e', 'q')],
        policies: [policy('dead', { 'dead-letter-exchange': 'later' })],
      },
      [
        /^lost: exchange later has the type "x-delayed-message"/,
        /^change: exchange e has an alternate exchange that is lost/,
        /^change: policy dead sets dead-letter-exchange to an exchange that is lost/,
        /^change: queue q has a dead letter exchange that is lost/,
        /^lost: binding later -> q \(#\) leads from an exchange that is lost/,
        /^lost: binding e -> later \(#\) leads to an exchange that is lost/,
      ],
      { exchanges: [exchange('e', 'topic', { 'alternate-exchange': 'later' })], bindings: [binding('e', 'q')] },
    ],
    [
      'a local random exchange',
      { exchanges: [exchange('r', 'x-local-random')] },
      [/^lost: exchange r /],
      { exchanges: [] },
    ],
    [
      'an exchange that is everywhere',
      { exchanges: [exchange('amq.topic')] },
      [/^remark: exchange/],
      { exchanges: [] },
    ],
    ['an exchange with a reserved name', { exchanges: [exchange('amq.mine')] }, [/^lost: exchange/], { exchanges: [] }],
    [
      'a binding to a queue of the same name in another virtual host',
      {
        exchanges: [exchange('e')],
        queues: [quorum('q', {}, { vhost: 'other' })],
        bindings: [binding('e', 'q')],
      },
      [/^change: export vhosts is missing/, /^lost: binding e -> q \(#\) leads to a queue that is not in the export/],
      { bindings: [] },
    ],
    [
      'a binding to a stream',
      { queues: [queue('s', { 'x-queue-type': 'stream' })], bindings: [binding('amq.topic', 's')] },
      [/^lost: queue s /, /^lost: binding amq.topic -> s \(#\) leads to a queue that is lost/],
      { queues: [], bindings: [] },
    ],
    [
      'what would begin to move messages',
      { parameters: [parameter('shovel'), parameter('federation-upstream'), parameter('federation-upstream-set', [])] },
      [/^change: shovel it/, /^change: federation upstream it/, /^change: federation upstream set it/],
      { parameters: [] },
    ],
    [
      'a parameter of a plugin that is not there',
      { parameters: [parameter('sharding')] },
      [/^lost: parameter it belongs to the component "sharding"/],
      { parameters: [] },
    ],
    [
      'what names the old broker',
      {
        global_parameters: [
          { name: 'cluster_name', value: 'a' },
          { name: 'internal_cluster_id', value: 'b' },
          { name: 'mine' },
        ],
      },
      [
        /^remark: global parameter cluster/,
        /^remark: global parameter internal/,
        /^remark: global parameter mine is not/,
      ],
      { global_parameters: [{ name: 'mine' }] },
    ],
    [
      'users that Amazon MQ does not have or has itself, and their permissions',
      {
        users: [user('guest'), user('monitoring-AWS-OWNED-DO-NOT-DELETE'), user('app')],
        permissions: ['guest', 'monitoring-AWS-OWNED-DO-NOT-DELETE', 'app', 'nobody'].map((user) => ({
          user,
          vhost: '/',
          ...EVERYTHING,
        })),
      },
      [
        /^lost: user guest is deleted/,
        /^remark: user monitoring/,
        /^lost: permission guest is for a user that is lost/,
        /^remark: permission monitoring/,
        /^lost: permission nobody is for a user that is not in the export/,
      ],
      { users: [user('app')], permissions: [{ user: 'app', vhost: '/', ...EVERYTHING }] },
    ],
    [
      'a password that is hashed with MD5',
      { users: [user('old', { hashing_algorithm: 'rabbit_password_hashing_md5' })] },
      [/^remark: user old has a password that is hashed with MD5/],
      {},
    ],
    [
      'virtual hosts that get no defaults, or turn queues into streams',
      { vhosts: [{ name: '/' }, { name: 'a' }, { name: 'b', metadata: { default_queue_type: 'stream', tags: [] } }] },
      [
        /^remark: virtual host a does not get/,
        /^change: virtual host b turns queues without a type into streams/,
        /^remark: virtual host b does/,
      ],
      { vhosts: [{ name: '/' }, { name: 'a' }, { name: 'b', metadata: { tags: [] } }] },
    ],
  ])('%s', (_, lists, patterns, expected) => {
    const { said, kept } = review(lists);
    expect(said).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(said[index]).toMatch(pattern);
    expect(kept).toEqual({ ...lists, ...expected });
  });

  it.each<[string, object, readonly RegExp[]]>([
    [
      'a queue without a type stays classic, mirrored and lazy',
      { queues: [queue('q', { 'x-queue-mode': 'lazy' })] },
      [/^remark: queue q is lazy/],
    ],
    ['priorities of a classic queue stay', { queues: [queue('q', { 'x-max-priority': 3 })] }, []],
    [
      'a queue that is not durable',
      { queues: [queue('t', {}, { durable: false })] },
      [/^remark: queue t is not durable/],
    ],
  ])('on 3.13: %s', (_, lists, patterns) => {
    const { said, kept } = review(lists, '3.13');
    expect(said).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(said[index]).toMatch(pattern);
    expect(kept).toEqual(lists);
  });

  it.each<[string, object, readonly RegExp[], object]>([
    [
      'a queue that is not durable is refused',
      { queues: [queue('t', {}, { durable: false })], bindings: [binding('amq.topic', 't')] },
      [
        /^lost: queue t is not durable, which RabbitMQ 4.3 does not allow: the new broker would not create it/,
        /^lost: binding amq.topic -> t/,
      ],
      { queues: [], bindings: [] },
    ],
    [
      'a classic queue loses arguments that are refused, and keeps its bindings',
      {
        queues: [
          queue('a', { 'x-queue-type': 'classic', 'x-queue-mode': 'lazy', 'x-expires': 9 }),
          queue('b', { 'x-queue-type': 'classic', 'x-queue-version': 1 }),
          queue('c', { 'x-queue-type': 'classic', 'x-queue-version': 2 }),
        ],
        bindings: [binding('amq.topic', 'a')],
      },
      [
        /^change: queue a has x-queue-mode, which classic queues of RabbitMQ 4.3 do not take/,
        /^change: queue a is a classic queue/,
        /^remark: queue a has x-expires/,
        /^change: queue b has x-queue-version, which is not 2/,
        /^change: queue b is a classic/,
        /^change: queue c is a classic/,
      ],
      {
        queues: [
          queue('a', { 'x-queue-type': 'classic', 'x-expires': 9 }),
          queue('b', { 'x-queue-type': 'classic' }),
          queue('c', { 'x-queue-type': 'classic', 'x-queue-version': 2 }),
        ],
      },
    ],
  ])('on 4.3: %s', (_, lists, patterns, expected) => {
    const { said, kept } = review(lists, '4.3');
    expect(said).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(said[index]).toMatch(pattern);
    expect(kept).toEqual({ ...lists, ...expected });
  });

  it.each([
    ['3.13.7', '3.13', []],
    ['4.2.1', '3.13', [/^change: export rabbitmq_version is 4.2.1, newer than the target/]],
    ['4.3.1', '4.3', []],
    ['4.10.0', '4.2', [/^change: export rabbitmq_version is 4.10.0, newer than the target/]],
    ['3.9.0', '4.2', []],
    ['soon', '4.2', [/^remark: export rabbitmq_version is missing/]],
    [undefined, '4.2', [/^remark: export rabbitmq_version is missing/]],
  ] as const)('an export of %s for a target of %s', (version, target, patterns) => {
    const { said } = review({ rabbitmq_version: version, queues: [] }, target);
    expect(said).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(said[index]).toMatch(pattern);
  });
});

it('the export of one virtual host, which does not name itself, is checked alike', () => {
  const { said } = review({
    queues: [quorum('q', {}, { vhost: undefined })],
    exchanges: [{ name: 'e', type: 'topic', durable: true }],
    bindings: [
      { source: 'e', destination: 'q', destination_type: 'queue', routing_key: '' },
      { source: 'e', destination: 'x', destination_type: 'queue' },
    ],
  });
  expect(said).toEqual([expect.stringMatching(/^lost: binding e -> x leads to a queue that is not in the export/)]);
});

it('what is importable is importable: a second review loses nothing more', () => {
  const { importable } = reviewDefinitions(
    {
      queues: [queue('a', { 'x-queue-mode': 'lazy' }), queue('b', { 'x-max-priority': 1 })],
      bindings: [binding('amq.topic', 'b'), binding('amq.topic', 'a')],
      policies: [policy('ha', { 'ha-mode': 'all', 'max-length': 5 })],
    } as Definitions,
    '4.2',
  );
  const { rows } = reviewDefinitions(importable, '4.2');
  expect(rows.filter(({ verdict, imported }) => verdict === 'lost' || imported !== 'as-is')).toEqual([]);
});
