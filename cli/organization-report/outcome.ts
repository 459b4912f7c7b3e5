import type { Verdict } from '../../checks/check.ts';
import { SEVERITIES } from '../../checks/check.ts';
import { EXIT } from '../context.ts';
import { count } from '../text/count.ts';
import type { OrganizationReport } from './report.ts';
import { standingOf } from './summary.ts';
import { describeBrokers, describeChecks, describePlaces } from './summary-lines.ts';

/** The exit status of a report: 0 only if everything was seen, and nothing that counts fails or is unknown. */
export function statusOf(report: OrganizationReport, failOn: string): number {
  const { places, problems, brokers } = report;
  if (numberOf('fail', report, failOn) > 0) return EXIT.failed;
  const isWhole = problems.length === 0 && places.every(({ visibility }) => visibility === 'seen');
  // As in the summary, a broker to which no check applies could not be judged.
  const isJudged = brokers.every((broker) => standingOf(broker) !== 'skip');
  return isWhole && isJudged && numberOf('unknown', report, failOn) === 0 ? EXIT.ok : EXIT.unknown;
}

/**
 * The numbers as sentences, for standard error.
 * @param isPrinted whether standard output has them already
 */
export function describeOutcome(report: OrganizationReport, failOn: string, isPrinted: boolean): readonly string[] {
  const findings = (severity: string) => numberOf('fail', report, severity) + numberOf('unknown', report, severity);
  const uncounted = findings('low') - findings(failOn);
  const verb = uncounted === 1 ? 'does' : 'do';
  return [
    ...(isPrinted
      ? []
      : [`${describeChecks(report)} ${describeBrokers(report.summary)} ${describePlaces(report.summary)}`.trim()]),
    ...(uncounted > 0 ? [`${count(uncounted, 'finding')} ${verb} not count, because of --fail-on ${failOn}.`] : []),
  ];
}

function numberOf(verdict: Verdict, { checks, summary }: OrganizationReport, failOn: string): number {
  const severities: readonly string[] = SEVERITIES;
  return checks
    .filter(({ severity }) => severities.indexOf(severity) <= severities.indexOf(failOn))
    .reduce((sum, { id }) => sum + (summary.checks[id]?.[verdict] ?? 0), 0);
}
