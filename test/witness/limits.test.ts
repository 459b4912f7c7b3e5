import { parse } from 'yaml';
import { publicBroker } from '../cli/plan/described.ts';
import { plan } from '../cli/plan/support.ts';
import { defaultSettings } from '../support/amazon-mq-defaults.ts';
import { withChannel } from '../support/amqp.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { startRabbitMQ, startServers, until } from '../support/rabbitmq.ts';
import { findRabbitMQ, findRabbitMQ4 } from '../support/rabbitmq-installations.ts';

const installed = findRabbitMQ();
const installed4 = findRabbitMQ4();

interface Shovel {
  readonly state: string;
  readonly reason?: string;
}

const LARGE_MESSAGE = 700_000;

/** The settings in the configuration that a plan with raised limits creates. */
async function planned(): Promise<Readonly<Record<string, string>>> {
  const limits = ['--limit', 'max_message_size=1048576', '--limit', 'consumer_max_per_channel=20'];
  const options = ['--engine-version', '4.2', '--format', 'cloudformation', ...limits];
  const { Resources } = parse((await plan(publicBroker(), ...options)).stdout);
  const lines: string = Resources.Configuration.Properties.Data['Fn::Base64'];
  return Object.fromEntries([...lines.matchAll(/^(\S+) = (.*)$/gm)].map(([, key, value]) => [key, value]));
}

describeWith(installed && installed4)('the limits of an mq.m7g.large cluster', () => {
  let old: RabbitMQ;
  let usual: RabbitMQ;
  let raised: RabbitMQ;

  beforeAll(async () => {
    [old, usual, raised] = await startServers(
      startRabbitMQ(installed),
      startRabbitMQ(installed4, { settings: defaultSettings() }),
      startRabbitMQ(installed4, { settings: { ...defaultSettings(), ...(await planned()) } }),
    );
    for (const { call } of [old, usual, raised]) await call('PUT', 'queues/%2F/large', { durable: true });
    await withChannel(old.amqpUri, async (channel) => {
      channel.sendToQueue('large', Buffer.alloc(LARGE_MESSAGE), { persistent: true });
      await channel.waitForConfirms();
    });
  });
  afterAll(() => Promise.all([old?.stop(), usual?.stop(), raised?.stop()]));

  async function shovel({ call, amqpUri }: RabbitMQ): Promise<void> {
    await call('PUT', 'parameters/shovel/%2F/drain', {
      value: {
        ...{
          'src-protocol': 'amqp091',
          'src-uri': old.amqpUri,
          'src-queue': 'large',
          'src-delete-after': 'queue-length',
        },
        ...{ 'dest-protocol': 'amqp091', 'dest-uri': amqpUri, 'dest-queue': 'large', 'ack-mode': 'on-confirm' },
      },
    });
  }

  async function shovelOf({ call }: RabbitMQ): Promise<Shovel | undefined> {
    return ((await call('GET', 'shovels')) as readonly Shovel[])[0];
  }

  async function messagesOf({ call }: RabbitMQ): Promise<number | undefined> {
    return ((await call('GET', 'queues/%2F/large')) as { readonly messages?: number }).messages;
  }

  async function consume({ amqpUri }: RabbitMQ, times: number): Promise<void> {
    await withChannel(amqpUri, async (channel) => {
      for (let index = 0; index < times; index += 1) await channel.consume('large', () => {});
    });
  }

  it('two versions run at once, and the new one has quorum queues by default', async () => {
    expect(await old.call('GET', 'overview')).toMatchObject({ rabbitmq_version: expect.stringMatching(/^3\./) });
    for (const { call } of [usual, raised]) {
      expect(await call('GET', 'overview')).toMatchObject({ rabbitmq_version: expect.stringMatching(/^4\.0\./) });
      expect(await call('GET', 'queues/%2F/large')).toMatchObject({ type: 'quorum' });
    }
  });

  it('a message of 700 kB does not arrive, stays where it was, and ends the shovel', async () => {
    await shovel(usual);
    let ended: Shovel | undefined;
    // Of one answer: a shovel that has ended is started again, and then has no reason.
    await until('the shovel ends', async () => {
      ended = await shovelOf(usual);
      return ended?.state === 'terminated';
    });
    expect(ended?.reason).toContain(`message size ${LARGE_MESSAGE} is larger than configured max size 524288`);
    await usual.call('DELETE', 'parameters/shovel/%2F/drain');
    await until('the message is back', async () => (await messagesOf(old)) === 1);
    await until('the new queue tells that it is empty', async () => (await messagesOf(usual)) === 0);
  });

  it('the message arrives where the limit is raised', async () => {
    await shovel(raised);
    await until('the message has arrived', async () => (await messagesOf(raised)) === 1);
    await until('the old queue is empty', async () => (await messagesOf(old)) === 0);
  });

  it('a channel has at most 10 consumers', async () => {
    await consume(usual, 10);
    await expect(consume(usual, 11)).rejects.toThrow(/reached maximum \(10\) of consumers per channel/);
  });

  it('a channel has more consumers where the limit is raised', async () => {
    await consume(raised, 11);
  });
});
