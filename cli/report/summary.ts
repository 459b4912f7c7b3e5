import { count } from '../text/count.ts';
import { printable } from '../text/printable.ts';
import { baselineNotes } from './baseline.ts';
import type { FormatName } from './formats/index.ts';
import { summaryLine } from './formats/table.ts';
import { byGravity, isOpen, labelOf, placeOf } from './formats/wording.ts';
import type { Report } from './results.ts';

const MAX_FINDINGS = 10;

/**
 * What standard error says where standard output has no table: how many results there are, where the reports are, and,
 * if nothing is printed at all, the gravest findings.
 * @param printed the format on standard output
 * @param written the files with reports
 */
export function renderSummary(report: Report, printed: FormatName | undefined, written: readonly string[]): string {
  if (printed === 'table') return '';
  const { results } = report;
  const findings = printed === undefined ? results.filter(isOpen).sort(byGravity) : [];
  const shown = findings.slice(0, MAX_FINDINGS);
  const more = findings.length - shown.length;
  return [
    ...shown.map((result) => {
      const { verdict, check } = result;
      return `${verdict.toUpperCase()}  ${check}  ${labelOf(result)}  ${placeOf(result)}`;
    }),
    ...(more > 0 ? [`… and ${count(more, 'more finding')} in the report.`] : []),
    `rabbitmq-conformance: ${summaryLine(results)}`,
    ...baselineNotes(report, printed === undefined ? ' --verbose shows all.' : undefined),
    ...written.map((path) => `Report: ${printable(path)}`),
    '',
  ].join('\n');
}
