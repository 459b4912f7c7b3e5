import { ACCESS_REFUSALS } from '../../cli/definitions/access-refusals.ts';
import { POLICY_REFUSALS } from '../../cli/definitions/policy-refusals.ts';
import type { Refusal } from '../../cli/definitions/refusal.ts';
import { TOPOLOGY_REFUSALS } from '../../cli/definitions/topology-refusals.ts';

const ALL = { ...ACCESS_REFUSALS, ...TOPOLOGY_REFUSALS, ...POLICY_REFUSALS };

export type RefusalName = keyof typeof ALL;

/** All that a broker refuses, but for arguments and settings. */
export const REFUSALS: readonly (readonly [RefusalName, Refusal])[] = Object.entries(ALL).map(([name, refusal]) => [
  name as RefusalName,
  refusal,
]);

/** The definitions of a broker that imports, but for what an example is about. */
export interface RefusalExample {
  /** The lists of an export. */
  readonly refused: Readonly<Record<string, readonly object[]>>;
  /** The same as it is imported. A list that is not here stays as it was. */
  readonly imported: Readonly<Record<string, readonly object[]>>;
}

/** The virtual host of the examples. */
export const HOST = 'refusals';
const vhosts = [{ name: HOST }];
const user = (others: object) => ({ name: 'someone', tags: '', password_hash: 'YWJj', ...others });
const queue = (args: object = {}, others: object = {}) => ({
  name: 'waiting',
  vhost: HOST,
  durable: true,
  auto_delete: false,
  arguments: { 'x-queue-type': 'quorum', ...args },
  ...others,
});
const exchange = (type: string, args: object = {}, others: object = {}) => ({
  name: 'sorting',
  vhost: HOST,
  type,
  durable: true,
  auto_delete: false,
  internal: false,
  arguments: args,
  ...others,
});
const binding = (others: object = {}) => ({
  source: 'sorting',
  vhost: HOST,
  destination: 'waiting',
  destination_type: 'queue',
  routing_key: '1',
  arguments: {},
  ...others,
});
const policy = (definition: object, others: object = {}) => ({
  name: 'setting',
  vhost: HOST,
  pattern: '^waiting',
  'apply-to': 'queues',
  priority: 5,
  definition,
  ...others,
});
const operatorPolicy = (others: object) => ({
  component: 'operator_policy',
  name: 'ceiling',
  vhost: HOST,
  value: { pattern: '', 'apply-to': 'queues', definition: { 'max-length': 5 }, ...others },
});
const limits = (value: unknown, name = 'limits') => ({ component: 'vhost-limits', name, vhost: HOST, value });

const ofUser = (refused: object, imported: object): RefusalExample => ({
  refused: { users: [refused] },
  imported: { users: [imported] },
});
const ofHost = (refused: object, imported: object = {}): RefusalExample => ({
  refused: { vhosts: [{ name: HOST, ...refused }] },
  imported: { vhosts: [{ name: HOST, ...imported }] },
});
/** A list whose only object is left out. */
const lost = (list: string, refused: object, others: object = {}): RefusalExample => ({
  refused: { vhosts, ...others, [list]: [refused] },
  imported: { [list]: [] },
});
const changed = (list: string, refused: object, imported: object, others: object = {}): RefusalExample => ({
  refused: { vhosts, ...others, [list]: [refused] },
  imported: { [list]: [imported] },
});
const lostBinding = (type: string, others: object) =>
  lost('bindings', binding(others), { queues: [queue()], exchanges: [exchange(type)] });
const permission = { user: 'someone', vhost: HOST, configure: '', write: '.*', read: '.*' };
const users = [user({})];
const tags = Array.from({ length: 33 }, (_, index) => `tag-${index}`);

