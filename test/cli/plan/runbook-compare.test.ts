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
      DRAINER: 'drain-1',
      old_definitions: JSON.stringify(now),
      new_definitions: JSON.stringify(found),
      old_queues: JSON.stringify(before),
      new_queues: JSON.stringify(after),
    },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
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
    [
      'with a user, a policy, a binding and a permission that an earlier import brought',
      {},
      { users: [USER], policies: [POLICY], bindings: [BINDING], permissions: [{ vhost: '/', user: 'app' }] },
      [
        isNew(['user', 'app'], 'is only here'),
        isNew(['permission', '/', 'app'], 'is only here'),
        isNew(['policy', '/', 'p'], 'is only here'),
        isNew(['binding', '/', 'x', 'queue', 'q', '', { a: 1 }], 'is only here'),
      ],
    ],
    [
      'with what Amazon MQ, the plan and the drain made',
      {},
      {
        vhosts: [{ name: '/' }],
        users: [
          { ...USER, name: 'monitoring-AWS-OWNED-DO-NOT-DELETE' },
          { ...USER, name: 'orders-cluster-admin' },
          { ...USER, name: 'drain-1' },
        ],
        permissions: [
          { vhost: 'orders', user: 'orders-cluster-admin' },
          { vhost: 'orders', user: 'drain-1' },
        ],
        policies: [
          { ...POLICY, name: 'AWS-DEFAULT-POLICY-CLUSTER' },
          { ...POLICY, name: 'drain-old' },
        ],
        parameters: [
          { ...OPERATOR, name: 'default_operator_policy_AWS_managed' },
          { ...LIMITS, vhost: '/' },
          { component: 'federation-upstream', vhost: 'orders', name: 'old', value: {} },
        ],
        global_parameters: [{ name: 'cluster_name' }, { name: 'internal_cluster_id' }],
        queues: [{ ...QUEUE, name: 'federation: x -> y' }],
      },
      SAME,
    ],
    [
      'without and with another global parameter, whose value is not shown',
      {
        global_parameters: [
          { name: 'mqtt_default_vhosts', value: 'SECRET' },
          { name: 'a', value: 1 },
        ],
      },
      { global_parameters: [{ name: 'mqtt_default_vhosts', value: 'x' }] },
      [
        isNew(['global parameter', 'mqtt_default_vhosts'], 'value', 'differs'),
        isNew(['global parameter', 'a'], 'is missing'),
      ],
    ],
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

  test('without a queue that has expired, and its bindings', async () => {
    const imported = { queues: [QUEUE, { ...QUEUE, name: 'other' }], bindings: [BINDING] };
    const before = [
      { vhost: '/', name: 'q', policy: '', arguments: { 'x-expires': 1 }, effective_policy_definition: {} },
    ];
    expect(await compare(imported, { found: {}, before })).toEqual([
      isNew(['queue', '/', 'q'], 'is missing', 'expires without consumers'),
      isNew(['queue', '/', 'other'], 'is missing'),
      isNew(['binding', '/', 'x', 'queue', 'q', '', { a: 1 }], 'is missing', 'expires without consumers'),
    ]);
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
      'that Amazon MQ sets alike on both',
      [told('AWS-DEFAULT-X', { 'max-length': 1, 'ha-mode': 'all' })],
      [told(AWS, { 'max-length': 1 })],
      SAME,
    ],
    [
      'that only Amazon MQ sets, on one line',
      [told(null, {}, 'a'), told(null, {}, 'b')],
      [told(AWS, { 'max-length': 8, overflow: 'x' }, 'a'), told(AWS, { 'max-length': 8, overflow: 'x' }, 'b')],
      [
        JSON.stringify([
          ...['2 queues, such as', ['/', 'a'], 'defaults of Amazon MQ', 'differ', { policy: null, settings: {} }],
          { policy: AWS, settings: { 'max-length': 8, overflow: 'x' } },
        ]),
      ],
    ],
    [
      'that an operator policy of yours had',
      [{ ...told(AWS, { 'max-length': 5 }), operator_policy: 'ceiling' }],
      [{ ...told(AWS, { 'max-length': 8 }), operator_policy: 'default_operator_policy_AWS_managed' }],
      [
        JSON.stringify([
          ...['1 queues, such as', ['/', 'q'], 'max-length', 'differs'],
          { policy: AWS, operator_policy: 'ceiling', value: 5 },
          { policy: AWS, operator_policy: 'default_operator_policy_AWS_managed', value: 8 },
        ]),
      ],
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

  test('of a queue to which another policy of yours applies, though its name is that of a twin', async () => {
    const other = { ...POLICY, name: 'p-quorum', definition: { 'max-length': 9 } };
    const policies = [POLICY, other];
    const [before, after] = [[told('p', { 'max-length': 5 })], [told('p-quorum', { 'max-length': 9 })]];
    expect(await compare({ policies }, { exported: { policies }, before, after })).toEqual([
      set('max-length', ['p', 5], ['p-quorum', 9], 'q'),
    ]);
  });

  test('of an operator policy that the check changed', async () => {
    const changed = (definition: Json) => ({ ...OPERATOR, value: { ...OPERATOR.value, definition } });
    const [exported, imported] = [changed({ expires: 9, 'max-length': 5 }), changed({ 'max-length': 5 })];
    const before = [{ ...told(null, { expires: 9, 'max-length': 5 }), operator_policy: 'o' }];
    const after = [{ ...told(null, { 'max-length': 5 }), operator_policy: 'o' }];
    const result = await compare({ parameters: [imported] }, { exported: { parameters: [exported] }, before, after });
    expect(result).toEqual(SAME);
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
