import type { PlanFormat } from '../plan/runbook-facts.ts';
import type { Limits } from '../rabbitmq/limits.ts';
import type { Prices } from '../rabbitmq/prices.ts';
import type { Exempt } from '../report/exemptions.ts';
import type { NetworkMap } from './network.ts';
import type { Size } from './row.ts';
import type { WaveRule } from './waves.ts';

/** The price of the instances of a broker in USD a month; `undefined` if it is not known. */
export type PriceOf = (broker: Omit<Size, 'price'> & { readonly region: string | undefined }) => number | undefined;

/** How a fleet is planned. */
export interface FleetOptions {
  readonly format: PlanFormat;
  /** For all new brokers. */
  readonly engineVersion?: string | undefined;
  readonly hostInstanceType?: string | undefined;
  readonly limit?: Limits | undefined;
  readonly exempt: Exempt;
  readonly network: NetworkMap | undefined;
  readonly waves: WaveRule | undefined;
  readonly prices: Prices;
}
