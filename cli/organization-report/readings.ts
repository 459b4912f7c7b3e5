import type { OrganizationReport } from './report.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * When accounts and regions were read, in ISO 8601: the oldest reading and the newest. `undefined` unless one was read more
 * than a day before the report was made.
 */
export function oldReadingsOf({
  places,
  createdAt,
}: Pick<OrganizationReport, 'places' | 'createdAt'>): { readonly oldest: string; readonly newest: string } | undefined {
  const times = places.map(({ readAt = createdAt }) => readAt).sort((a, b) => Date.parse(a) - Date.parse(b));
  const [oldest, newest] = [times[0], times.at(-1)];
  if (oldest === undefined || newest === undefined) return undefined;
  return Date.parse(createdAt) - Date.parse(oldest) > DAY ? { oldest, newest } : undefined;
}
