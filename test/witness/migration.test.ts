import type { ConsumeMessage, Options } from 'amqplib';
import type { Definitions } from '../../cli/definitions/definitions.ts';
import { run, temporaryFolder } from '../cli/support.ts';
import { createDefaults, defaultSettings } from '../support/amazon-mq-defaults.ts';
import { withChannel } from '../support/amqp.ts';
import { differencesOf, nameOf } from '../support/definitions-differences.ts';
import type { Migration } from '../support/migration.ts';
import { findMigrationPrograms, startMigration } from '../support/migration.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { until } from '../support/rabbitmq.ts';
import { EVERYTHING, PASSWORD } from '../support/rabbitmq-everything.ts';

const programs = findMigrationPrograms();

const MESSAGES = 1000;

/** Queues whose messages move: the exchange and the routing key with which they were published. */
const MOVED = [
  ['classic', 'orders', 'c'],
  ['mirrored', 'orders', 'm'],
  ['quorum', 'events', 'app.order.paid'],
] as const;

/** All that a message can have. The user ID must be that of the publisher. */
const PROPERTIES: Options.Publish = {
  ...{ contentType: 'text/plain', contentEncoding: 'utf-8', persistent: true, priority: 3, correlationId: 'c-1' },
  ...{ replyTo: 'answers', expiration: '3600000', messageId: 'm-1', timestamp: 1_700_000_000, type: 'order' },
  ...{ appId: 'shop', userId: 'witness' },
  headers: {
    ...{ text: 'ä', number: 5, large: 2 ** 40, fraction: 1.5, yes: true, nothing: null },
    ...{ list: ['a', 1], table: { a: { b: 'c' } } },
  },
};

/** What `compare` lists, because no policy of the user's applies to this queue. */
const DEFAULTS = JSON.stringify([
  ...['1 queues, such as', ['/', 'long'], 'defaults of Amazon MQ', 'differ', { policy: null, settings: {} }],
  {
    policy: 'AWS-DEFAULT-QUORUM-QUEUES-POLICY-CLUSTER-MULTI-AZ',
    settings: { 'max-length': 8_000_000, overflow: 'reject-publish' },
  },
]);

interface Row {
  readonly kind: string;
  readonly name: string;
  readonly vhost?: string;
  readonly verdict: string;
  readonly imported: string;
}

