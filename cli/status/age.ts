import type { Settings } from '../../cdk/settings/settings.ts';
import { refreshAge } from '../../checks/refresh.ts';
import { count } from '../text/count.ts';

const HOUR = 3_600_000;

const HOURS: Readonly<Record<Settings['frequency'], number>> = {
  One_Hour: 1,
  Three_Hours: 3,
  Six_Hours: 6,
  Twelve_Hours: 12,
  TwentyFour_Hours: 24,
};

// Lambda tries a throttled event again for up to 6 hours.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const MARGIN_HOURS = 6;

/** How old a result may be, in milliseconds: as old as a schedule leaves it, one schedule more, and a margin. */
export function maximumAge({ frequency, refresh }: Settings): number {
  return refreshAge(refresh) + (HOURS[frequency] + MARGIN_HOURS) * HOUR;
}

/** Such as `3 hours`. @param age in milliseconds */
export function formatAge(age: number): string {
  const hours = Math.floor(age / HOUR);
  if (hours < 1) return 'less than an hour';
  return hours < 48 ? count(hours, 'hour') : count(Math.floor(hours / 24), 'day');
}
