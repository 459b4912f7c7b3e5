import { count } from '../../text/count.ts';
import { printable } from '../../text/printable.ts';
import { baselineNotes } from '../baseline.ts';
import type { ExplainedResult, Report } from '../results.ts';
import { summaryLine } from './table.ts';
import { byGravity, exemptionOf, fixNote, isOpen, nameOf, placeOf } from './wording.ts';

// GitHub takes 65,536 characters for a comment, and 1 MiB for the summary of a step.
export const MAX_FINDINGS = 40_000;
export const MAX_LIST = 8_000;

/** For a comment on a pull request or the summary of a job: what failed, what is unknown, how to fix it. */
export function renderMarkdown(report: Report): string {
  const { results, advice, problems, notices = [] } = report;
  const findings = results.filter(isOpen).sort(byGravity);
  return [
    '## RabbitMQ conformance',
    '',
    [summary(results, problems.length), ...baselineNotes(report, '')].join(' '),
    ...section('', findings.length > 0 ? TABLE_HEAD : [], findings.map(toRow), 'result', MAX_FINDINGS),
    ...section('### How to fix it', [], remediations(findings), 'fix', MAX_LIST),
    ...section('### Exempt', [], exempt(results), 'exemption', MAX_LIST),
    ...section('### Input that could not be used', [], problems.map(toItem), 'problem', MAX_LIST),
    ...section('### Advice', [], advice.map(toItem), 'note', MAX_LIST),
    ...section('### Notices', [], notices.map(toItem), 'note', MAX_LIST),
    '',
  ].join('\n');
}

const TABLE_HEAD = ['| verdict | severity | check | broker | where | why |', '| --- | --- | --- | --- | --- | --- |'];

function summary(results: readonly ExplainedResult[], problems: number): string {
  const line = `${summaryLine(results)}.`;
  return problems > 0 ? `${line} **Not everything could be read.**` : line;
}

/** A title and lines, as many as there is room for. That there are more is always said. */
export function section(title: string, head: readonly string[], lines: readonly string[], noun: string, room: number) {
  if (lines.length === 0) return [];
  let used = 0;
  const shown = lines.filter((line) => {
    used += line.length + 1;
    return used <= room;
  });
  const rest = lines.length - shown.length;
  return [
    ...(title === '' ? [] : ['', title]),
    '',
    ...head,
    ...shown,
    ...(rest > 0 ? ['', `… and ${count(rest, `more ${noun}`)}: too many for this report.`] : []),
  ];
}

function toRow(result: ExplainedResult): string {
  const { verdict, severity, check, detail } = result;
  const cells = [`**${verdict}**`, severity, `\`${check}\``, ...[nameOf(result), placeOf(result), detail].map(escaped)];
  return `| ${cells.join(' | ')} |`;
}

function remediations(findings: readonly ExplainedResult[]): readonly string[] {
  const failed = findings.filter(({ verdict }) => verdict === 'fail');
  const lines = failed.map(
    ({ check, fix, remediation, guide }) => `- [\`${check}\`](${guide})${fixNote({ fix })}: ${escaped(remediation)}`,
  );
  return [...new Set(lines)];
}

function exempt(results: readonly ExplainedResult[]): readonly string[] {
  return results
    .filter(({ exemption }) => exemption !== undefined)
    .sort(byGravity)
    .map((result) =>
      toItem({ ...result, address: nameOf(result), message: `${result.check}: ${exemptionOf(result)}` }),
    );
}

function toItem(item: {
  readonly source: string;
  readonly address?: string | undefined;
  readonly line?: number | undefined;
  readonly message: string;
}): string {
  const name = item.address === undefined ? '' : `${item.address}: `;
  return `- ${escaped(`${placeOf(item)}: ${name}${item.message}`)}`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Text as it is: no markup, no HTML, and nothing that becomes a link or calls somebody (`@name`, `#1`, `https://…`).
 * A character without width breaks the last three, which neither escapes nor entities do.
 */
export function escaped(text: string): string {
  return printable(text)
    .replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? character)
    .replaceAll(/[\\`*_[\]|~!#]/g, '\\$&')
    .replaceAll(/@|#(?=\d)|:(?=\/\/)|www(?=\.)/g, '$&&#8203;');
}
