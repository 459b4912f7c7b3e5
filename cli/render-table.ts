import { styleText } from 'node:util';
import type { Verdict } from '../lambda/checks.ts';
import type { ExplainedResult } from './results.ts';
import { summarise } from './results.ts';

type Style = Parameters<typeof styleText>[0];

const ORDER: readonly Verdict[] = ['fail', 'unknown', 'pass', 'skip'];
const SEVERITIES = ['high', 'medium', 'low'];
const STYLES: Readonly<Record<Verdict, Style>> = {
  fail: ['bold', 'red'],
  unknown: ['bold', 'yellow'],
  pass: 'green',
  skip: 'dim',
};
const FIX = { 'new-broker': 'needs a new broker', 'in-place': 'in place' } as const;

/** The output for people: failures first, the gravest on top, with the reason and the fix; a summary at the end. */
export function renderTable(results: readonly ExplainedResult[], useColour: boolean): string {
  const style = (format: Style, text: string) =>
    useColour ? styleText(format, text, { validateStream: false }) : text;
  const rows = [...results].sort(byGravity).map((result) => ({
    result,
    cells: [result.verdict.toUpperCase(), result.severity, result.check, nameOf(result), printable(result.source)],
  }));
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map(({ cells }) => cells[column]?.length ?? 0)));

  const lines = rows.flatMap(({ result, cells }) => {
    const padded = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const [verdict = '', ...others] = padded;
    const row = [style(STYLES[result.verdict], verdict), ...others].join('  ').trimEnd();
    return [row, ...explain(result).map((line) => style('dim', `${' '.repeat(verdict.length + 2)}${line}`))];
  });
  return [...lines, ...(lines.length > 0 ? [''] : []), summaryLine(results), ''].join('\n');
}

/** Text from an input made safe for a terminal: without control characters, which could rewrite the screen. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go.
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\u{fffd}');
}

function byGravity(a: ExplainedResult, b: ExplainedResult): number {
  return (
    ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
  );
}

function nameOf({ resource: { id, name } }: ExplainedResult): string {
  if (id === undefined || name === undefined || id === name) return printable(id ?? name ?? '(unnamed)');
  return printable(`${name} (${id})`);
}

function explain({ verdict, detail, fix, remediation }: ExplainedResult): readonly string[] {
  if (verdict === 'fail') return [printable(detail), printable(`Fix (${FIX[fix]}): ${remediation}`)];
  return verdict === 'pass' ? [] : [printable(detail)];
}

function summaryLine(results: readonly ExplainedResult[]): string {
  const { fail, unknown, pass, skip } = summarise(results);
  const brokers = new Set(results.map(({ resource }) => resource)).size;
  return `${brokers} broker${brokers === 1 ? '' : 's'}: ${fail} failed, ${unknown} unknown, ${pass} passed, ${skip} skipped`;
}
