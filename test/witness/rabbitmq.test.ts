import { readFileSync } from 'node:fs';
import type { Definitions } from '../../cli/definitions/definitions.ts';
import { run, temporaryFolder } from '../cli/support.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { startRabbitMQ, startServers, until } from '../support/rabbitmq.ts';
import { drain, fill, QUEUES } from '../support/rabbitmq-broker.ts';
import { findRabbitMQ } from '../support/rabbitmq-installations.ts';

const installed = findRabbitMQ();

const MESSAGES = 500;
const SECRETS = /geheim|password_hash|[A-Za-z0-9+/]{40,}/;

interface Output {
  readonly rows: readonly { readonly kind: string; readonly name: string; readonly verdict: string }[];
  readonly counts: Readonly<Record<string, unknown>>;
}

describeWith(installed)('two real servers', () => {
  const folder = temporaryFolder();
  let blue: RabbitMQ;
  let green: RabbitMQ;
  let exported: string;
  let importable: Definitions;

  beforeAll(async () => {
    [blue, green] = await startServers(startRabbitMQ(installed), startRabbitMQ(installed));
    await fill(blue);
  });
  afterAll(() => Promise.all([blue?.stop(), green?.stop()]));

  it('what the first one exports is read, without a secret in what is said', async () => {
    exported = folder.write('export.json', await blue.call('GET', 'definitions'));
    const { status, stdout, stderr } = await run(['definitions', exported, '--format', 'json']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const { rows, counts }: Output = JSON.parse(stdout);
    expect(
      rows
        .filter(({ verdict }) => verdict !== 'remark')
        .map(({ verdict, kind, name }) => [verdict, kind, name])
        .sort(),
    ).toEqual([
      ['change', 'federation upstream', 'elsewhere'],
      ['change', 'operator policy', 'ceiling'],
      ['change', 'policy', 'mirrored-and-limited'],
      ['change', 'policy', 'mirrored-and-limited'],
      ['change', 'queue', 'billing'],
      ['change', 'queue', 'lazy'],
      ['change', 'queue', 'lazy'],
      ['change', 'queue', 'shipping'],
      ['change', 'queue', 'urgent'],
      ['change', 'queue', 'urgent'],
      ['change', 'shovel', 'archive'],
      ['lost', 'binding', 'orders -> telemetry (telemetry.#)'],
      ['lost', 'policy', 'mirrored'],
      ['lost', 'queue', 'telemetry'],
    ]);
    expect(counts.user).toEqual({ lost: 0, change: 0, remark: 0, ok: 2 });
    const table = await run(['definitions', exported]);
    for (const text of [stdout, table.stdout]) expect(text).not.toMatch(SECRETS);
  });

  it.each([
    ['an exchange of an unknown type', { exchanges: [{ name: 'later', vhost: 'orders', type: 'x-delayed-message' }] }],
    [
      'a policy with an unknown setting',
      { policies: [{ name: 'p', vhost: 'orders', pattern: '.*', definition: { 'shards-per-node': 2 }, priority: 0 }] },
    ],
    [
      'a parameter of an unknown component',
      { parameters: [{ component: 'x', name: 'x', vhost: 'orders', value: {} }] },
    ],
  ])('a broker refuses %s, and all queues after it', async (_, spoilt) => {
    const definitions = (await blue.call('GET', 'definitions')) as Definitions;
    const attempt = green.call('POST', 'definitions', { ...definitions, ...spoilt });
    await expect(attempt).rejects.toThrow(/400/);
    expect(await green.call('GET', 'queues/orders')).toEqual([]);
  });

  it.each([
    ['x-max-priority', 5],
    ['x-queue-mode', 'lazy'],
    ['x-queue-master-locator', 'min-masters'],
  ])('a broker refuses a quorum queue with %s, and all bindings after it', async (name, value) => {
    const args = { 'x-queue-type': 'quorum', [name]: value };
    const queues = [{ name: 'refused', vhost: 'orders', durable: true, auto_delete: false, arguments: args }];
    await expect(green.call('POST', 'definitions', { queues })).rejects.toThrow(/400/);
  });

  it('a broker refuses a permission of a user that is not there', async () => {
    const permissions = [{ user: 'nobody', vhost: '/', configure: '', write: '', read: '' }];
    await expect(green.call('POST', 'definitions', { permissions })).rejects.toThrow(/400/);
  });

  // Of a binding to what is not there, RabbitMQ 3.13 and newer refuse the import.
  it('a broker of 3.10 skips bindings to what is not there, and reserved names', async () => {
    const skipped = {
      queues: [{ name: 'amq.gen-x', vhost: '/', durable: true, auto_delete: false, arguments: {} }],
      exchanges: [{ name: 'amq.mine', vhost: '/', type: 'topic', durable: true, auto_delete: false, arguments: {} }],
      bindings: [
        {
          vhost: '/',
          source: 'amq.topic',
          destination: 'x',
          destination_type: 'queue',
          routing_key: '',
          arguments: {},
        },
      ],
    };
    await green.call('POST', 'definitions', skipped);
    expect(await green.call('GET', 'definitions/%2F')).toMatchObject({ queues: [], exchanges: [], bindings: [] });
  });

  it('what is written to be imported is imported whole', async () => {
    const path = folder.path('importable.json');
    await run(['definitions', exported, '--output-importable', path]);
    importable = JSON.parse(readFileSync(path, 'utf8'));
    expect(importable.queues?.map(({ name }) => name).sort()).toEqual([
      'billing',
      'lazy',
      'shipping',
      'temporary',
      'urgent',
    ]);
    await green.call('POST', 'definitions', importable);
    const after = (await green.call('GET', 'definitions')) as Definitions;
    for (const list of [
      'users',
      'vhosts',
      'permissions',
      'topic_permissions',
      'policies',
      'queues',
      'exchanges',
      'bindings',
    ] as const) {
      const expected = importable[list] ?? [];
      expect(expected.length).toBeGreaterThan(0);
      expect(after[list]).toEqual(expect.arrayContaining([...expected]));
    }
    expect(after.parameters).toEqual(expect.arrayContaining([...(importable.parameters ?? [])]));
  });

  it('a second check of it finds nothing that is lost', async () => {
    const { stdout } = await run(['definitions', folder.path('importable.json'), '--format', 'json']);
    const { rows }: Output = JSON.parse(stdout);
    expect(rows.filter(({ verdict }) => verdict === 'lost')).toEqual([]);
  });

  it('a user logs in with the password of the old broker', async () => {
    const whoami = await green.as('app', 'geheim').call('GET', 'whoami');
    expect(whoami).toMatchObject({ name: 'app' });
  });

  it('messages are drained with a shovel of either side while the new side consumes: none is lost, none doubled', async () => {
    const sent = Object.fromEntries(QUEUES.map((queue) => [queue, payloads(queue)]));
    await Promise.all(QUEUES.map((queue) => publish(blue, queue, sent[queue] ?? [])));
    await until('the messages are counted', async () => (await countMessages(blue)) === QUEUES.length * MESSAGES);

    // The old broker can push to one that it reaches, and the new one can pull.
    await blue.call('PUT', 'parameters/shovel/orders/drain-billing', {
      value: drain('billing', { from: 'amqp:///orders', to: `${green.amqpUri}/orders` }),
    });
    await green.call('PUT', 'parameters/shovel/orders/drain-shipping', {
      value: drain('shipping', { from: `${blue.amqpUri}/orders`, to: 'amqp:///orders' }),
    });
    const received = await Promise.all(QUEUES.map((queue) => consume(green, queue)));

    // Shovels that have moved what was there delete themselves.
    for (const [server, name] of [
      [blue, 'billing'],
      [green, 'shipping'],
    ] as const) {
      await until(
        `drain-${name} is gone`,
        async () => !(await server.call('GET', `parameters/shovel/orders/drain-${name}`)),
      );
    }
    await until('the old queues are empty', async () => (await countMessages(blue)) === 0);
    expect((await Promise.all(QUEUES.map((queue) => take(blue, queue)))).flat()).toEqual([]);
    expect((await Promise.all(QUEUES.map((queue) => take(green, queue)))).flat()).toEqual([]);
    for (const [index, queue] of QUEUES.entries()) expect(received[index]?.toSorted()).toEqual(sent[queue]);
  });
});

function payloads(queue: string): readonly string[] {
  return Array.from({ length: MESSAGES }, (_, index) => `${queue}-${String(index).padStart(4, '0')}`);
}

async function publish({ call }: RabbitMQ, queue: string, messages: readonly string[]): Promise<void> {
  for (const payload of messages) {
    const answer = await call('POST', 'exchanges/orders/orders/publish', {
      properties: { delivery_mode: 2 },
      routing_key: `${queue}.test`,
      payload,
      payload_encoding: 'string',
    });
    expect(answer).toEqual({ routed: true });
  }
}

/** Takes messages from a queue until there are as many as were sent. */
async function consume(server: RabbitMQ, queue: string): Promise<readonly string[]> {
  const received: string[] = [];
  await until(`${queue} has arrived`, async () => {
    received.push(...(await take(server, queue)));
    return received.length >= MESSAGES;
  });
  return received;
}

async function take({ call }: RabbitMQ, queue: string): Promise<readonly string[]> {
  const messages = (await call('POST', `queues/orders/${queue}/get`, {
    count: MESSAGES,
    ackmode: 'ack_requeue_false',
    encoding: 'auto',
  })) as readonly { readonly payload: string }[];
  return messages.map(({ payload }) => payload);
}

async function countMessages({ call }: RabbitMQ): Promise<number> {
  const queues = (await call('GET', 'queues/orders')) as readonly {
    readonly name: string;
    readonly messages?: number;
  }[];
  return queues
    .filter(({ name }) => QUEUES.includes(name))
    .reduce((sum, { messages = Number.NaN }) => sum + messages, 0);
}
