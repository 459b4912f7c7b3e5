import { styleText } from 'node:util';
import type { BrokerIdentity } from '../../../checks/broker.ts';
import type { Verdict } from '../../../checks/check.ts';
import { count } from '../../text/count.ts';
import { printable } from '../../text/printable.ts';
import type { ExplainedResult, Report } from '../results.ts';
import { summarise } from '../results.ts';
import { byGravity, exemptionOf, fixOf, isFinding, nameOf, placeOf } from './wording.ts';

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Verdict, Style>> = {
  fail: ['bold', 'red'],
  unknown: ['bold', 'yellow'],
  pass: 'green',
  skip: 'dim',
  exempt: 'cyan',
};

interface Row {
  readonly verdict: Verdict;
  readonly cells: readonly string[];
  readonly explanation: readonly string[];
}

/**
 * The output for people: failures first, the gravest on top, with the reason and the fix; then, in a row a broker,
 * what passed and what does not apply; at the end, where to read of what failed, and a summary.
 */
export function renderTable({ results }: Report, { useColour }: { readonly useColour: boolean }): string {
  const style = (format: Style, text: string) =>
    useColour ? styleText(format, text, { validateStream: false }) : text;
  const groups = group(results).sort(([a], [b]) => byGravity(a, b));
  const rows = groups.map(toRow);
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
  const guides = new Set(groups.flatMap(([{ verdict, guide }]) => (verdict === 'fail' ? [`Guide: ${guide}`] : [])));
  return [lines, [...guides], [summaryLine(results), '']]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

type Group = [ExplainedResult, ...ExplainedResult[]];

/** Each failed, unknown and exempt result by itself; of one broker all that passed, and all that does not apply. */
function group(results: readonly ExplainedResult[]): Group[] {
  const groups: Group[] = [];
  const ofBrokers = new Map<BrokerIdentity, Partial<Record<Verdict, Group>>>();
  for (const result of results) {
    const { resource, verdict } = result;
    const ofBroker = ofBrokers.get(resource) ?? {};
    ofBrokers.set(resource, ofBroker);
    const existing = isFinding(result) || verdict === 'exempt' ? undefined : ofBroker[verdict];
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

function toRow(results: Group): Row {
  const [first] = results;
  const { verdict, severity, check, detail } = first;
  const isOne = results.length === 1;
  const cells = [
    verdict.toUpperCase(),
    isOne ? severity : '',
    isOne ? check : `${results.length} checks`,
    nameOf(first),
    placeOf(first),
  ];
  if (verdict === 'fail') return { verdict, cells, explanation: [detail, fixOf(first)] };
  if (verdict === 'exempt') return { verdict, cells, explanation: [detail, exemptionOf(first)] };
  return { verdict, cells, explanation: [[...new Set(results.map((result) => result.detail))].join(' ')] };
}

/** How many brokers and results there are, and of which verdicts. */
export function summaryLine(results: readonly ExplainedResult[]): string {
  const { fail, unknown, exempt, pass, skip } = summarise(results);
  const brokers = new Set(results.map(({ resource }) => resource)).size;
  const ofExempt = exempt > 0 ? `${exempt} exempt, ` : '';
  const verdicts = `${fail} fail, ${unknown} unknown, ${ofExempt}${pass} pass, ${skip} skip`;
  return `${count(brokers, 'broker')}, ${count(results.length, 'result')}: ${verdicts}`;
}
