import type { PlanFormat } from '../plan/format.ts';
import type { Limits } from '../rabbitmq/limits.ts';
import type { Prices } from '../rabbitmq/prices.ts';
import type { Exempt } from '../report/exemptions.ts';
import type { NetworkMap } from './network.ts';
import type { WaveRule } from './waves.ts';

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
