import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { startRabbitMQ, startServers } from '../support/rabbitmq.ts';
import { findRabbitMQ, findRabbitMQ4 } from '../support/rabbitmq-installations.ts';

const installed = findRabbitMQ();
const installed4 = findRabbitMQ4();

describeWith(installed && installed4)('the servers of the tests', () => {
  let old: RabbitMQ;
  let young: RabbitMQ;

  beforeAll(async () => {
    [old, young] = await startServers(
      startRabbitMQ(installed),
      startRabbitMQ(installed4, { settings: { default_queue_type: 'quorum', vhost_max: 2 } }),
    );
  });
  afterAll(() => Promise.all([old?.stop(), young?.stop()]));

  it('two versions run at once', async () => {
    expect(await old.call('GET', 'overview')).toMatchObject({ rabbitmq_version: expect.stringMatching(/^3\./) });
    expect(await young.call('GET', 'overview')).toMatchObject({ rabbitmq_version: expect.stringMatching(/^4\.0\./) });
  });

  it('a server has the settings that it was started with', async () => {
    await young.call('PUT', 'vhosts/orders', {});
    await young.call('PUT', 'queues/orders/of-the-default-type', { durable: true });
    expect(await young.call('GET', 'queues/orders/of-the-default-type')).toMatchObject({ type: 'quorum' });
    await expect(young.call('PUT', 'vhosts/one-too-many', {})).rejects.toThrow(/limit/);
  });
});
