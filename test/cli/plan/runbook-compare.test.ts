import { execFileSync } from 'node:child_process';
import { temporaryFolder } from '../support.ts';
import { described } from './described.ts';
import { commandsOf, pagesIn } from './runbook-reader.ts';
import { runbookIn } from './support.ts';

const folder = temporaryFolder();

type Json = Readonly<Record<string, unknown>>;
type Lists = Readonly<Record<string, readonly Json[]>>;

const QUEUE = { vhost: '/', name: 'q', durable: true, auto_delete: false, arguments: {} };
const CLASSIC = { ...QUEUE, arguments: { 'x-queue-type': 'classic' } };
const QUORUM = { ...QUEUE, arguments: { 'x-queue-type': 'quorum' } };
const POLICY = {
  ...{ vhost: '/', name: 'p', pattern: '^q', 'apply-to': 'queues', priority: 2 },
  definition: { 'max-length': 5 },
};
const USER = { name: 'app', password_hash: 'SECRET+', hashing_algorithm: 'sha256', tags: ['management'], limits: {} };
const EXCHANGE = {
  vhost: '/',
  name: 'x',
  type: 'topic',
  durable: true,
  auto_delete: false,
  internal: false,
  arguments: {},
};
const BINDING = {
  vhost: '/',
  source: 'x',
  destination_type: 'queue',
  destination: 'q',
  routing_key: '',
  arguments: { a: 1 },
};
const TOPIC = { vhost: '/', user: 'app', exchange: 'x', write: '', read: '^a' };
const OPERATOR = {
  ...{ vhost: '/', component: 'operator_policy', name: 'o' },
  value: { pattern: '.*', 'apply-to': 'queues', priority: 0, definition: { 'max-length': 9 } },
};
const LIMITS = { vhost: 'orders', component: 'vhost-limits', name: 'limits', value: { 'max-queues': 5 } };

/** Runs `compare` on what the brokers and the files have. Each is the importable definitions, unless it is given. */
async function compare(
  imported: Lists,
  {
    exported = imported,
    now = exported,
    found = imported,
    before = [],
    after = [],
    version = '4.2',
  }: {
    readonly exported?: Lists;
    readonly now?: Lists;
    readonly found?: Lists;
    readonly before?: readonly Json[];
    readonly after?: readonly Json[];
    readonly version?: string;
  } = {},
): Promise<readonly string[]> {
  const runbook = await runbookOf(version);
  const blocks = commandsOf(runbook).get('Import the definitions') ?? [];
  const block = blocks.find((text) => text.startsWith('compare()')) ?? '';
  folder.write('old-definitions.json', exported);
  folder.write('definitions.json', imported);
  const stub = (name: string) =>
    `${name}() { case "$1" in */definitions) printf %s "$${name}_definitions" ;; *) printf '{"page_count":1,"items":%s}' "$${name}_queues" ;; esac; }\n`;
  const output = execFileSync('bash', ['-c', `${stub('old')}${stub('new')}${pagesIn(runbook)}${block}`], {
    cwd: folder.path('.'),
    env: {
      PATH: process.env.PATH,
      old_definitions: JSON.stringify(now),
      new_definitions: JSON.stringify(found),
      old_queues: JSON.stringify(before),
      new_queues: JSON.stringify(after),
    },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
  });
  return output.trimEnd().split('\n');
}

const runbooks = new Map<string, Promise<string>>();

function runbookOf(version: string): Promise<string> {
  const made = runbooks.get(version) ?? runbookIn(folder.path('runbook.md'), described(), '--engine-version', version);
  runbooks.set(version, made);
  return made;
}

const SAME = ['no difference'];
const isNew = (is: readonly unknown[], ...what: readonly unknown[]) => JSON.stringify(['new broker', is, ...what]);