/** An example of each thing that a broker refuses, by the name of the refusal. */
export const REFUSAL_EXAMPLES: Readonly<Record<RefusalName, RefusalExample>> = {
  withoutTags: ofUser({ name: 'someone', password_hash: 'YWJj' }, user({})),
  tagsNotText: ofUser(user({ tags: 5 }), user({})),
  tooManyTags: ofUser(user({ tags: [...tags, 'monitoring'] }), user({ tags: ['monitoring', ...tags.slice(0, 31)] })),
  bothPasswords: ofUser(user({ password: 'of-an-example' }), user({})),
  passwordNotText: ofUser({ name: 'someone', tags: '', password: null }, { name: 'someone', tags: '' }),
  hashNotBase64: ofUser(user({ password_hash: 'a-b' }), { name: 'someone', tags: '' }),
  userLimits: ofUser(
    user({ limits: { 'max-channels': '5', 'max-connections': 5 } }),
    user({ limits: { 'max-connections': 5 } }),
  ),
  ownPermissions: ofUser(user({ permissions: { later: { configure: '', write: '', read: '' } } }), user({})),
  badDefaultType: ofHost({ metadata: { default_queue_type: 'quorums', tags: [] } }, { metadata: { tags: [] } }),
  badTracing: ofHost({ tracing: 'off' }),
  badHostTags: ofHost({ tags: 5 }),
  noVirtualHost: lost('queues', queue({}, { vhost: undefined })),
  missingVirtualHost: lost('queues', queue({}, { vhost: 'elsewhere' })),
  missingUser: lost('permissions', { ...permission, user: 'nobody' }, { users }),
  badPermission: lost('permissions', { ...permission, configure: '*' }, { users }),
  longPermission: lost('permissions', { ...permission, configure: 'a'.repeat(1025) }, { users }),
  missingTopicExchange: lost(
    'topic_permissions',
    { user: 'someone', vhost: HOST, exchange: 'sorting', write: '', read: '' },
    { users, exchanges: [] },
  ),
  nullArgument: changed('queues', queue({ owner: { names: [null] } }), queue()),
  keyWithoutExchange: changed('queues', queue({ 'x-dead-letter-routing-key': 'late' }), queue()),
  badQueueType: lost('queues', queue({ 'x-queue-type': 'quorums' })),
  unfitQuorum: lost('queues', queue({}, { auto_delete: true })),
  transient: lost('queues', queue({ 'x-queue-type': 'classic' }, { durable: false })),
  badExchangeType: lost('exchanges', exchange('x-delayed-message')),
  exchangeWithoutDurable: changed('exchanges', exchange('topic', {}, { durable: undefined }), exchange('topic')),
  badHashArguments: lost('exchanges', exchange('x-consistent-hash', { 'hash-property': 'user_id' })),
  badDestinationType: lostBinding('topic', { destination_type: 'topic' }),
  nullInBinding: lostBinding('topic', { arguments: { owner: null } }),
  bindingWithoutKey: changed('bindings', binding({ routing_key: undefined }), binding({ routing_key: '' }), {
    queues: [queue()],
    exchanges: [exchange('topic')],
  }),
  badMatch: lostBinding('headers', { arguments: { 'x-match': 'some' } }),
  badWeight: lostBinding('x-consistent-hash', { routing_key: 'a' }),
  heavyWeight: lostBinding('x-consistent-hash', { routing_key: '10001' }),
  withoutSelector: lostBinding('x-jms-topic', {}),
  missingEnd: lostBinding('topic', { destination: 'nowhere' }),
  badComponent: lost('parameters', { component: 'sharding', name: 'it', vhost: HOST, value: {} }),
  longGlobalName: lost('global_parameters', { name: 'g'.repeat(256), value: 5 }),
  badLimits: changed(
    'parameters',
    limits({ 'max-queues': '5', 'max-connections': 5 }),
    limits({ 'max-connections': 5 }),
  ),
  fewerQueues: changed(
    'parameters',
    limits({ 'max-queues': 1, 'max-connections': 5 }),
    limits({ 'max-connections': 5 }),
    {
      queues: Array.from({ length: 12 }, (_, index) => queue({}, { name: `waiting-${index}` })),
    },
  ),
  longPattern: lost('policies', policy({ expires: 5 }, { pattern: 'a'.repeat(1025) })),
  badPattern: lost('policies', policy({ expires: 5 }, { pattern: '*' })),
  badScope: lost('policies', policy({ expires: 5 }, { 'apply-to': 'topics' })),
  emptyPolicy: lost('policies', policy({})),
  twoUpstreams: lost('policies', policy({ 'federation-upstream': 'a', 'federation-upstream-set': 'all' })),
  badMirroring: changed(
    'policies',
    policy({ 'ha-mode': 'exactly', 'ha-params': 'two', expires: 5 }),
    policy({ expires: 5 }),
  ),
  badRetry: changed('policies', policy({ 'delayed-retry-type': 'all', expires: 5 }), policy({ expires: 5 })),
  badMembers: changed('parameters', operatorPolicy({ priority: 5, owner: 'me' }), operatorPolicy({ priority: 5 })),
};
