import { placeOf } from '../identity.ts';
import type { OrganizationReport, ReportedBroker } from '../report.ts';
import type { FileFacts, FileOptions, Part } from './part.ts';
import { exemptResults, resultsOf } from './reported-result.ts';

/** What a report of this command tells: the whole of each account and region, and the brokers that are in none. */
export function fromReport(path: string, report: OrganizationReport, given: FileOptions): FileFacts {
  const { createdAt, places, brokers, accounts, problems, checks } = report;
  const options = given.isAsItWas ? { ...given, now: new Date(createdAt) } : given;
  const parameters = new Map(checks.map((check) => [check.id, check.parameters]));
  const adapted = brokers.map((broker): ReportedBroker => {
    const results = resultsOf(broker.results, options, (check) => parameters.get(check));
    return { ...broker, results: exemptResults(results, broker, { source: path }, options) };
  });
  const byPlace = Map.groupBy(adapted, placeOf);
  const parts = places.map((place): Part => {
    const readAt = place.readAt ?? createdAt;
    const own = byPlace.get(`${place.accountId}/${place.region}`) ?? [];
    return { path, place: { ...place, readAt }, readAt, brokers: own };
  });
  const placed = new Set(places.map(placeOf));
  const loose = adapted.filter((broker) => !placed.has(placeOf(broker)));
  return {
    parts: [...parts, { path, readAt: createdAt, brokers: loose }],
    accounts,
    problems,
    notices: [],
    report,
  };
}
