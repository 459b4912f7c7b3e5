import type { Part } from './part.ts';

type Reading = Pick<Part, 'readAt'>;

/** In milliseconds; `NaN`, which is neither before nor after another time, if it is not known. */
export function timeOf({ readAt = '' }: Reading): number {
  return Date.parse(readAt);
}

/** Whether a reading is known to be newer than another. */
export function isNewer(reading: Reading, other: Reading): boolean {
  return timeOf(reading) > timeOf(other);
}

/** The newest time that is known, in milliseconds. */
export function newestTime(readings: readonly Reading[]): number {
  const times = readings.map(timeOf).filter((time) => !Number.isNaN(time));
  return times.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
}
