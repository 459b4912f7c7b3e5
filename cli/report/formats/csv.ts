import { joined } from '../../text/parts.ts';
import { printable } from '../../text/printable.ts';
import { fingerprints } from '../fingerprint.ts';
import type { Report } from '../results.ts';

const COLUMNS = [
  'verdict',
  'severity',
  'check',
  'source',
  'line',
  'address',
  'name',
  'id',
  'arn',
  'account',
  'region',
  'detail',
  'fix',
  'remediation',
  'fingerprint',
  'guide',
  'reason',
  'until',
  'daysLeft',
  'ticket',
  'baselineState',
] as const;

/** One row a result, and a row of names before them (RFC 4180). */
export function* csvParts({ results }: Report): Generator<string> {
  yield toRow(COLUMNS);
  const prints = fingerprints(results);
  for (const [index, result] of results.entries()) {
    const { name, id, arn, accountId: account, region } = result.resource;
    const { reason, until, daysLeft, ticket } = result.exemption ?? {};
    const ofExemption = { reason, until, daysLeft, ticket };
    const cells = { ...result, ...ofExemption, name, id, arn, account, region, fingerprint: prints[index] };
    yield toRow(COLUMNS.map((column) => cells[column]));
  }
}

export const renderCsv = joined(csvParts);

/** Cells of any text as CSV, which no spreadsheet takes for formulas. */
export function renderRows(rows: readonly (readonly Cell[])[]): string {
  return rows.map(toRow).join('');
}

type Cell = string | number | undefined;

function toRow(cells: readonly Cell[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

function toCell(value: Cell): string {
  const text = shortened(harmless(printable(String(value ?? ''))));
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// Python's reader of CSV stops at a longer field: https://docs.python.org/3/library/csv.html#csv.field_size_limit
const MAX_FIELD_LENGTH = 131_072;

function shortened(text: string): string {
  if (text.length <= MAX_FIELD_LENGTH) return text;
  return `${text.slice(0, MAX_FIELD_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

// A spreadsheet takes a cell that begins like this for a formula, whether it is quoted or not
// (https://owasp.org/www-community/attacks/CSV_Injection). Tabs and line breaks are gone already.
function harmless(text: string): string {
  return /^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
}
