import { styleText } from 'node:util';
import { printable, printableJson } from '../text/printable.ts';
import type { DefinitionsReview } from './review.ts';
import type { Counts } from './reviewed.ts';
import type { Row, Verdict } from './rows.ts';
import { VERDICTS } from './rows.ts';
import type { TargetVersion } from './target.ts';

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Verdict, Style>> = {
  lost: ['bold', 'red'],
  change: ['bold', 'yellow'],
  remark: 'dim',
  ok: 'green',
};

/** How many names are listed. The rest becomes a number. */
const MAX_NAMES = 5;

const IMPORTED: Readonly<Record<Row['imported'], string>> = {
  'as-is': '',
  changed: 'Changed in the importable definitions.',
  'left-out': 'Left out of the importable definitions.',
};

export interface Outcome {
  readonly source: string;
  readonly target: TargetVersion;
  readonly review: DefinitionsReview;
}

/** The output for people. What is lost comes first, and equal findings are listed once. */
export function renderTable({ source, target, review }: Outcome, useColour: boolean): string {
  const style = (format: Style, text: string) =>
    useColour ? styleText(format, text, { validateStream: false }) : text;
  const width = Math.max(...VERDICTS.map(({ length }) => length));
  const indent = ' '.repeat(width + 2);
  const lines = VERDICTS.flatMap((verdict) => group(review.rows.filter((row) => row.verdict === verdict))).flatMap(
    ([first, ...others]) => [
      `${style(STYLES[first.verdict], first.verdict.toUpperCase().padEnd(width))}  ${printable(title([first, ...others]))}`,
      `${indent}${printable(first.detail)}`,
      ...[first.action ?? '', importedInWords(first)].filter(Boolean).map((line) => `${indent}${printable(line)}`),
    ],
  );
  return [
    ...lines,
    ...(lines.length > 0 ? [''] : []),
    ...[...review.counts].map(([kind, counts]) => `${kind}: ${countsInWords(counts)}`),
    '',
    ...review.notes,
    '',
    `${printable(source === '-' ? 'standard input' : source)} on an Amazon MQ cluster of RabbitMQ ${target}: ${countsInWords(total(review))}`,
    '',
  ].join('\n');
}

/** A remark changes nothing: another finding about the same object does. */
function importedInWords({ verdict, imported }: Row): string {
  return verdict === 'remark' && imported === 'changed' ? '' : IMPORTED[imported];
}

type Group = [Row, ...Row[]];

function group(rows: readonly Row[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = JSON.stringify([row.kind, row.detail, row.action, importedInWords(row)]);
    const existing = groups.get(key);
    if (existing) existing.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

function title(rows: Group): string {
  const [first] = rows;
  const shown = rows.slice(0, MAX_NAMES).map(({ name, vhost }) => (vhost === undefined ? name : `${name} in ${vhost}`));
  const more = rows.length > MAX_NAMES ? ` and ${rows.length - MAX_NAMES} more` : '';
  return `${first.kind} ${shown.join(', ')}${more}`;
}

/** The output for programs. Adding a member keeps `version`. Any other change raises it. */
export function renderJson({ source, target, review }: Outcome): string {
  const content = {
    version: 1,
    source,
    targetVersion: target,
    rows: review.rows,
    counts: Object.fromEntries(review.counts),
    summary: total(review),
    notes: review.notes,
  };
  return `${printableJson(JSON.stringify(content, undefined, 2))}\n`;
}

/** How many objects have each verdict as their most severe one. A finding about the whole export counts as an object. */
export function total({ counts, rows }: DefinitionsReview): Counts {
  const ofWhole = rows.filter(({ kind }) => kind === 'export');
  const sum = (verdict: Verdict) =>
    [...counts.values()].reduce((number, ofKind) => number + ofKind[verdict], 0) +
    ofWhole.filter((row) => row.verdict === verdict).length;
  return { lost: sum('lost'), change: sum('change'), remark: sum('remark'), ok: sum('ok') };
}

function countsInWords(counts: Counts): string {
  return VERDICTS.map((verdict) => `${counts[verdict]} ${verdict}`).join(', ');
}
