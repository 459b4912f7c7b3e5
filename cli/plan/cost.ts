import type { Prices } from '../rabbitmq/prices.ts';
import { LIST_PRICES, monthlyCost } from '../rabbitmq/prices.ts';
import { inThousands } from '../text/count.ts';
import type { Replacement } from './replacement.ts';
import type { PlannedBroker } from './source.ts';

/** USD for the instances of the old and the new broker in a month. `undefined`: not known. */
export interface Cost {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** What the move changes, by the prices of a file or the ones that this program knows. */
export function costOf(
  { broker, properties }: PlannedBroker,
  replacement: Replacement,
  prices: Prices = LIST_PRICES,
): Cost {
  const { region, deploymentMode } = broker;
  const { hostInstanceType } = replacement;
  return {
    before: monthlyCost({ region, hostInstanceType: properties.hostInstanceType, deploymentMode }, prices),
    after: monthlyCost({ region, hostInstanceType, deploymentMode: 'CLUSTER_MULTI_AZ' }, prices),
  };
}

/** The cost as a sentence for people. */
export function costNotice({ before, after }: Cost, prices: Prices = LIST_PRICES): string {
  if (before === undefined && after === undefined) {
    return 'What the instances cost in this region is not known here: --prices reads it from a file, as --help says.';
  }
  return (
    `The instances cost ${inUsd(before)} a month now and ${inUsd(after)} after the move (${prices.source}), without storage and data transfer. ` +
    'Until you delete the old broker, you pay for both.'
  );
}

function inUsd(amount: number | undefined): string {
  return amount === undefined ? 'an unknown amount' : `about ${inThousands(Math.round(amount))} USD`;
}
