import type { BrokerSize, Limits } from '../../../cli/rabbitmq/limits.ts';
import { defaultLimits, explainLimits, maximumLimits, smallestWith } from '../../../cli/rabbitmq/limits.ts';

const V4 = { major: 4, minor: 2 };
const V3 = { major: 3, minor: 13 };

function cluster(hostInstanceType: string, engineVersion = V4): BrokerSize {
  return { engineVersion, hostInstanceType, deploymentMode: 'CLUSTER_MULTI_AZ' };
}

describe('the limits of a new broker', () => {
  test('are few for a cluster of RabbitMQ 4', () => {
    expect(defaultLimits(cluster('mq.m7g.large'))).toEqual({
      connection_max: 500,
      channel_max_per_node: 1500,
      consumer_max_per_channel: 10,
      cluster_queue_limit: 1000,
      vhost_max: 50,
      'runtime_parameters.limits.shovel': 30,
      cluster_exchange_limit: 1000,
      max_message_size: 524_288,
    });
  });

  test('are more connections for a single instance', () => {
    const single: BrokerSize = { ...cluster('mq.m7g.large'), deploymentMode: 'SINGLE_INSTANCE' };
    expect(defaultLimits(single)).toMatchObject({ connection_max: 1500, channel_max_per_node: 4500 });
  });

  test('are the maxima for RabbitMQ 3, which has no limit of exchanges', () => {
    for (const type of ['mq.m5.large', 'mq.m7g.large']) {
      expect(defaultLimits(cluster(type, V3))).toEqual(maximumLimits(cluster(type, V3)));
      expect(defaultLimits(cluster(type, V3))).toMatchObject({ connection_max: 5000, cluster_queue_limit: 10_000 });
      expect(defaultLimits(cluster(type, V3))).not.toHaveProperty('cluster_exchange_limit');
    }
  });

  test.each([
    ['of a type that is not known', cluster('mq.m9g.large')],
    ['of mq.m5, which RabbitMQ 4 does not have', cluster('mq.m5.large')],
    ['of mq.m5 that AWS has no table for', cluster('mq.m5.8xlarge', V3)],
  ])('are not known %s', (_, size) => {
    expect([defaultLimits(size), maximumLimits(size)]).toEqual([undefined, undefined]);
  });
});

test('no default is over its maximum, and a larger type never has a lower one', () => {
  const sizes = ['medium', 'large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'];
  for (const deploymentMode of ['SINGLE_INSTANCE', 'CLUSTER_MULTI_AZ'] as const) {
    let before: Limits = {};
    for (const size of sizes) {
      const broker = { ...cluster(`mq.m7g.${size}`), deploymentMode };
      const [defaults, maxima] = [defaultLimits(broker), maximumLimits(broker)];
      expect(Object.keys(defaults ?? {})).toHaveLength(8);
      for (const [key, value] of Object.entries(defaults ?? {})) {
        expect(value).toBeLessThanOrEqual(maxima?.[key as keyof Limits] ?? 0);
        expect(value).toBeGreaterThanOrEqual(before[key as keyof Limits] ?? 0);
      }
      before = defaults ?? {};
    }
  }
});

test.each<readonly [string, Limits, string | undefined]>([
  ['little', { cluster_queue_limit: 400 }, 'mq.m7g.large'],
  ['exactly a maximum', { cluster_queue_limit: 10_000 }, 'mq.m7g.large'],
  ['one more', { cluster_queue_limit: 10_001 }, 'mq.m7g.xlarge'],
  ['the largest of two', { cluster_queue_limit: 10_001, 'runtime_parameters.limits.shovel': 700 }, 'mq.m7g.4xlarge'],
  ['more than there is', { vhost_max: 1501 }, undefined],
])('the smallest type for %s', (_, needed, type) => {
  expect(smallestWith(needed, cluster('mq.m7g.large'))).toBe(type);
});

test.each<readonly [string, Limits, BrokerSize, readonly string[]]>([
  ['nothing', {}, cluster('mq.m9g.large'), []],
  ['what the type can have', { cluster_queue_limit: 10_000, max_message_size: 2 ** 27 }, cluster('mq.m7g.large'), []],
  [
    'too much',
    { cluster_queue_limit: 10_001, vhost_max: 1501 },
    cluster('mq.m7g.large'),
    [
      'cluster_queue_limit=10001: the maximum of mq.m7g.large is 10000. mq.m7g.xlarge can have as many.',
      'vhost_max=1501: the maximum of mq.m7g.large is 1500. No instance type can have as many.',
    ],
  ],
  [
    'limits of RabbitMQ 3',
    { vhost_max: 60 },
    cluster('mq.m7g.large', V3),
    ['vhost_max: Amazon MQ cannot change the limits of RabbitMQ 3, which are the maximum values.'],
  ],
  [
    'a type that is not known',
    { vhost_max: 60 },
    cluster('mq.m9g.large'),
    [expect.stringContaining('the maximum values of mq.m9g.large are not known')],
  ],
])('explains %s', (_, limits, size, sentences) => {
  expect(explainLimits(limits, size)).toEqual(sentences);
});
