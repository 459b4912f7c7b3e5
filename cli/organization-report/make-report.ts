import type { OrganizationReport, ReportFacts } from './report.ts';
import { REPORT_TYPE, REPORT_VERSION } from './report.ts';
import { summarise } from './summary.ts';

/** Makes a report of what a source tells. What a report that is rendered again has of its own stays as it was. */
export function makeReport(
  facts: ReportFacts,
  options: { readonly now: Date; readonly version: string },
): OrganizationReport {
  const { source, checks, regions, accounts, places, brokers, problems, changes, history } = facts;
  return {
    type: REPORT_TYPE,
    version: REPORT_VERSION,
    createdAt: facts.createdAt ?? options.now.toISOString(),
    tool: facts.tool ?? { name: 'rabbitmq-conformance', version: options.version },
    source,
    // Before the lists: a history reads the beginning of each report only.
    summary: summarise({ brokers, places }, checks),
    checks,
    regions,
    accounts,
    places,
    brokers,
    problems,
    changes,
    history,
  };
}
