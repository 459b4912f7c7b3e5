import { renderOcsf as renderResults } from '../../report/formats/ocsf.ts';
import type { ExplainedResult } from '../../report/results.ts';
import type { Finding } from '../findings.ts';
import { findingsOf } from '../findings.ts';
import type { OrganizationReport } from '../report.ts';

/**
 * Compliance Findings of OCSF, one a broker and check, and one for each account and region of which not all was seen, so
 * that nobody takes its brokers for gone.
 */
export function renderOcsf(report: OrganizationReport): string {
  const findings = findingsOf(report);
  const byResult = new Map(findings.map((finding) => [toResult(finding, sourceOf(report)), finding]));
  const accounts = new Map(report.accounts.map((account) => [account.id, account]));
  const { source, problems, places, checks, tool } = report;
  const unseen = places
    .filter(({ visibility }) => visibility !== 'seen')
    .map(({ accountId, region, visibility, reason = 'The reason is not known.' }) => ({
      source: `${accountId}/${region}`,
      message: `${visibility === 'partly' ? 'Only some of its brokers were seen' : 'It was not seen'}. ${reason}`,
    }));
  return renderResults(
    { results: [...byResult.keys()], advice: [], problems: [...problems, ...unseen] },
    {
      checks,
      version: tool.version,
      now: new Date(report.createdAt),
      accountOf: (id) => accounts.get(id),
      organizationId: source.kind === 'aggregator' ? source.organizationId : undefined,
      detailsOf(result) {
        const finding = byResult.get(result);
        return { since: finding?.result.since, engineVersion: finding?.broker.engineVersion };
      },
    },
  );
}

function sourceOf({ source }: OrganizationReport): string {
  return source.kind === 'files' ? source.paths.join(', ') : source.aggregator.name;
}

function toResult({ broker, check, result }: Finding, source: string): ExplainedResult {
  const { arn, id, name = broker.key, accountId, region } = broker;
  const { severity, fix, remediation, guide } = check;
  const { verdict, detail, exemption } = result;
  return {
    source,
    resource: { arn, id, name, accountId, region },
    ...{ check: check.id, verdict, detail, severity, fix, remediation, guide },
    exemption: exemption && { ...exemption, source },
  };
}
