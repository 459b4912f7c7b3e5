import type { Definitions } from '../../../cli/definitions/definitions.ts';
import { reviewDefinitions } from '../../../cli/definitions/review.ts';
import type { TargetVersion } from '../../../cli/definitions/target.ts';
import { OFFERED_VERSIONS } from '../../../cli/rabbitmq/engine-version.ts';
import { REFUSAL_EXAMPLES, REFUSALS } from '../../support/refusal-examples.ts';

/** As a server would read it: members that are `undefined` are not there. */
const plain = (lists: object) => JSON.parse(JSON.stringify({ rabbitmq_version: '3.10.8', ...lists })) as Definitions;

const ANYWHERE = 'object in a virtual host';

describe.each(OFFERED_VERSIONS)('what RabbitMQ %s refuses', (target) => {
  const named = REFUSALS.filter(([, { since }]) => since[target] !== undefined);

  it.each(named)('%s', (name, refusal) => {
    const { refused, imported } = REFUSAL_EXAMPLES[name];
    const definitions = plain(refused);
    const { rows, importable } = reviewDefinitions(definitions, target);
    const { kinds, verdict, isLeftOut, action, source, effect } = refusal;
    const row = rows.find((one) => one.reference === source && one.action === action);
    expect(row).toMatchObject({ verdict, imported: verdict === 'lost' || isLeftOut ? 'left-out' : 'changed' });
    if (!kinds.includes(ANYWHERE)) expect(kinds).toContain(row?.kind);
    expect(row?.detail).toMatch(effect === 'skipped' ? /would not create / : /would refuse the import\.$/);
    expect(importable).toEqual({ ...definitions, ...plain(imported) });
    const again = reviewDefinitions(importable, target).rows;
    expect(again.filter(({ imported }) => imported !== 'as-is')).toEqual([]);
  });
});

it.each([
  ['tooManyTags', '3.13'],
  ['missingTopicExchange', '4.2'],
  ['transient', '4.2'],
  ['exchangeWithoutDurable', '4.3'],
  ['heavyWeight', '3.13'],
  ['longPattern', '3.13'],
  ['longPermission', '3.13'],
] as const)('%s stays on %s, which takes it', (name, target) => {
  const definitions = plain(REFUSAL_EXAMPLES[name].refused);
  expect(reviewDefinitions(definitions, target).importable).toEqual(definitions);
});

/** What is said of the only list of an export, and what is kept of it. */
function review(list: string, items: readonly object[], target: TargetVersion = '4.2', others: object = {}) {
  const { rows, importable } = reviewDefinitions(plain({ vhosts: [{ name: '/' }], ...others, [list]: items }), target);
  const said = rows.filter(({ kind }) => kind !== 'export').map(({ verdict, detail }) => `${verdict}: ${detail}`);
  return { said, kept: importable[list] as unknown };
}

const queue = (args: object) => ({ name: 'q', vhost: '/', durable: true, auto_delete: false, arguments: args });

