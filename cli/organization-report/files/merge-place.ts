import type { ReportedPlace } from '../report.ts';
import type { Part } from './part.ts';
import { isNewer, newestTime, timeOf } from './reading-time.ts';
import type { Repetitions } from './repetitions.ts';

export type PlacePart = Part & { readonly place: ReportedPlace };

/** What is known of an account and region. */
interface MergedPlace {
  readonly place: ReportedPlace;
  /** Those whose brokers count. */
  readonly parts: readonly PlacePart[];
}

const MOST_SEEN_FIRST: readonly ReportedPlace['visibility'][] = ['seen', 'partly', 'not-seen'];

/**
 * Merges the readings of an account and region. The newest complete one knows that no other broker was there, so older
 * ones do not count. A newer one that saw only some brokers counts for those: then there may be others.
 */
export function mergePlace(readings: readonly [PlacePart, ...PlacePart[]], repeated: Repetitions): MergedPlace {
  const complete = readings.filter(({ place }) => place.visibility === 'seen');
  const newest = newestTime(complete);
  const base = readings.reduce((one, other) => (isBetter(other, one) ? other : one));
  const parts = readings.filter((part) => part === base || (!(timeOf(part) < newest) && saysSomething(part)));
  for (const part of readings) {
    if (!parts.includes(part)) repeated.addLeftOut('account and region', part, base);
  }
  const partial = base.place.visibility === 'seen' && parts.find(({ place }) => place.visibility !== 'seen');
  const readAt = oldestOf(parts) ?? base.place.readAt;
  if (!partial) return { place: { ...base.place, readAt }, parts };
  const { reason } = partial.place;
  const which = isNewer(partial, base) ? 'A newer reading' : 'A reading that may be newer';
  const sentences = [
    `${which} saw only some of its brokers.`,
    reason,
    `The others are as they were ${base.readAt === undefined ? 'in another reading' : `at ${base.readAt}`}.`,
  ];
  return { place: { ...base.place, visibility: 'partly', reason: sentences.join(' '), readAt }, parts };
}

function saysSomething({ place, brokers }: PlacePart): boolean {
  return place.visibility === 'seen' || brokers.length > 0;
}

function isBetter(part: PlacePart, other: PlacePart): boolean {
  const [one, two] = [part, other].map(({ place }) => MOST_SEEN_FIRST.indexOf(place.visibility));
  return one === two ? isNewer(part, other) : Number(one) < Number(two);
}

/** In ISO 8601. */
function oldestOf(parts: readonly Part[]): string | undefined {
  const [oldest] = parts.filter((part) => part.readAt !== undefined).sort((a, b) => timeOf(a) - timeOf(b));
  return oldest?.readAt;
}
