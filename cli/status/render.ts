import { markdownTable } from 'markdown-table';
import { quote } from 'shlex';
import { renderRows, summarise } from '../organization/render-rows.ts';
import { count } from '../text/count.ts';
import { printable, printableJson } from '../text/printable.ts';
import { formatAge } from './age.ts';
import type { PlaceStatus } from './places.ts';
import { isGood } from './places.ts';
import type { StatusReport } from './run.ts';

// In a large organization nobody reads all. JSON has them.
const MOST_PLACES = 20;

const HEAD = ['account', 'region', 'role', 'pack', 'recorder', 'rules', 'last evaluation', 'brokers', 'unknown'];

/** The output for people: what is wrong with commands, then the accounts and regions that are not fine. */
export function renderStatus(report: StatusReport, now: Date, useColour: boolean): string {
  return [
    `${title(report)}`,
    ...profileLines(report),
    '',
    ...renderRows(report.rows, useColour),
    '',
    ...placeLines(report.places, now, alignColumns),
    summaryLine(report),
    '',
  ].join('\n');
}

/** The output for a page or a ticket. */
export function renderStatusMarkdown(report: StatusReport, now: Date): string {
  const rows = report.rows.filter(({ status }) => status !== 'fine');
  const items = rows.flatMap(({ status, check, subject, detail, action }) => [
    `### ${status === 'to-do' ? 'To do' : 'Not visible'}: ${check}, ${printable(subject)}`,
    '',
    inline(detail),
    '',
    ...(action === undefined ? [] : ['```sh', ...action.split('\n').map(toShell), '```', '']),
  ]);
  return [
    '## RabbitMQ conformance: status',
    '',
    `${title(report)}. ${summaryLine(report)}.`,
    '',
    ...profileLines(report).flatMap((line) => [inline(line), '']),
    ...items,
    ...placeLines(report.places, now, (lines) => markdownTable(lines.map((cells) => cells.map(cell))).split('\n')),
  ].join('\n');
}

/** The output for programs. Members may be added; anything else raises `version`. */
export function renderStatusJson({ rows, places, ...report }: StatusReport): string {
  const { fine, 'to-do': toDo, 'not-visible': notVisible } = summarise(rows);
  const content = { version: 1, ...report, rows, places, summary: { fine, toDo, notVisible } };
  return `${printableJson(JSON.stringify(content, undefined, 2))}\n`;
}

function title({ deployment, accountId, regions }: StatusReport): string {
  return `Deployment "${deployment}" from account ${accountId} to ${regions.join(', ')}`;
}

function profileLines({ profile }: StatusReport): readonly string[] {
  if (profile === undefined) return [];
  return [`Run the commands of this account with AWS_PROFILE=${printable(quote(profile))}.`];
}

function summaryLine({ rows }: StatusReport): string {
  const { fine, 'to-do': toDo, 'not-visible': notVisible } = summarise(rows);
  return `${toDo} to do, ${notVisible} not visible, ${fine} fine`;
}

function placeLines(
  places: readonly PlaceStatus[],
  now: Date,
  lay: (lines: readonly (readonly string[])[]) => readonly string[],
): readonly string[] {
  const others = places.filter((place) => !isGood(place));
  const shown = others.slice(0, MOST_PLACES);
  const good = places.length - others.length;
  return [
    ...(shown.length === 0 ? [] : [...lay([HEAD, ...shown.map((place) => cells(place, now))]), '']),
    ...(others.length > shown.length
      ? [`${others.length - shown.length} more are not fine. To see all, use --format json.`, '']
      : []),
    ...(good === 0
      ? []
      : [`${good} of ${count(places.length, 'account and region', 'accounts and regions')} have everything.`, '']),
  ];
}

function cells(place: PlaceStatus, now: Date): readonly string[] {
  const { accountId, account, region, role, pack, recorder, rules, lastEvaluation, isStale, brokers, unknown } = place;
  const age = lastEvaluation === null ? '-' : `${formatAge(now.getTime() - Date.parse(lastEvaluation))} ago`;
  return [
    printable(account === null || account === accountId ? accountId : `${accountId} ${account}`),
    ...[region, role, pack, recorder, String(rules ?? '?'), `${age}${isStale ? ' (stale)' : ''}`],
    ...[String(brokers ?? '?'), String(unknown ?? '?')],
  ];
}

function alignColumns(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Lines that are no commands are comments. */
function toShell(line: string): string {
  return /^(aws|npx|for|done|\s)/.test(line) ? printable(line) : `# ${printable(line)}`;
}

function inline(text: string): string {
  return printable(text).replaceAll(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'));
}

function cell(text: string): string {
  return inline(text).replaceAll('|', '\\|');
}
