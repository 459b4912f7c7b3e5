import { printableJson } from '../../text/printable.ts';
import type { OrganizationReport } from '../report.ts';

/** The report for programs, as schemas/report.schema.json describes it. */
export function renderJson(report: OrganizationReport): string {
  return `${printableJson(JSON.stringify(report, undefined, 2))}\n`;
}