describeWith(programs)('a migration from RabbitMQ 3.10 to 4.0', () => {
  const folder = temporaryFolder();
  let migration: Migration;
  let old: RabbitMQ;
  let young: RabbitMQ;

  beforeAll(async () => {
    migration = await startMigration(programs, folder, defaultSettings());
    ({ old, young } = migration);
    await old.call('POST', 'definitions', EVERYTHING);
    await old.call('PUT', 'permissions/orders/witness', { configure: '.*', write: '.*', read: '.*' });
    await createDefaults(young);
  });
  afterAll(() => migration?.stop());

  it('the definitions are imported, and the brokers do not differ', async () => {
    const { paste, connect, blocksOf, comparing } = migration;
    const output = await paste([...connect(), ...blocksOf('Export the definitions', 'Import the definitions')]);
    expect(output).not.toMatch(/curl:|jq: error|bash:/);
    await until('the policies are told', async () => {
      const lines = (await paste([...connect(), ...comparing()])).match(/^(\[.*\]|no difference)$/gm);
      return JSON.stringify(lines) === JSON.stringify([DEFAULTS]);
    });
  });

  it('what is deleted on the old broker after the import is listed, until it is deleted on the new one', async () => {
    const { paste, connect, blocksOf, comparing } = migration;
    const paths = ['users/leaver', 'policies/orders/passing', 'bindings/orders/e/orders/q/quorum/twice'];
    await old.call('PUT', 'users/leaver', { password: PASSWORD, tags: 'administrator' });
    await old.call('PUT', 'policies/orders/passing', { pattern: '^none$', definition: { expires: 9 }, priority: 0 });
    await old.call('POST', 'bindings/orders/e/orders/q/quorum', { routing_key: 'twice' });
    const importing = [...connect(), ...blocksOf('Export the definitions', 'Import the definitions')];
    await paste(importing);
    for (const path of paths) await old.call('DELETE', path);
    const output = await paste([...importing, ...comparing()]);
    expect(output).toContain('["new broker",["user","leaver"],"is only here"]');
    expect(output).toContain('["new broker",["policy","orders","passing"],"is only here"]');
    expect(output).toContain('["new broker",["binding","orders","orders","queue","quorum","twice",{}],"is only here"]');
    for (const path of paths) await young.call('DELETE', path);
    expect(await paste([...connect(), ...comparing()])).not.toContain('is only here');
  });

  it('whatever differs was announced, and whatever was announced differs', async () => {
    const before = (await old.call('GET', 'definitions')) as Definitions;
    const after = (await young.call('GET', 'definitions')) as Definitions;
    const path = folder.path('exported.json');
    const { stdout } = await run(['definitions', path, '--target-version', '4.2', '--format', 'json']);
    expect(stdout).not.toMatch(new RegExp(`password_hash|${PASSWORD}`));
    const { rows }: { readonly rows: readonly Row[] } = JSON.parse(stdout);
    const differences = differencesOf(before, after);
    const announced = rows.filter(({ imported }) => imported !== 'as-is').map(nameOf);
    // A queue without a type is imported as it is, and becomes a quorum queue.
    const changing = rows.filter(({ verdict }) => verdict === 'change').map(nameOf);
    expect(differences.filter((name) => ![...announced, ...changing].includes(name))).toEqual([]);
    expect(announced.filter((name) => !differences.includes(name))).toEqual([]);
  });

  it('users log in as before', async () => {
    const whoami = await young.as('operator', PASSWORD).call('GET', 'whoami');
    expect(whoami).toMatchObject({ name: 'operator', tags: ['administrator'] });
  });

  it.each([
    ['short', 'short', { 'max-length': 3 }],
    ['shorter', 'shorter', { 'max-length': 2 }],
    ['long', 'AWS-DEFAULT-QUORUM-QUEUES-POLICY-CLUSTER-MULTI-AZ', { 'max-length': 8_000_000 }],
  ])('a policy of its own applies to the queue %s, if it has one', async (queue, policy, definition) => {
    const found = await young.call('GET', `queues/%2F/${queue}`);
    expect(found).toMatchObject({ policy, effective_policy_definition: definition });
  });

  it.each(MOVED)('a shovel moves all messages of the queue %s with their properties', async (queue, exchange, key) => {
    const sent = await publish(old, exchange, key, `to shovel from ${queue}`);
    await shovel(queue);
    const received = await consume(migration, queue, sent);
    await until('the shovel is gone', async () => !(await young.call('GET', 'parameters/shovel/%2F/drain')));
    expect(received.map(({ content }) => content.toString())).toEqual(sent);
    for (const { properties } of received) expect(properties).toMatchObject(EXPECTED);
    // That it was published to another exchange, with another key, gets lost.
    expect(received[0]?.fields).toMatchObject({ exchange: '', routingKey: queue });
  });

  it('a dead letter tells on the new broker, too, why it is one', async () => {
    await withChannel(`${old.amqpUri}/orders`, async (channel) => {
      channel.sendToQueue('expired', Buffer.from('late'), { persistent: true });
      await channel.waitForConfirms();
    });
    await until('the message has expired', async () => (await countOf(old, 'unread')) === 1);
    await shovel('unread');
    const [letter] = await consume(migration, 'unread', ['late']);
    expect(letter?.properties.headers).toMatchObject({
      'x-first-death-reason': 'expired',
      'x-death': [{ reason: 'expired', queue: 'expired', count: 1 }],
    });
  });

  it.each(MOVED)(
    'federation moves all messages of the queue %s with their properties',
    async (queue, exchange, key) => {
      const { paste, draining } = migration;
      const sent = await publish(old, exchange, key, `to federate from ${queue}`);
      await paste(draining("read -r -p 'Virtual host", 'UPSTREAM='), { answers: { 'Queue to federate': queue } });
      const received = await consume(migration, queue, sent);
      // A message can arrive twice.
      expect(new Set(received.map(({ content }) => content.toString()))).toEqual(new Set(sent));
      for (const { properties } of received) expect(properties).toMatchObject(EXPECTED);
      expect(received[0]?.properties.headers).toMatchObject({
        'x-original-exchange': exchange,
        'x-original-routing-key': key,
      });
      const environment = { VHOST_PATH: 'orders' };
      await paste(draining('policies/$VHOST_PATH/drain-old" --request DELETE'), { environment });
    },
  );

  async function shovel(queue: string): Promise<void> {
    const { paste, draining } = migration;
    const blocks = draining("read -r -p 'Virtual host", 'verified_uri()', 'src-queue');
    expect(await paste(blocks, { answers: { 'Queue:': queue } })).not.toMatch(/curl:|jq: error|bash:/);
  }
});

const { persistent: _, ...NAMED } = PROPERTIES;
const EXPECTED = { ...NAMED, deliveryMode: 2 };

/** Publishes messages that differ from each other and from those of other purposes. @returns their contents, in order */
async function publish(
  { amqpUri }: RabbitMQ,
  exchange: string,
  key: string,
  purpose: string,
): Promise<readonly string[]> {
  const contents = Array.from({ length: MESSAGES }, (_, index) => `${index} ${purpose}`);
  await withChannel(`${amqpUri}/orders`, async (channel) => {
    for (const content of contents) channel.publish(exchange, key, Buffer.from(content), PROPERTIES);
    await channel.waitForConfirms();
  });
  return contents;
}

/** The contents of all messages that {@link consume} has taken. */
const taken = new Set<string>();

/**
 * Takes all messages from a queue of the new broker, until those that were sent have come, and neither broker has more.
 * @returns them in order; one that arrived twice is there twice. Left out is what an earlier call has taken: the last
 *   acknowledgements may be lost when a channel closes, and then those messages come again.
 */
async function consume(
  { old, young }: Migration,
  queue: string,
  sent: readonly string[],
): Promise<readonly ConsumeMessage[]> {
  const received: ConsumeMessage[] = [];
  const missing = new Set(sent);
  await withChannel(`${young.amqpUri}/orders`, async (channel) => {
    await channel.prefetch(200);
    await channel.consume(queue, (message) => {
      if (message === null) return;
      const content = message.content.toString();
      if (!taken.has(content)) received.push(message);
      missing.delete(content);
      channel.ack(message);
    });
    await until(`all of ${queue} has arrived`, async () => missing.size === 0);
    for (const server of [old, young])
      await until(`${queue} is empty`, async () => (await countOf(server, queue)) === 0);
  });
  for (const { content } of received) taken.add(content.toString());
  return received;
}

async function countOf({ call }: RabbitMQ, queue: string): Promise<number | undefined> {
  return ((await call('GET', `queues/orders/${queue}`)) as { readonly messages?: number }).messages;
}
