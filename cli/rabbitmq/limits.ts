import type { EngineVersion } from './engine-version.ts';
import type { Limits, LimitTable } from './limit-tables.ts';
import {
  CLUSTER_DEFAULTS,
  CLUSTER_M5,
  CLUSTER_MAXIMA,
  LIMIT_KEYS,
  SINGLE_DEFAULTS,
  SINGLE_M5,
  SINGLE_MAXIMA,
  VHOST_LIMITS,
} from './limit-tables.ts';

export type { LimitKey, Limits } from './limit-tables.ts';
export { LIMIT_KEYS } from './limit-tables.ts';

/** What the limits of a broker depend on. */
export interface BrokerSize {
  readonly engineVersion: EngineVersion;
  /** Such as `mq.m7g.large`. */
  readonly hostInstanceType: string;
  readonly deploymentMode: 'SINGLE_INSTANCE' | 'CLUSTER_MULTI_AZ';
}

/** Whether a configuration can set the limits. Before RabbitMQ 4, they are the maxima. */
export function areConfigurable({ major }: EngineVersion): boolean {
  return major >= 4;
}

/** The limits of a new broker without a configuration of its own; `undefined` if its instance type is not known. */
export function defaultLimits(size: BrokerSize): Limits | undefined {
  if (!areConfigurable(size.engineVersion)) return maximumLimits(size);
  return tablesOf(size, SINGLE_DEFAULTS, CLUSTER_DEFAULTS).get(size.hostInstanceType);
}

/** The highest values that a broker can have; `undefined` if its instance type is not known. */
export function maximumLimits(size: BrokerSize): Limits | undefined {
  return maximaOf(size).get(size.hostInstanceType);
}

/** The most queues that Amazon MQ allows in the virtual host `/` of a new broker, besides the other limits. RabbitMQ 3 only. */
export function maxQueuesOfDefault(size: BrokerSize): number | undefined {
  if (areConfigurable(size.engineVersion)) return undefined;
  const own = VHOST_LIMITS.find(
    ({ deploymentMode, types }) => deploymentMode === size.deploymentMode && types.includes(size.hostInstanceType),
  );
  return own?.limits['max-queues'];
}

/**
 * The smallest instance type that can be given a limit, for production: AWS recommends `mq.m7g.medium` for tests only.
 * `undefined` if none can.
 */
export function smallestWith(needed: Limits, size: BrokerSize): string | undefined {
  const types = [...maximaOf(size)].filter(([type]) => type !== 'mq.m7g.medium' && familyOf(type) === 'm7g');
  return types.find(([, maxima]) => LIMIT_KEYS.every((key) => (needed[key] ?? 0) <= (maxima[key] ?? 0)))?.[0];
}

/**
 * What a limit is set to for what an export needs: a quarter more, rounded up to tens. An export lacks what clients declare for
 * themselves, such as exclusive queues.
 */
export function withHeadroom(needed: number, maximum: number): number {
  return Math.min(Math.ceil((needed * 1.25) / 10) * 10, maximum);
}

/** Why a broker cannot be given some limits, as sentences that name the key, the value, the maximum and the type. */
export function explainLimits(limits: Limits, size: BrokerSize): readonly string[] {
  const { hostInstanceType: type, engineVersion: version } = size;
  const keys = LIMIT_KEYS.filter((key) => limits[key] !== undefined);
  if (keys.length === 0) return [];
  if (!areConfigurable(version)) {
    return [
      `${keys.join(', ')}: Amazon MQ cannot change the limits of RabbitMQ ${version.major}, which are the maximum values.`,
    ];
  }
  const maxima = maximumLimits(size);
  if (maxima === undefined) {
    return [`${keys.join(', ')}: the maximum values of ${type} are not known. AWS's table is at ${PAGE_OF_MAXIMA}.`];
  }
  return keys.flatMap((key) => {
    const [value = 0, maximum = 0] = [limits[key], maxima[key]];
    if (value <= maximum) return [];
    const larger = smallestWith({ [key]: value }, size);
    const advice = larger === undefined ? 'No instance type can have as many.' : `${larger} can have as many.`;
    return [`${key}=${value}: the maximum of ${type} is ${maximum}. ${advice}`];
  });
}

export const PAGE_OF_DEFAULTS =
  'https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-resource-limits-configuration.html';
export const PAGE_OF_MAXIMA =
  'https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-resource-hard-limit.html';

function maximaOf(size: BrokerSize): LimitTable {
  const m7g = tablesOf(size, SINGLE_MAXIMA, CLUSTER_MAXIMA);
  if (areConfigurable(size.engineVersion)) return m7g;
  // RabbitMQ 3.13 has no limit of exchanges: https://github.com/rabbitmq/rabbitmq-server/blob/v3.13.7/deps/rabbit/priv/schema/rabbit.schema
  const without = [...m7g].map(([type, { cluster_exchange_limit: _, ...limits }]) => [type, limits] as const);
  return new Map([...without, ...tablesOf(size, SINGLE_M5, CLUSTER_M5)]);
}

function tablesOf({ deploymentMode }: BrokerSize, single: LimitTable, cluster: LimitTable): LimitTable {
  return deploymentMode === 'SINGLE_INSTANCE' ? single : cluster;
}

function familyOf(type: string): string | undefined {
  return type.split('.')[1];
}
