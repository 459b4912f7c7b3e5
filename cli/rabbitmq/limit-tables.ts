/**
 * The limits that Amazon MQ sets on a broker, in the order of the columns of AWS's pages, by the names of RabbitMQ's
 * configuration: https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/configure-resource-limits.html
 */
export const LIMIT_KEYS = [
  'connection_max',
  'channel_max_per_node',
  'consumer_max_per_channel',
  'cluster_queue_limit',
  'vhost_max',
  'runtime_parameters.limits.shovel',
  'cluster_exchange_limit',
  'max_message_size',
] as const;

export type LimitKey = (typeof LIMIT_KEYS)[number];

/**
 * Connections and channels are per node, `max_message_size` is in bytes, and the others are for the whole broker. A limit
 * that is absent is not known.
 */
export type Limits = Readonly<Partial<Record<LimitKey, number>>>;

type Row = readonly (number | undefined)[];

/** The limits of each instance type, from the smallest to the largest. */
export type LimitTable = ReadonlyMap<string, Limits>;

function table(rows: Readonly<Record<string, Row>>): LimitTable {
  return new Map(
    Object.entries(rows).map(([type, row]) => {
      const known = LIMIT_KEYS.flatMap((key, index) => (row[index] === undefined ? [] : [[key, row[index]] as const]));
      return [type, Object.fromEntries(known)];
    }),
  );
}

const DEFAULT_SIZE = 512 * 1024;
const MAXIMUM_SIZE = 128 * 1024 * 1024;

/**
 * What a new single-instance broker of RabbitMQ 4 allows. Read on 2026-11-30:
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-resource-limits-configuration.html
 */
export const SINGLE_DEFAULTS = table({
  'mq.m7g.medium': [100, 500, 10, 500, 10, 30, 500, DEFAULT_SIZE],
  'mq.m7g.large': [1500, 4500, 10, 1000, 50, 50, 1000, DEFAULT_SIZE],
  'mq.m7g.xlarge': [3000, 9000, 10, 2000, 100, 100, 2000, DEFAULT_SIZE],
  'mq.m7g.2xlarge': [6000, 18_000, 10, 4000, 150, 200, 4000, DEFAULT_SIZE],
  'mq.m7g.4xlarge': [12_000, 36_000, 10, 8000, 200, 400, 8000, DEFAULT_SIZE],
  'mq.m7g.8xlarge': [24_000, 72_000, 10, 16_000, 250, 800, 16_000, DEFAULT_SIZE],
  'mq.m7g.12xlarge': [36_000, 108_000, 10, 24_000, 300, 1200, 24_000, DEFAULT_SIZE],
  'mq.m7g.16xlarge': [48_000, 144_000, 10, 32_000, 350, 1600, 32_000, DEFAULT_SIZE],
});

/** The same for a new cluster, from the same page. */
export const CLUSTER_DEFAULTS = table({
  'mq.m7g.medium': [100, 300, 10, 100, 10, 10, 100, DEFAULT_SIZE],
  'mq.m7g.large': [500, 1500, 10, 1000, 50, 30, 1000, DEFAULT_SIZE],
  'mq.m7g.xlarge': [1000, 3000, 10, 2000, 100, 60, 2000, DEFAULT_SIZE],
  'mq.m7g.2xlarge': [2000, 6000, 10, 4000, 150, 120, 4000, DEFAULT_SIZE],
  'mq.m7g.4xlarge': [4000, 12_000, 10, 8000, 200, 240, 8000, DEFAULT_SIZE],
  'mq.m7g.8xlarge': [8000, 24_000, 10, 16_000, 250, 480, 16_000, DEFAULT_SIZE],
  'mq.m7g.12xlarge': [12_000, 36_000, 10, 24_000, 300, 720, 24_000, DEFAULT_SIZE],
  'mq.m7g.16xlarge': [16_000, 48_000, 10, 32_000, 350, 960, 32_000, DEFAULT_SIZE],
});

/**
 * The most that a single-instance broker can allow. Read on 2026-11-30:
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-resource-hard-limit.html
 */
export const SINGLE_MAXIMA = table({
  'mq.m7g.medium': [300, 900, 1000, 2500, 10, 150, 12_500, MAXIMUM_SIZE],
  'mq.m7g.large': [5000, 15_000, 1000, 20_000, 1500, 250, 100_000, MAXIMUM_SIZE],
  'mq.m7g.xlarge': [10_000, 30_000, 1000, 30_000, 1500, 500, 150_000, MAXIMUM_SIZE],
  'mq.m7g.2xlarge': [20_000, 60_000, 1000, 40_000, 1500, 1000, 200_000, MAXIMUM_SIZE],
  'mq.m7g.4xlarge': [40_000, 120_000, 1000, 60_000, 1500, 2000, 300_000, MAXIMUM_SIZE],
  'mq.m7g.8xlarge': [80_000, 240_000, 1000, 80_000, 1500, 4000, 400_000, MAXIMUM_SIZE],
  'mq.m7g.12xlarge': [120_000, 360_000, 1000, 100_000, 1500, 6000, 500_000, MAXIMUM_SIZE],
  'mq.m7g.16xlarge': [160_000, 480_000, 1000, 120_000, 1500, 8000, 600_000, MAXIMUM_SIZE],
});

