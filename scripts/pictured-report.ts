import type { OrganizationReport } from '../cli/organization-report/report.ts';

/** What the pictures in the README pages were made from. */
export const PICTURED_DATA = 'docs/images/report.json';

/** When the report of the pictures was made, and the one before it. */
const [BEFORE, NOW] = ['2026-02-02T09:30:00.000Z', '2026-03-02T09:30:00.000Z'];

/** The report of the demo as it is whenever it was made, by whichever version: what pictures are made from. */
export function withFixedTimes(report: OrganizationReport): OrganizationReport {
  const previous = report.changes?.since ?? '';
  const fixed = JSON.stringify(report).replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, (time) =>
    JSON.stringify(JSON.parse(time) <= previous ? BEFORE : NOW),
  );
  return { ...JSON.parse(fixed), tool: { ...report.tool, version: '0.0.0' } };
}
