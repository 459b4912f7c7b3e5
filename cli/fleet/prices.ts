import { inThousands } from '../text/count.ts';
import type { FleetRow } from './row.ts';

/** A sum of prices in USD a month. */
export interface Sum {
  readonly usd: number;
  /** How many prices are in it. */
  readonly known: number;
  /** How many prices are not known, and so are missing from the sum. */
  readonly unknown: number;
}

/** What the rows with a new broker cost before and after. Where the old broker is gone, what it cost is not known. */
export function sumPrices(rows: readonly FleetRow[]): { readonly before: Sum; readonly after: Sum } {
  const moves = rows.filter(({ fix, state }) => fix === 'new broker' && state !== 'deleted');
  return { before: sum(moves.map(({ before }) => before?.price)), after: sum(moves.map(({ after }) => after?.price)) };
}

function sum(prices: readonly (number | undefined)[]): Sum {
  const known = prices.filter((price) => price !== undefined);
  return {
    usd: known.reduce((total, price) => total + price, 0),
    known: known.length,
    unknown: prices.length - known.length,
  };
}

/** A price as a text for people: whole dollars. */
export function toUsd(price: number | undefined): string {
  return price === undefined ? 'not known' : inThousands(Math.round(price));
}

/** A sum as a text for people. */
export function sumToUsd({ usd, known, unknown }: Sum): string {
  if (unknown === 0) return toUsd(usd);
  return known === 0 ? 'not known' : `at least ${toUsd(usd)} (${unknown} not known)`;
}
