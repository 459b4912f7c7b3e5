import type { Check } from '../../checks/check.ts';
import { guideUrl } from '../../checks/guide.ts';
import type { OrganizationReport, ReportedCheck, ReportFacts } from './report.ts';
import { REPORT_TYPE, REPORT_VERSION } from './report.ts';
import { summarise } from './summary.ts';

/** Makes a report of what a source tells. */
export function makeReport(
  { source, createdAt, regions, accounts, places, brokers, problems, changes, history }: ReportFacts,
  { checks, now, version }: { readonly checks: readonly Check[]; readonly now: Date; readonly version: string },
): OrganizationReport {
  return {
    type: REPORT_TYPE,
    version: REPORT_VERSION,
    createdAt: createdAt ?? now.toISOString(),
    tool: { name: 'rabbitmq-conformance', version },
    source,
    // Before the lists: a history reads the beginning of each report only.
    summary: summarise({ brokers, places }, checks),
    checks: checks.map(toReported),
    regions,
    accounts,
    places,
    brokers,
    problems,
    changes,
    history,
  };
}

function toReported(check: Check): ReportedCheck {
  const { id, title, severity, rationale, remediation, fix, controls } = check;
  return { id, title, severity, rationale, remediation, fix, controls, guide: guideUrl(check) };
}
