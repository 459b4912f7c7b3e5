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
export function renderCsv({ results }: Report): string {
  const prints = fingerprints(results);
  const rows = results.map((result, index) => {
    const { name, id, arn, accountId: account, region } = result.resource;
    const { reason, until, daysLeft, ticket } = result.exemption ?? {};
    const ofExemption = { reason, until, daysLeft, ticket };
    const cells = { ...result, ...ofExemption, name, id, arn, account, region, fingerprint: prints[index] };
    return COLUMNS.map((column) => cells[column]);
  });
  return renderRows([COLUMNS, ...rows]);
}

/** Cells of any text as CSV, which no spreadsheet takes for formulas. */
export function renderRows(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

function toCell(value: string | number | undefined): string {
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