describe('arguments of queues', () => {
  it.each<[string, TargetVersion, object, RegExp, object]>([
    [
      'those of quorum queues are taken from classic ones',
      '4.3',
      { 'x-queue-type': 'classic', 'x-delivery-limit': 5, 'x-quorum-initial-group-size': 3 },
      /^change: has x-quorum-initial-group-size and x-delivery-limit, which classic queues of RabbitMQ 4.3 do not take/,
      { 'x-queue-type': 'classic' },
    ],
    [
      'a leader locator of a classic queue is refused by 3.13',
      '3.13',
      { 'x-queue-type': 'classic', 'x-queue-leader-locator': 'balanced' },
      /^change: has x-queue-leader-locator, which classic queues of RabbitMQ 3.13 do not take/,
      { 'x-queue-type': 'classic' },
    ],
    [
      'a master locator keeps 4.3 from creating a classic queue',
      '4.3',
      { 'x-queue-type': 'classic', 'x-queue-master-locator': 'random' },
      /^change: has x-queue-master-locator, which .* would not create it, and report no error/,
      { 'x-queue-type': 'classic' },
    ],
    [
      'a consumer timeout of a classic queue is refused by 4.3 only',
      '4.3',
      { 'x-queue-type': 'classic', 'x-consumer-timeout': 5 },
      /^change: has x-consumer-timeout, which classic queues of RabbitMQ 4.3 do not take/,
      { 'x-queue-type': 'classic' },
    ],
    [
      'a value of the wrong type is named by its argument',
      '4.2',
      { 'x-queue-type': 'quorum', 'x-delivery-limit': 5, 'x-expires': 'of-a-secret' },
      /^change: has x-expires, which is not a whole number from 1 to 315360000000: the new broker would refuse the import/,
      { 'x-queue-type': 'quorum', 'x-delivery-limit': 5 },
    ],
    [
      'a queue of the type undefined has none',
      '4.2',
      { 'x-queue-type': 'undefined', 'x-delivery-limit': 5 },
      /^change: has no queue type, so it becomes a quorum queue/,
      { 'x-delivery-limit': 5 },
    ],
  ])('%s', (_, target, before, pattern, after) => {
    const { said, kept } = review('queues', [queue(before)], target);
    expect(said[0]).toMatch(pattern);
    expect(said.join()).not.toContain('of-a-secret');
    expect(kept).toEqual([queue(after)]);
  });

  it.each<[string, TargetVersion, object]>([
    ['no version knows', '4.3', { 'x-queue-type': 'quorum', 'x-delivery-limit': 5, 'x-owner': { team: ['a'] } }],
    ['only 4.3 knows', '4.2', { 'x-queue-type': 'quorum', 'x-delivery-limit': 5, 'x-consumer-timeout': 'soon' }],
  ])('those that %s stay', (_, target, args) => {
    expect(review('queues', [queue(args)], target)).toEqual({ said: [], kept: [queue(args)] });
  });
});

describe('users', () => {
  const user = (others: object) => ({ name: 'u', tags: '', ...others });

  it.each<[string, object, readonly RegExp[]]>([
    ['without a password', {}, [/^remark: has neither a password nor a hash/]],
    ['with a plain password', { password: 'of-a-secret' }, [/^remark: has a password in plain text/]],
    ['with a hash', { password_hash: 'YWJj' }, []],
    ['with tags in a list', { password_hash: '', tags: ['administrator'] }, []],
    ['of a server before 2.3', { password_hash: '', tags: undefined, administrator: 'true' }, []],
    [
      'with a hash of a plugin',
      { password_hash: 'YWJj', hashing_algorithm: 'mine' },
      [/^change: has a password that is hashed by a plugin/],
    ],
  ])('%s are imported as they are', (_, others, patterns) => {
    const users = JSON.parse(JSON.stringify([user(others)])) as object[];
    const { said, kept } = review('users', users);
    expect(said).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(said[index]).toMatch(pattern);
    expect(said.join()).not.toContain('of-a-secret');
    expect(kept).toEqual(users);
  });

  it('a plain password stays if the hash is not readable', () => {
    const { kept } = review('users', [user({ password: 'of-a-secret', password_hash: 5 })]);
    expect(kept).toEqual([user({ password: 'of-a-secret' })]);
  });

  it('who are there twice are imported once', () => {
    const { said, kept } = review('users', [user({ password_hash: '' }), user({ password_hash: 'YWJj' })]);
    expect(said).toEqual([expect.stringMatching(/^change: is in the export twice, and they differ/)]);
    expect(kept).toEqual([user({ password_hash: '' })]);
  });
});

it('of two topic permissions of a user for one exchange, the first is imported', () => {
  const permission = (exchange: string, write: string) => ({ user: 'app', vhost: '/', exchange, write, read: '' });
  const lists = { users: [{ name: 'app', tags: '' }], vhosts: [{ name: '/' }] };
  const topic_permissions = [permission('a', '^x'), permission('b', ''), permission('a', '^y')];
  const { importable } = reviewDefinitions(plain({ ...lists, topic_permissions }), '4.2');
  expect(importable.topic_permissions).toEqual(topic_permissions.slice(0, 2));
});

