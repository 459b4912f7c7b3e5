import type { Definitions } from '../../cli/definitions/definitions.ts';
import { countObjects } from '../../cli/definitions/fit.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { startRabbitMQ } from '../support/rabbitmq.ts';
import { findRabbitMQ4 } from '../support/rabbitmq-installations.ts';

const installed = findRabbitMQ4();

// RabbitMQ 4.0, in contrast to 4.2, has no limit of exchanges.
const LIMITS = { cluster_queue_limit: 6, vhost_max: 3, 'runtime_parameters.limits.shovel': 2 } as const;

describeWith(installed)('a broker with limits', () => {
  let broker: RabbitMQ;

  const queue = (name: string, vhost: string) => ({ name, vhost, durable: true, auto_delete: false, arguments: {} });
  const shovel = (name: string) => ({
    component: 'shovel',
    vhost: '/',
    name,
    value: { 'src-uri': 'amqp://', 'src-queue': 'a', 'dest-uri': 'amqp://', 'dest-queue': 'a' },
  });
  const exchange = {
    name: 'orders',
    vhost: 'v1',
    type: 'topic',
    durable: true,
    auto_delete: false,
    internal: false,
    arguments: {},
  };
  const full: Definitions = {
    vhosts: [{ name: 'v1' }, { name: 'v2' }],
    queues: ['a', 'b', 'c'].flatMap((name) => [queue(name, '/'), queue(name, 'v1')]),
    exchanges: [exchange],
    parameters: [shovel('s1'), shovel('s2')],
  };

  beforeAll(async () => {
    broker = await startRabbitMQ(installed, { settings: LIMITS });
  });
  afterAll(() => broker?.stop());

  test('takes as many objects as are counted, and counts them likewise', async () => {
    const needed = countObjects(full);
    expect(needed).toEqual({ ...LIMITS, cluster_exchange_limit: 1 + 3 * 7 });
    await broker.call('POST', 'definitions', full);
    const { object_totals: totals } = (await broker.call('GET', 'overview')) as {
      readonly object_totals: { readonly queues: number; readonly exchanges: number };
    };
    expect(totals).toMatchObject({ queues: needed.cluster_queue_limit, exchanges: needed.cluster_exchange_limit });
    expect(countObjects((await broker.call('GET', 'definitions')) as Definitions)).toEqual(needed);
  });

  test('leaves one more queue out without a word', async () => {
    await broker.call('POST', 'definitions', { queues: [queue('d', 'v2')] });
    expect(await broker.call('GET', 'queues/v2')).toEqual([]);
  });

  test.each<readonly [string, Definitions, RegExp]>([
    ['virtual host', { vhosts: [{ name: 'v3' }] }, /vhost limit of 3 is reached/],
    ['shovel', { parameters: [shovel('s3')] }, /component shovel is limited to 2/],
  ])('refuses one more %s', async (_, definitions, message) => {
    await expect(broker.call('POST', 'definitions', definitions)).rejects.toThrow(message);
  });
});
