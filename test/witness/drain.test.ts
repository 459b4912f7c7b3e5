import { temporaryFolder } from '../cli/support.ts';
import { withChannel } from '../support/amqp.ts';
import type { Migration } from '../support/migration.ts';
import { findMigrationPrograms, startMigration } from '../support/migration.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { until } from '../support/rabbitmq.ts';

const programs = findMigrationPrograms();

/** Queues with room for this many messages, which both brokers have full. */
const ROOM = 10;
const LIMITED = { drop: {}, reject: { 'x-overflow': 'reject-publish' } };
const QUEUES = ['first', 'copies', 'blind'];
const CLASSIC = { 'x-queue-type': 'classic' };

describeWith(programs)('what drains a queue', () => {
  const folder = temporaryFolder();
  let migration: Migration;
  let old: RabbitMQ;
  let young: RabbitMQ;

  beforeAll(async () => {
    migration = await startMigration(programs, folder);
    ({ old, young } = migration);
    for (const { call, amqpUri } of [old, young]) {
      await call('PUT', 'vhosts/orders');
      for (const { name } of (await call('GET', 'users')) as readonly { readonly name: string }[]) {
        const path = `permissions/orders/${encodeURIComponent(name)}`;
        await call('PUT', path, { configure: '.*', write: '.*', read: '.*' });
      }
      for (const name of QUEUES) await call('PUT', `queues/orders/${name}`, { durable: true, arguments: CLASSIC });
      for (const [name, overflow] of Object.entries(LIMITED)) {
        const args = { ...CLASSIC, 'x-max-length': ROOM, ...overflow };
        await call('PUT', `queues/orders/${name}`, { durable: true, arguments: args });
        await send(amqpUri, name);
      }
    }
  });
  afterAll(() => migration?.stop());

  it('is told which queues have a limit, and what happens when they are full', async () => {
    await until('the messages are counted', async () => (await countOf(old, 'reject')) === ROOM);
    const output = await migration.paste(migration.draining('waiting()'));
    expect(output).toMatch(new RegExp(`^orders\tdrop\tclassic\t${ROOM}\t0\t0\tlimit ${ROOM} drop-head$`, 'm'));
    expect(output).toMatch(new RegExp(`^orders\treject\tclassic\t${ROOM}\t0\t0\tlimit ${ROOM} reject-publish$`, 'm'));
  });

  it('deletes the messages of a full queue that drops the oldest', async () => {
    await shovel('drop');
    await haveSoon({ drop: [0, ROOM] });
  });

  it('leaves the messages on the old broker if the full queue rejects them', async () => {
    await shovel('reject');
    await haveSoon({ reject: [ROOM, ROOM] });
  });

  it.each(['shovel', 'federation'] as const)(
    'moves messages with CC, which a shovel copies again, and with BCC: %s',
    async (how) => {
      for (const { call } of [old, young])
        for (const queue of QUEUES) await call('DELETE', `queues/orders/${queue}/contents`);
      await send(old.amqpUri, 'first', { CC: ['copies'], BCC: ['blind'] });
      await haveSoon({ first: [ROOM, 0], copies: [ROOM, 0], blind: [ROOM, 0] });
      const { paste, draining } = migration;
      const looking = draining("read -r -p 'Virtual host", 'headers.CC');
      expect(await paste(looking, { answers: { 'Queue to look at': 'first' } })).toMatch(new RegExp(`^${ROOM}$`, 'm'));
      for (const queue of QUEUES) await (how === 'shovel' ? shovel(queue) : federate(queue));
      await haveSoon({ first: [0, ROOM], blind: [0, ROOM] });
      const copies = await ready(young, 'copies');
      expect(copies > ROOM).toBe(how === 'shovel');
    },
  );

  /** Waits until queues have so many ready messages, on the old broker and the new one. */
  async function haveSoon(expected: Readonly<Record<string, readonly [old: number, young: number]>>): Promise<void> {
    let found: unknown;
    await until('the messages are there', async () => {
      const counts = Object.keys(expected).map(async (queue) => [
        queue,
        [await ready(old, queue), await ready(young, queue)],
      ]);
      found = Object.fromEntries(await Promise.all(counts));
      return JSON.stringify(found) === JSON.stringify(expected);
    }).catch(() => expect(found).toEqual(expected));
  }

  async function shovel(queue: string): Promise<void> {
    const { paste, draining } = migration;
    const blocks = draining("read -r -p 'Virtual host", 'verified_uri()', 'src-queue');
    expect(await paste(blocks, { answers: { 'Queue:': queue } })).not.toMatch(/curl:|jq: error|bash:/);
    await until('the shovel is gone', async () => !(await young.call('GET', 'parameters/shovel/%2F/drain')));
    await until('messages are settled', async () => {
      const found = (await old.call('GET', `queues/orders/${queue}`)) as Counts;
      return found.messages_unacknowledged === 0 && found.consumers === 0;
    });
  }

  async function federate(queue: string): Promise<void> {
    const { paste, draining } = migration;
    await paste(draining("read -r -p 'Virtual host", 'UPSTREAM='), { answers: { 'Queue to federate': queue } });
    await withChannel(`${young.amqpUri}/orders`, async (channel) => {
      const { consumerTag } = await channel.consume(queue, () => {});
      await until('the queue is drained', async () => (await countOf(old, queue)) === 0);
      await channel.cancel(consumerTag);
    });
    const environment = { VHOST_PATH: 'orders' };
    await paste(draining('policies/$VHOST_PATH/drain-old" --request DELETE'), { environment });
  }
});

interface Counts {
  readonly messages?: number;
  readonly messages_unacknowledged?: number;
  readonly consumers?: number;
}

/** Sends as many messages to a queue as it has room for. */
async function send(amqpUri: string, queue: string, copies: { CC?: string[]; BCC?: string[] } = {}): Promise<void> {
  await withChannel(`${amqpUri}/orders`, async (channel) => {
    for (let index = 0; index < ROOM; index += 1) {
      channel.sendToQueue(queue, Buffer.from(`${index}`), { persistent: true, ...copies });
    }
    await channel.waitForConfirms();
  });
}

async function countOf({ call }: RabbitMQ, queue: string): Promise<number | undefined> {
  return ((await call('GET', `queues/orders/${queue}`)) as Counts).messages;
}

async function ready({ amqpUri }: RabbitMQ, queue: string): Promise<number> {
  return withChannel(`${amqpUri}/orders`, async (channel) => (await channel.checkQueue(queue)).messageCount);
}