describe('virtual hosts', () => {
  it.each<[TargetVersion, unknown, readonly RegExp[], boolean]>([
    ['3.13', 'classic', [], true],
    [
      '4.2',
      'classic',
      [/^change: makes queues without a type classic, which RabbitMQ 4 keeps on only one node/],
      false,
    ],
    ['4.3', 'quorum', [], true],
    ['3.13', 'undefined', [], true],
    ['4.2', 'undefined', [], false],
    ['4.2', null, [], false],
    ['4.2', '', [/^change: has a default queue type that RabbitMQ does not know/], false],
    ['3.13', 'quorums', [/^change: has a default queue type that RabbitMQ does not know/], false],
  ])('on %s, the default queue type %p', (target, type, patterns, isKept) => {
    const metadata = { default_queue_type: type, tags: [] };
    // RabbitMQ 3.13 writes the type in both places.
    const host = { name: '/', default_queue_type: type, metadata };
    const { said, kept } = review('vhosts', [host], target);
    expect(said).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(said[index]).toMatch(pattern);
    expect(kept).toEqual([isKept ? host : { name: '/', metadata: { tags: [] } }]);
  });

  it('a default queue type that no import reads is left out', () => {
    const hosts = [
      { name: '/', default_queue_type: 'classic' },
      { name: '/', default_queue_type: 'classic', metadata: { default_queue_type: 'quorum' } },
    ];
    expect(hosts.map((host) => review('vhosts', [host]))).toEqual([
      { said: [], kept: [{ name: '/' }] },
      { said: [], kept: [{ name: '/', metadata: { default_queue_type: 'quorum' } }] },
    ]);
  });

  it('metadata that a server wrote as an empty list is left out', () => {
    expect(review('vhosts', [{ name: '/', metadata: [] }])).toEqual({ said: [], kept: [{ name: '/' }] });
  });

  it('/ is always there, and others are not known without a list of them', () => {
    const policies = ['/', 'shop'].map((vhost) => ({
      name: vhost,
      vhost,
      pattern: '',
      definition: { expires: 5 },
      priority: 9,
    }));
    const { importable } = reviewDefinitions(plain({ policies }), '4.2');
    expect(importable.policies).toEqual(policies);
    expect(review('policies', policies, '4.2', { vhosts: [] }).kept).toEqual([policies[0]]);
  });
});

describe('permissions', () => {
  const users = [{ name: 'u', tags: '', password_hash: '' }];
  it.each<[string, string, readonly RegExp[]]>([
    ['a pattern', '^orders\\.', []],
    [
      'an inline option of PCRE',
      '(?i)^orders',
      [/^remark: has a regular expression that this program cannot check\. If it is not valid, the import ends/],
    ],
    ['a glob', 'orders.*|*', [/^lost: lacks one of its regular expressions/]],
    ['an open group', '(', [/^lost: /]],
  ])('%s', (_, write, patterns) => {
    const permission = { user: 'u', vhost: '/', configure: '', write, read: '' };
    const { said, kept } = review('permissions', [permission], '4.2', { users });
    expect(said).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(said[index]).toMatch(pattern);
    expect(kept).toEqual(patterns.some(({ source }) => source.startsWith('^lost')) ? [] : [permission]);
  });
});

it('an exchange type that moved into RabbitMQ 4.3 is lost before it', () => {
  const exchange = { name: 'e', vhost: '/', type: 'x-modulus-hash', durable: true };
  expect(review('exchanges', [exchange], '4.3')).toEqual({ said: [], kept: [exchange] });
  for (const target of ['3.13', '4.2'] as const) expect(review('exchanges', [exchange], target).kept).toEqual([]);
});

it('what servers note in parameters for themselves is left out', () => {
  const parameters = ['exchange-delete-in-progress', 'imported_definition_hash_value', 'policy'].map((component) => ({
    component,
    name: 'it',
    vhost: '/',
    value: {},
  }));
  const { said, kept } = review('parameters', parameters);
  expect(said).toEqual([
    expect.stringMatching(/^remark: is a note/),
    expect.stringMatching(/^remark: is a note/),
    expect.stringMatching(/^change: is a policy in the list of parameters/),
  ]);
  expect(kept).toEqual([]);
});

