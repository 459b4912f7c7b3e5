import { count } from '../../text/count.ts';
import { placeOf } from '../identity.ts';
import type { ReportProblem } from '../report.ts';
import type { PlacePart } from './merge-place.ts';
import { timeOf } from './reading-time.ts';

const DAY = 24 * 60 * 60 * 1000;
const MAX_DAYS = 7;

/** One problem a file with readings that are too old to say how an account and region is now. */
export function findOldReadings(readings: readonly PlacePart[], now: Date): readonly ReportProblem[] {
  const old = readings.filter((reading) => now.getTime() - timeOf(reading) > MAX_DAYS * DAY);
  return [...Map.groupBy(old, ({ path }) => path)].flatMap(([path, some]) => {
    const [oldest] = some.toSorted((a, b) => timeOf(a) - timeOf(b));
    if (!oldest) return [];
    return {
      source: path,
      message: `has ${count(some.length, 'reading')} older than ${MAX_DAYS} days, the oldest of ${placeOf(oldest.place)} at ${oldest.readAt}. Brokers may be different now: scan again.`,
    };
  });
}
