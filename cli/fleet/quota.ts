import { count } from '../text/count.ts';
import type { FleetRow } from './row.ts';

/**
 * How many brokers an account may have in a region, unless its quota was changed.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html
 */
export const DEFAULT_BROKER_QUOTA = 200;

/**
 * The waves that do not fit, as sentences. During a move, both brokers are there: a wave that is moved at once needs
 * as many more brokers as are to be created. Earlier waves are done by then, and their old brokers deleted.
 * @param existing how many brokers are known, of any engine, by account and region
 * @param wholePlaces where all of them are known
 */
export function findFullPlaces(
  rows: readonly FleetRow[],
  existing: ReadonlyMap<string, number>,
  quota: number,
  wholePlaces: ReadonlySet<string>,
): readonly string[] {
  const needed = new Map<string, { wave: number; place: string; number: number }>();
  for (const { wave, place, state, fix } of rows) {
    if (wave === undefined || state !== 'planned' || fix !== 'new broker') continue;
    const key = `${wave} ${place}`;
    const entry = needed.get(key) ?? { wave, place, number: 0 };
    entry.number += 1;
    needed.set(key, entry);
  }
  return [...needed.values()]
    .sort((a, b) => a.wave - b.wave)
    .flatMap(({ wave, place, number }) => {
      const there = existing.get(place) ?? 0;
      const room = Math.max(0, quota - there);
      if (number <= room) return [];
      const what = `Wave ${wave} creates ${count(number, 'broker')} in ${place}, where there are ${wholePlaces.has(place) ? '' : 'at least '}${there} of at most ${quota}`;
      return [
        room === 0
          ? `${what}: there is room for none. Ask AWS for a higher quota.`
          : `${what}: there is room for ${wholePlaces.has(place) ? '' : 'at most '}${room}. Move at most ${room} at a time and delete the old brokers before the next, or ask AWS for a higher quota.`,
      ];
    });
}
