import { styleText } from 'node:util';
import type { BrokerIdentity } from '../lambda/broker.ts';
import type { Verdict } from '../lambda/checks.ts';
import { printable } from './printable.ts';
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

interface Row {
  readonly verdict: Verdict;
  readonly cells: readonly string[];
  readonly explanation: readonly string[];
}

/**
 * The output for people: failures first, the gravest on top, with the reason and the fix; then, in a row a broker,
 * what passed and what does not apply; a summary at the end.
 */
export function renderTable(results: readonly ExplainedResult[], useColour: boolean): string {
  const style = (format: Style, text: string) =>
    useColour ? styleText(format, text, { validateStream: false }) : text;
  const rows = group(results).sort(byGravity).map(toRow);
  const widths = [0, 1, 2, 3].map((column) =>
    rows.reduce((width, { cells }) => Math.max(width, cells[column]?.length ?? 0), 0),
  );
  const lines = rows.flatMap(({ verdict, cells, explanation }) => {
    const [first = '', ...others] = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const indent = ' '.repeat(first.length + 2);
    return [
      `${style(STYLES[verdict], first)}  ${others.join('  ')}`,
      ...explanation.map((line) => `${indent}${style('dim', printable(line))}`),
    ];
  });
  return [...lines, ...(lines.length > 0 ? [''] : []), summaryLine(results), ''].join('\n');
}

/** A number with its noun, in the plural unless there is one. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

type Group = [ExplainedResult, ...ExplainedResult[]];

/** Each failed and unknown result by itself; of one broker all that passed, and all that does not apply. */
function group(results: readonly ExplainedResult[]): Group[] {
  const groups: Group[] = [];
  const ofBrokers = new Map<BrokerIdentity, Partial<Record<Verdict, Group>>>();
  for (const result of results) {
    const { resource, verdict } = result;
    const ofBroker = ofBrokers.get(resource) ?? {};
    ofBrokers.set(resource, ofBroker);
    const existing = isGraded(verdict) ? undefined : ofBroker[verdict];
    if (existing) {
      existing.push(result);
    } else {
      const created: Group = [result];
      groups.push(created);
      ofBroker[verdict] = created;
    }
  }
  return groups;
}

function byGravity([a]: Group, [b]: Group): number {
  const bySeverity = isGraded(a.verdict) ? SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) : 0;
  return ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || bySeverity;
}

function isGraded(verdict: Verdict): boolean {
  return verdict === 'fail' || verdict === 'unknown';
}

function toRow(results: Group): Row {
  const [{ verdict, severity, check, source, fix, detail, remediation }] = results;
  const isOne = results.length === 1;
  const cells = [
    verdict.toUpperCase(),
    isOne ? severity : '',
    isOne ? check : `${results.length} checks`,
    nameOf(results[0]),
    printable(source),
  ];
  if (verdict === 'fail') return { verdict, cells, explanation: [detail, `Fix (${FIX[fix]}): ${remediation}`] };
  return { verdict, cells, explanation: [[...new Set(results.map((result) => result.detail))].join(' ')] };
}

function nameOf({ resource: { id, name } }: ExplainedResult): string {
  if (id === undefined || name === undefined || id === name) return printable(id ?? name ?? '(unnamed)');
  return printable(`${name} (${id})`);
}

function summaryLine(results: readonly ExplainedResult[]): string {
  const { fail, unknown, pass, skip } = summarise(results);
  const brokers = new Set(results.map(({ resource }) => resource)).size;
  const verdicts = `${fail} fail, ${unknown} unknown, ${pass} pass, ${skip} skip`;
  return `${count(brokers, 'broker')}, ${count(results.length, 'result')}: ${verdicts}`;
}
