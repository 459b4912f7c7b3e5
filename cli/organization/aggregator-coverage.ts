import type { Aggregator, AggregatorSource } from './port.ts';

/** An aggregator, and the status of what it collects from. */
export interface Collector extends Pick<Aggregator, 'regions'> {
  readonly sources: readonly AggregatorSource[];
}

/** Whether an aggregator is proven to know an account and region, so that what it does not show is not there. */
export function covers(collector: Collector, accountId: string, region: string): boolean {
  const { sources } = collector;
  if (!isCollected(collector, accountId, region)) return false;
  if (sources.some((source) => isOf(source, accountId, region))) return true;
  // One source can stand for the whole organization. Beside sources for accounts, an account without one is not proven.
  return sources.every(({ type }) => type !== 'ACCOUNT') && sources.some((one) => concerns(one, accountId, region));
}

/** Whether the aggregator includes the region, and nothing says that it could not collect. */
export function isCollected({ regions, sources }: Collector, accountId: string, region: string): boolean {
  if (regions !== 'all' && !regions.includes(region)) return false;
  return sources.every((source) => source.status === 'SUCCEEDED' || !concerns(source, accountId, region));
}

/** Whether a source is an account and region itself. */
export function isOf({ type, id, region }: AggregatorSource, accountId: string, ofRegion: string): boolean {
  return type === 'ACCOUNT' && id === accountId && (region === undefined || region === ofRegion);
}

/** Whether a source is an account and region, or an organization that may have it. */
export function concerns({ type, id, region }: AggregatorSource, accountId: string, ofRegion: string): boolean {
  return (type !== 'ACCOUNT' || id === accountId) && (region === undefined || region === ofRegion);
}

/**
 * Divides an aggregator by accounts, so that many places stay cheap.
 * @returns for an account, what says of its places the same as the whole aggregator
 */
export function byAccount(collector: Collector): (accountId: string) => Collector {
  const { regions, sources } = collector;
  const ofAccounts = Map.groupBy(
    sources.filter(({ type }) => type === 'ACCOUNT'),
    ({ id }) => id,
  );
  const others = sources.filter(({ type }) => type !== 'ACCOUNT');
  // That there are sources for accounts matters to accounts that have none.
  const [another = []] = ofAccounts.values();
  return (accountId) => ({ regions, sources: [...others, ...(ofAccounts.get(accountId) ?? another.slice(0, 1))] });
}
