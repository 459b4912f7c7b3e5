import { renderRows } from '../../report/formats/csv.ts';
import type { Finding } from '../findings.ts';
import { findingsOf } from '../findings.ts';
import type { OrganizationReport } from '../report.ts';

const CELLS: Readonly<Record<string, (finding: Finding) => string | number | undefined>> = {
  verdict: ({ result }) => result.verdict,
  severity: ({ check }) => check.severity,
  check: ({ check }) => check.id,
  account: ({ broker }) => broker.accountId,
  accountName: ({ account }) => account?.name,
  unit: ({ account }) => account?.unit,
  region: ({ broker }) => broker.region,
  name: ({ broker }) => broker.name,
  id: ({ broker }) => broker.id,
  arn: ({ broker }) => broker.arn,
  engineVersion: ({ broker }) => broker.engineVersion,
  hostInstanceType: ({ broker }) => broker.hostInstanceType,
  deploymentMode: ({ broker }) => broker.deploymentMode,
  createdAt: ({ broker }) => broker.createdAt,
  tags: ({ broker }) => broker.tags && JSON.stringify(broker.tags),
  since: ({ result }) => result.since,
  evaluatedAt: ({ result }) => result.evaluatedAt,
  change: ({ change }) => change,
  detail: ({ result }) => result.detail,
  fix: ({ check }) => check.fix,
  remediation: ({ check }) => check.remediation,
  reason: ({ result }) => result.exemption?.reason,
  until: ({ result }) => result.exemption?.until,
  daysLeft: ({ result }) => result.exemption?.daysLeft,
  ticket: ({ result }) => result.exemption?.ticket,
  guide: ({ check }) => check.guide,
  key: ({ broker }) => broker.key,
};

/** One row a broker and check, and a row of names before them (RFC 4180). */
export function renderCsv(report: OrganizationReport): string {
  const columns = Object.entries(CELLS);
  const rows = findingsOf(report).map((finding) => columns.map(([, cell]) => cell(finding)));
  return renderRows([columns.map(([name]) => name), ...rows]);
}
