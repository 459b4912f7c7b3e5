import { DEFAULT_CHECKS } from '../../checks/registry.ts';
import { count } from '../text/count.ts';
import type { OrganizationReport, ReportSummary } from './report.ts';

/** A sentence that says that not all default checks count; an empty text if all do. */
export function describeChecks({ checks }: Pick<OrganizationReport, 'checks'>): string {
  const made = DEFAULT_CHECKS.filter(({ id }) => checks.some((check) => check.id === id)).length;
  if (made === 0) return 'None of the default checks counts here.';
  return made === DEFAULT_CHECKS.length
    ? ''
    : `Only ${made} of ${DEFAULT_CHECKS.length} checks ${made === 1 ? 'counts' : 'count'} here.`;
}

/** The numbers of brokers as sentences. */
export function describeBrokers({ brokers }: ReportSummary): string {
  const { total, conforming, failing, unknown, exempt } = brokers;
  if (total === 0) return 'No RabbitMQ broker was found.';
  const parts = [
    `${count(conforming, 'conforms', 'conform')}`,
    `${count(failing, 'fails', 'fail')}`,
    ...(unknown > 0 ? [`${unknown} could not be judged`] : []),
    ...(exempt > 0 ? [`${exempt} ${exempt === 1 ? 'is' : 'are'} exempt`] : []),
  ];
  return `${count(total, 'RabbitMQ broker')}: ${parts.join(', ')}.`;
}

/** The regions of a report as sentences; none if it does not say them. */
export function describeRegions({ regions }: Pick<OrganizationReport, 'regions'>): readonly string[] {
  if (!regions) return [];
  const { reported, withoutRecorder } = regions;
  return [
    ...(reported.length > 0 ? [`Regions: ${reported.join(', ')}.`] : []),
    ...(withoutRecorder.length > 0
      ? [`No account records in ${withoutRecorder.join(', ')}, so brokers there are not in this report.`]
      : []),
  ];
}

/** The numbers of accounts and regions as a sentence. */
export function describePlaces({ places }: ReportSummary): string {
  const { total, seen, partly, notSeen } = places;
  if (total === 0) return 'No account and region was seen as a whole.';
  if (seen === total)
    return total === 1 ? 'Its account and region was seen.' : `All ${total} accounts × regions were seen.`;
  const parts = [
    ...(notSeen > 0 ? [`${notSeen} could not be seen`] : []),
    ...(partly > 0 ? [`${partly} could be seen only in part`] : []),
  ];
  return `Of ${count(total, 'account × region', 'accounts × regions')}, ${parts.join(', and ')}.`;
}
