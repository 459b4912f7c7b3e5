import type { Check, Verdict } from '../../../checks/check.ts';
import { makeReport } from '../../../cli/organization-report/make-report.ts';
import type {
  OrganizationReport,
  ReportedBroker,
  ReportedPlace,
  ReportFacts,
} from '../../../cli/organization-report/report.ts';
import { toReportedCheck } from '../../../cli/organization-report/reported-check.ts';
import { THREE_CHECKS } from '../../support/checks.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** A broker whose checks say this, in their order; what is left out passes. */
export function brokerOf(
  name: string,
  verdicts: readonly Verdict[] = [],
  differences: Partial<ReportedBroker> = {},
): ReportedBroker {
  const id = `b-${name}-1111-4111-8111-111111111111`;
  const place = { accountId: ACCOUNT, region: REGION, ...differences };
  const arn = `arn:aws:mq:${place.region}:${place.accountId}:broker:${name}:${id}`;
  const results = THREE_CHECKS.map((check, index) => {
    const verdict = verdicts[index] ?? 'pass';
    return { check: check.id, verdict, detail: `It is ${verdict}.` };
  });
  return { key: arn, arn, id, name, accountId: ACCOUNT, region: REGION, results, ...differences };
}

/** A place that is seen, but for what is given. */
export function placeOf(differences: Partial<ReportedPlace> = {}): ReportedPlace {
  return { accountId: ACCOUNT, region: REGION, visibility: 'seen', ...differences };
}

/** A report of brokers in one account and region that is seen, but for what is given. */
export function reportOf(
  brokers: readonly ReportedBroker[],
  facts: Partial<ReportFacts> = {},
  checks: readonly Check[] = THREE_CHECKS,
): OrganizationReport {
  return makeReport(
    {
      source: { kind: 'files', paths: ['brokers.ndjson'] },
      checks: checks.map(toReportedCheck),
      accounts: [{ id: ACCOUNT }],
      places: [placeOf()],
      brokers,
      problems: [],
      notices: [],
      ...facts,
    },
    { now: new Date('2026-11-30T12:00:00Z'), version: '1.2.3' },
  );
}

/** When an earlier report was made. */
export const EARLIER = '2026-10-31T12:00:00.000Z';