/** The same for a cluster, from the same page. */
export const CLUSTER_MAXIMA = table({
  'mq.m7g.medium': [300, 900, 1000, 500, 10, 50, 500, MAXIMUM_SIZE],
  'mq.m7g.large': [5000, 15_000, 1000, 10_000, 1500, 150, 50_000, MAXIMUM_SIZE],
  'mq.m7g.xlarge': [10_000, 30_000, 1000, 15_000, 1500, 300, 75_000, MAXIMUM_SIZE],
  'mq.m7g.2xlarge': [20_000, 60_000, 1000, 20_000, 1500, 600, 100_000, MAXIMUM_SIZE],
  'mq.m7g.4xlarge': [40_000, 120_000, 1000, 30_000, 1500, 1200, 150_000, MAXIMUM_SIZE],
  'mq.m7g.8xlarge': [80_000, 240_000, 1000, 40_000, 1500, 2400, 200_000, MAXIMUM_SIZE],
  'mq.m7g.12xlarge': [120_000, 360_000, 1000, 50_000, 1500, 3600, 250_000, MAXIMUM_SIZE],
  'mq.m7g.16xlarge': [160_000, 480_000, 1000, 60_000, 1500, 4800, 300_000, MAXIMUM_SIZE],
});

const UNKNOWN = undefined;

/** mq.m5, which RabbitMQ 3 has: from the same page, which has fewer columns for it, and no virtual hosts of clusters. */
export const SINGLE_M5 = table({
  'mq.m5.large': [5000, 15_000, 1000, 30_000, 1500, 250],
  'mq.m5.xlarge': [10_000, 30_000, 1000, 60_000, 1500, 500],
  'mq.m5.2xlarge': [20_000, 60_000, 1000, 120_000, 1500, 1000],
  'mq.m5.4xlarge': [40_000, 120_000, 1000, 240_000, 1000, 2000],
});

export const CLUSTER_M5 = table({
  'mq.m5.large': [5000, 15_000, 1000, 10_000, UNKNOWN, 150],
  'mq.m5.xlarge': [10_000, 30_000, 1000, 15_000, UNKNOWN, 300],
  'mq.m5.2xlarge': [20_000, 60_000, 1000, 20_000, UNKNOWN, 600],
  'mq.m5.4xlarge': [40_000, 120_000, 1000, 30_000, UNKNOWN, 1200],
});

/** The limits of the virtual host `/` of a new broker. */
interface VhostLimits {
  readonly deploymentMode: 'SINGLE_INSTANCE' | 'CLUSTER_MULTI_AZ';
  /** Empty for what AWS's page no longer has. */
  readonly types: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

function vhostLimits(
  deploymentMode: VhostLimits['deploymentMode'],
  types: readonly string[],
  maxQueues: number,
  maxConnections: number,
): VhostLimits {
  return { deploymentMode, types, limits: { 'max-queues': maxQueues, 'max-connections': maxConnections } };
}

/**
 * The limits that Amazon MQ sets for the virtual host `/` of new brokers of RabbitMQ 3. Read on 2026-11-30:
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-defaults.html
 */
export const VHOST_LIMITS: readonly VhostLimits[] = [
  vhostLimits('SINGLE_INSTANCE', ['mq.t3.micro'], 500, 500),
  vhostLimits('SINGLE_INSTANCE', ['mq.m5.large', 'mq.m7g.large'], 20_000, 4000),
  vhostLimits('SINGLE_INSTANCE', ['mq.m5.xlarge', 'mq.m7g.xlarge'], 30_000, 8000),
  vhostLimits('SINGLE_INSTANCE', ['mq.m5.2xlarge', 'mq.m7g.2xlarge'], 60_000, 15_000),
  vhostLimits('SINGLE_INSTANCE', ['mq.m5.4xlarge', 'mq.m7g.4xlarge'], 150_000, 30_000),
  vhostLimits('SINGLE_INSTANCE', ['mq.m7g.8xlarge'], 260_000, 60_000),
  vhostLimits('SINGLE_INSTANCE', ['mq.m7g.12xlarge'], 280_000, 90_000),
  vhostLimits('SINGLE_INSTANCE', ['mq.m7g.16xlarge'], 300_000, 120_000),
  vhostLimits('CLUSTER_MULTI_AZ', ['mq.m7g.medium'], 100, 100),
  vhostLimits('CLUSTER_MULTI_AZ', ['mq.m5.large', 'mq.m7g.large'], 4000, 15_000),
  vhostLimits('CLUSTER_MULTI_AZ', ['mq.m5.xlarge', 'mq.m7g.xlarge'], 5000, 20_000),
  vhostLimits('CLUSTER_MULTI_AZ', ['mq.m5.2xlarge', 'mq.m7g.2xlarge'], 6000, 40_000),
  vhostLimits('CLUSTER_MULTI_AZ', ['mq.m5.4xlarge', 'mq.m7g.4xlarge'], 10_000, 100_000),
  vhostLimits('CLUSTER_MULTI_AZ', ['mq.m7g.8xlarge'], 20_000, 200_000),
  vhostLimits('CLUSTER_MULTI_AZ', ['mq.m7g.12xlarge'], 30_000, 300_000),
  vhostLimits('CLUSTER_MULTI_AZ', ['mq.m7g.16xlarge'], 40_000, 400_000),
  // mq.m5.large to mq.m5.2xlarge in 2022:
  // https://github.com/awsdocs/amazon-mq-developer-guide/blob/464ca24baee4e6f72fc880edbed4fb3f949de701/doc_source/rabbitmq-defaults.md
  vhostLimits('CLUSTER_MULTI_AZ', [], 10_000, 15_000),
  vhostLimits('CLUSTER_MULTI_AZ', [], 10_000, 20_000),
  vhostLimits('CLUSTER_MULTI_AZ', [], 10_000, 40_000),
];
