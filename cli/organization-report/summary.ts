import type { Verdict } from '../../checks/check.ts';
import type { ReportedBroker, ReportedPlace, ReportSummary } from './report.ts';

/** Where a broker can stand that a check applies to, the gravest first. */
export const STANDINGS = ['fail', 'unknown', 'exempt', 'pass'] as const satisfies readonly Verdict[];

/** The order in which verdicts count for a broker. */
export const GRAVEST_FIRST: readonly Verdict[] = [...STANDINGS, 'skip'];

/** The gravest verdict of a broker. Without results, nothing is proven. */
export function standingOf({ results }: Pick<ReportedBroker, 'results'>): Verdict {
  return GRAVEST_FIRST.find((verdict) => results.some((result) => result.verdict === verdict)) ?? 'unknown';
}

/** The numbers of a report. */
export function summarise(
  { brokers, places }: { readonly brokers: readonly ReportedBroker[]; readonly places: readonly ReportedPlace[] },
  checks: readonly { readonly id: string }[],
): ReportSummary {
  const standings = brokers.map(standingOf);
  const count = (verdict: Verdict) => standings.filter((standing) => standing === verdict).length;
  const see = (visibility: ReportedPlace['visibility']) => places.filter((place) => place.visibility === visibility);
  return {
    brokers: {
      total: brokers.length,
      conforming: count('pass'),
      failing: count('fail'),
      // Of a broker to which no check applies, nothing is proven.
      unknown: count('unknown') + count('skip'),
      exempt: count('exempt'),
    },
    checks: Object.fromEntries(checks.map(({ id }) => [id, verdictsOf(id, brokers)])),
    places: {
      total: places.length,
      seen: see('seen').length,
      partly: see('partly').length,
      notSeen: see('not-seen').length,
    },
  };
}

function verdictsOf(check: string, brokers: readonly ReportedBroker[]): Readonly<Record<Verdict, number>> {
  const numbers = { pass: 0, fail: 0, skip: 0, unknown: 0, exempt: 0 };
  for (const { results } of brokers) {
    numbers[results.find((result) => result.check === check)?.verdict ?? 'unknown'] += 1;
  }
  return numbers;
}