describe('policies', () => {
  const policy = (definition: object) => ({
    name: 'p',
    vhost: '/',
    pattern: '.*',
    priority: 5,
    'apply-to': 'queues',
    definition,
  });

  it.each<[string, TargetVersion, object, RegExp, object]>([
    [
      'a value of the wrong kind',
      '4.2',
      { expires: 'soon', 'max-length': 5 },
      /^change: sets expires to a value that is not a whole number of at least 1: the new broker would refuse the import/,
      { 'max-length': 5 },
    ],
    [
      'a negative delivery limit',
      '3.13',
      { 'delivery-limit': -1, 'max-length': 5 },
      /^change: sets delivery-limit to a value that is not a whole number of at least 0/,
      { 'max-length': 5 },
    ],
  ])('%s is taken out', (_, target, before, pattern, after) => {
    const { said, kept } = review('policies', [policy(before)], target);
    expect(said[0]).toMatch(pattern);
    expect(kept).toEqual([policy(after)]);
  });

  it('a policy of which nothing is left is left out', () => {
    expect(review('policies', [policy({ expires: 'soon' })]).kept).toEqual([]);
  });

  it('a negative delivery limit stays on RabbitMQ 4', () => {
    expect(review('policies', [policy({ 'delivery-limit': -1 })])).toEqual({
      said: [],
      kept: [policy({ 'delivery-limit': -1 })],
    });
  });

  it('those of a virtual host that is exported alone lose to none of Amazon MQ', () => {
    const { rows } = reviewDefinitions(
      plain({
        rabbitmq_definition_format: 'single_virtual_host',
        original_vhost_name: 'till',
        policies: [{ ...policy({ expires: 5 }), vhost: undefined, priority: 0 }],
      }),
      '4.2',
    );
    expect(rows).toEqual([]);
  });
});

describe('what the export lacks', () => {
  it.each<[string, object, readonly RegExp[]]>([
    [
      'the virtual hosts of its objects',
      { queues: [queue({ 'x-queue-type': 'quorum' }), { ...queue({}), name: 'r', vhost: 'till' }] },
      [/^vhosts is missing, .* would refuse the import\. Create till before the import\.$/],
    ],
    [
      'the users of its permissions',
      { permissions: [{ user: 'u', vhost: '/', configure: '', write: '', read: '' }] },
      [/^users is missing, /],
    ],
    [
      'what its bindings connect',
      {
        bindings: [
          { source: 'amq.topic', vhost: '/', destination: 'q', destination_type: 'queue', routing_key: '' },
          { source: 'e', vhost: '/', destination: 'amq.fanout', destination_type: 'exchange', routing_key: '' },
        ],
      },
      [/^queues is missing, /, /^exchanges is missing, /],
    ],
    [
      'nothing, if it is that of one virtual host',
      { original_vhost_name: 'till', rabbitmq_definition_format: 'single_virtual_host', queues: [], exchanges: [] },
      [],
    ],
  ])('%s', (_, lists, patterns) => {
    const { rows, importable } = reviewDefinitions(plain(lists), '4.2');
    const said = rows
      .filter(({ kind }) => kind === 'export')
      .map(({ name, detail, action }) => `${name} ${detail} ${action}`);
    expect(said).toHaveLength(patterns.length);
    for (const [index, pattern] of patterns.entries()) expect(said[index]).toMatch(pattern);
    expect(Object.keys(importable)).toEqual(Object.keys(plain(lists)));
  });

  it('is said of one virtual host, with the way to import it', () => {
    const { notes } = reviewDefinitions(plain({ original_vhost_name: 'a/b', queues: [] }), '4.2');
    expect(notes).toContainEqual(
      expect.stringMatching(/^This is an export of the virtual host "a\/b"\. .*: POST \/api\/definitions\/a%2Fb$/),
    );
  });
});