describe('definitions on the new broker', () => {
  it.each<[name: string, imported: Lists, found: Lists, lines: readonly string[]]>([
    ['that are as they were imported', { queues: [QUORUM], users: [USER] }, { queues: [QUORUM], users: [USER] }, SAME],
    ['with more than was imported', { queues: [] }, { queues: [QUEUE], policies: [POLICY] }, SAME],
    ['without a queue', { queues: [QUEUE] }, {}, [isNew(['queue', '/', 'q'], 'is missing')]],
    [
      'with a queue of another type',
      { queues: [QUORUM] },
      { queues: [CLASSIC] },
      [isNew(['queue', '/', 'q'], 'type', 'differs', 'quorum', 'classic')],
    ],
    ['with a queue of the default type', { queues: [QUEUE] }, { queues: [{ ...QUEUE, type: 'quorum' }] }, SAME],
    [
      'with a queue that did not get the default type',
      { queues: [QUEUE] },
      { queues: [{ ...QUEUE, type: 'classic' }] },
      [isNew(['queue', '/', 'q'], 'type', 'differs', 'quorum', 'classic')],
    ],
    [
      'with a queue that does not live as long as the others and is classic',
      { queues: [{ ...QUEUE, auto_delete: true }] },
      { queues: [{ ...QUEUE, auto_delete: true, type: 'classic' }] },
      SAME,
    ],
    [
      'with the default type of a virtual host',
      { vhosts: [{ name: '/', default_queue_type: 'classic' }], queues: [QUEUE] },
      { vhosts: [{ name: '/', default_queue_type: 'classic' }], queues: [CLASSIC] },
      SAME,
    ],
    [
      'with a type of no name',
      { queues: [{ ...QUEUE, arguments: { 'x-queue-type': 'undefined' } }] },
      { queues: [QUORUM] },
      SAME,
    ],
    [
      'with a queue with other arguments',
      { queues: [{ ...QUORUM, arguments: { ...QUORUM.arguments, 'x-max-length': 1 } }] },
      { queues: [QUORUM] },
      [isNew(['queue', '/', 'q'], 'arguments', 'differs', { 'x-max-length': 1 }, {})],
    ],
    [
      'with an exchange of another type and arguments',
      { exchanges: [{ ...EXCHANGE, arguments: { 'alternate-exchange': 'y' } }] },
      { exchanges: [{ ...EXCHANGE, type: 'fanout' }] },
      [
        isNew(['exchange', '/', 'x'], 'arguments', 'differs', { 'alternate-exchange': 'y' }, {}),
        isNew(['exchange', '/', 'x'], 'type', 'differs', 'topic', 'fanout'),
      ],
    ],
    [
      'with one of two headers bindings',
      { bindings: [BINDING, { ...BINDING, arguments: { a: 2 } }] },
      { bindings: [BINDING] },
      [isNew(['binding', '/', 'x', 'queue', 'q', '', { a: 2 }], 'is missing')],
    ],
    [
      'with a policy of another priority, pattern and kind',
      { policies: [POLICY] },
      { policies: [{ ...POLICY, priority: 0, pattern: 'x', 'apply-to': 'all' }] },
      [
        isNew(['policy', '/', 'p'], 'apply-to', 'differs', 'queues', 'all'),
        isNew(['policy', '/', 'p'], 'pattern', 'differs', '^q', 'x'),
        isNew(['policy', '/', 'p'], 'priority', 'differs', 2, 0),
      ],
    ],
    [
      'with mirroring that Amazon MQ adds to each policy of RabbitMQ 3.13',
      { policies: [POLICY] },
      {
        policies: [{ ...POLICY, definition: { ...POLICY.definition, 'ha-mode': 'all', 'ha-sync-mode': 'automatic' } }],
      },
      SAME,
    ],
    [
      'without an operator policy',
      { parameters: [OPERATOR] },
      {},
      [isNew(['operator_policy', '/', 'o'], 'is missing')],
    ],
    [
      'with other limits of a virtual host',
      { parameters: [LIMITS] },
      { parameters: [{ ...LIMITS, value: { 'max-queues': 1 } }] },
      [isNew(['vhost-limits', 'orders', 'limits'], 'value', 'differs', { 'max-queues': 5 }, { 'max-queues': 1 })],
    ],
    [
      'with other topic permissions',
      { topic_permissions: [TOPIC] },
      { topic_permissions: [{ ...TOPIC, read: '.*' }] },
      [isNew(['topic permission', '/', 'app', 'x'], 'read', 'differs', '^a', '.*')],
    ],
    [
      'with a user without a tag and with a limit',
      { users: [{ ...USER, limits: { 'max-channels': 1 } }] },
      { users: [{ ...USER, tags: [] }] },
      [
        isNew(['user', 'app'], 'limits', 'differs', { 'max-channels': 1 }, {}),
        isNew(['user', 'app'], 'tags', 'differs', ['management'], []),
      ],
    ],
    ['with tags as older brokers write them', { users: [{ ...USER, tags: 'management' }] }, { users: [USER] }, SAME],
    [
      'with another password, whose hash is not shown',
      { users: [USER] },
      { users: [{ ...USER, password_hash: 'OTHER' }] },
      [isNew(['user', 'app'], 'password_hash', 'differs')],
    ],
    [
      'without a permission',
      { permissions: [{ vhost: '/', user: 'u' }] },
      {},
      [isNew(['permission', '/', 'u'], 'is missing')],
    ],
    ['without a virtual host', { vhosts: [{ name: 'a' }] }, {}, [isNew(['virtual host', 'a'], 'is missing')]],
  ])('%s', async (_, imported, found, lines) => {
    expect(await compare(imported, { found })).toEqual(lines);
  });

  test('have classic queues by default on RabbitMQ 3.13', async () => {
    expect(await compare({ queues: [QUEUE] }, { found: { queues: [QUORUM] }, version: '3.13' })).toEqual([
      isNew(['queue', '/', 'q'], 'type', 'differs', 'classic', 'quorum'),
    ]);
  });
});

