import type { ReportedBroker, ReportedResult } from '../report.ts';
import { GRAVEST_FIRST, standingOf } from '../summary.ts';
import { isLacking } from './reported-result.ts';

/** One broker of which several readings are known, and not which of them is the newest: the gravest result of each check. */
export function gravestOf(first: ReportedBroker, others: readonly ReportedBroker[]): ReportedBroker {
  const readings = [first, ...others];
  const rankOf = (reading: ReportedBroker) => GRAVEST_FIRST.indexOf(standingOf(reading));
  const gravest = others.reduce((one, other) => (rankOf(other) < rankOf(one) ? other : one), first);
  return { ...gravest, results: gravest.results.map((result) => gravestResult(result, readings)) };
}

function gravestResult(own: ReportedResult, readings: readonly ReportedBroker[]): ReportedResult {
  const rankOf = (result: ReportedResult) =>
    // A file without a result of a check says nothing of it.
    isLacking(result) ? GRAVEST_FIRST.length : GRAVEST_FIRST.indexOf(result.verdict);
  return readings
    .flatMap(({ results }) => results.find(({ check }) => check === own.check) ?? [])
    .reduce((one, other) => (rankOf(other) < rankOf(one) ? other : one), own);
}