describe('definitions on the old broker', () => {
  const since = (...what: readonly unknown[]) => JSON.stringify(['old broker, since the export', ...what]);
  it.each<[name: string, exported: Lists, now: Lists, lines: readonly string[]]>([
    ['that nobody touched', { queues: [QUEUE] }, { queues: [QUEUE] }, SAME],
    ['with a new queue', {}, { queues: [QUEUE] }, [since(['queue', '/', 'q'], 'is new')]],
    ['without one of the queues', { queues: [QUEUE] }, {}, [since(['queue', '/', 'q'], 'is missing')]],
    [
      'with a changed policy',
      { policies: [POLICY] },
      { policies: [{ ...POLICY, priority: 9 }] },
      [since(['policy', '/', 'p'], 'priority', 'differs', 2, 9)],
    ],
    [
      'with queues that clients and federation made',
      {},
      {
        queues: [
          { ...QUEUE, name: 'amq.gen-1' },
          { ...QUEUE, name: 'federation: x -> y' },
        ],
      },
      SAME,
    ],
    [
      'without shovels, which the switch deletes',
      { parameters: [{ vhost: '/', component: 'shovel', name: 's', value: {} }] },
      {},
      SAME,
    ],
  ])('%s', async (_, exported, now, lines) => {
    expect(await compare({}, { exported, now })).toEqual(lines);
  });
});

describe('the settings of queues', () => {
  const told = (policy: string | null, settings: Json, name = 'q') => ({
    ...{ vhost: '/', name, policy },
    effective_policy_definition: settings,
  });
  const set = (key: string, was: readonly unknown[], is: readonly unknown[], ...queues: readonly string[]) =>
    JSON.stringify([
      ...[`${queues.length} queues, such as`, ['/', queues[0]], key, 'differs'],
      ...[was, is].map(([policy, value = null]) => ({ policy, value })),
    ]);
  const AWS = 'AWS-DEFAULT-POLICY-CLUSTER';
  it.each<[name: string, before: readonly Json[], after: readonly Json[], lines: readonly string[]]>([
    ['that are the same', [told('p', { 'max-length': 5 })], [told('p', { 'max-length': 5 })], SAME],
    [
      'that Amazon MQ sets on both',
      [told(AWS, { 'max-length': 1 })],
      [told('AWS-DEFAULT-X', { 'max-length': 2 })],
      SAME,
    ],
    ['without a policy', [told(null, {})], [told('', {})], SAME],
    [
      'of queues for which the policy of Amazon MQ wins',
      [told('p', { 'max-length': 5 }, 'a'), told('p', { 'max-length': 5 }, 'b')],
      [told(AWS, { 'max-length': 8 }, 'a'), told(AWS, { 'max-length': 8 }, 'b')],
      [set('max-length', ['p', 5], [AWS, 8], 'a', 'b')],
    ],
    [
      'of a queue for which yours wins now',
      [told(AWS, {})],
      [told('p', { expires: 1 })],
      [set('expires', [AWS], ['p', 1], 'q')],
    ],
    [
      'with mirroring, which is announced',
      [told('p', { 'ha-mode': 'all', 'queue-version': 2 })],
      [told('p', {})],
      SAME,
    ],
    ['of a queue that is on one broker only, which is listed elsewhere', [told('p', { expires: 1 })], [], SAME],
    [
      'that a broker does not tell yet',
      [told('p', {})],
      [{ vhost: '/', name: 'q' }],
      [JSON.stringify(['new broker', '1 queues, such as', ['/', 'q'], 'do not tell their policy yet: compare again'])],
    ],
  ])('%s', async (_, before, after, lines) => {
    expect(await compare({}, { before, after })).toEqual(lines);
  });

  test('of quorum queues whose policy was divided', async () => {
    const twin = { ...POLICY, name: 'p-quorum', definition: { overflow: 'reject-publish' } };
    const exported = { policies: [{ ...POLICY, definition: { overflow: 'reject-publish-dlx' } }] };
    const policies = [...exported.policies, twin];
    const before = [told('p', { overflow: 'reject-publish-dlx' })];
    const after = [told('p-quorum', { overflow: 'reject-publish' })];
    expect(await compare({ policies }, { exported, before, after })).toEqual(SAME);
  });

  it.each([
    ['a setting that the check changed', { overflow: 'reject-publish' }, 'reject-publish', SAME],
    ['a setting that the check left out', {}, undefined, SAME],
    [
      'a setting that is neither what it was nor what the check announced',
      { overflow: 'reject-publish' },
      'drop-head',
      [set('overflow', ['p', 'reject-publish-dlx'], ['p', 'drop-head'], 'q')],
    ],
  ])('with %s', async (_, definition, overflow, lines) => {
    const policies = [{ ...POLICY, definition }];
    const exported = { policies: [{ ...POLICY, definition: { overflow: 'reject-publish-dlx' } }] };
    const before = [told('p', { overflow: 'reject-publish-dlx' })];
    expect(await compare({ policies }, { exported, before, after: [told('p', overflow ? { overflow } : {})] })).toEqual(
      lines,
    );
  });
});
