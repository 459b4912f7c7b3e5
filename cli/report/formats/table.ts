import { dirname } from 'node:path';
import { styleText } from 'node:util';
import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { Verdict } from '../../../checks/check.ts';
import { count } from '../../text/count.ts';
import { joined } from '../../text/parts.ts';
import { printable } from '../../text/printable.ts';
import { baselineNotes } from '../baseline.ts';
import type { ExplainedResult, Report } from '../results.ts';
import { summarise } from '../results.ts';
import { byGravity, exemptionOf, fixOf, isFinding, isOpen, nameOf, placeOf } from './wording.ts';

/** How much the table shows. */
export interface TableOptions {
  readonly useColour: boolean;
  /** The width to wrap at; lines are not wrapped without it. */
  readonly columns?: number | undefined;
  /** `quiet`: only what failed or is unknown. `verbose`: each result. */
  readonly verbosity?: Verbosity | undefined;
}

export type Verbosity = 'quiet' | 'verbose';

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Verdict, Style>> = {
  fail: ['bold', 'red'],
  unknown: ['bold', 'yellow'],
  pass: 'green',
  skip: 'dim',
  exempt: 'cyan',
};

// Enough to see that the right files were read.
const MAX_GOOD = 10;

/** What has one verdict in one check, or, unless all is asked for, in all checks. */
interface Section {
  readonly verdict: Verdict;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Brokers that one sentence is true of. */
interface Block {
  readonly detail?: string;
  readonly rows: readonly Row[];
  /** What follows the rows. */
  readonly notes?: readonly string[];
}

/** The name of a broker, its place, and its path in a CDK app. */
type Row = readonly string[];

/**
 * The output for people: a section for each check that failed or is unknown, the gravest on top, with each reason and
 * each fix once; then what is exempt, what passed and what does not apply; at the end a summary.
 */
export function* tableParts(report: Report, options: TableOptions): Generator<string> {
  for (const line of tableLines(report, options)) yield `${line}\n`;
}

export const renderTable = joined(tableParts);

function* tableLines(report: Report, { useColour, columns, verbosity }: TableOptions): Generator<string> {
  const { results } = report;
  const style = (format: Style, text: string) =>
    useColour ? styleText(format, text, { validateStream: false }) : text;
  const wrap = (text: string, indent: number) => wrapLines(printable(text), indent, columns);
  for (const { verdict, title, blocks } of sectionsOf(results, verbosity)) {
    yield [style(STYLES[verdict], verdict.toUpperCase()), title].filter((text) => text !== '').join('  ');
    for (const { detail, rows, notes = [] } of blocks) {
      if (detail !== undefined) yield* wrap(detail, 2);
      yield* rowLines(rows, detail === undefined ? 2 : 4, columns);
      for (const note of notes) yield* wrap(note, 2).map((line) => style('dim', line));
    }
    yield '';
  }
  yield* wrap(summaryLine(results), 0);
  for (const note of baselineNotes(report, verbosity === 'verbose' ? undefined : ' --verbose shows all.')) {
    yield* wrap(note, 0);
  }
}

function sectionsOf(results: readonly ExplainedResult[], verbosity: Verbosity | undefined): readonly Section[] {
  const sorted = results.toSorted(byGravity);
  const ofVerdict = (verdict: Verdict) => sorted.filter((result) => result.verdict === verdict);
  const findings = byCheck(sorted.filter(verbosity === 'verbose' ? isFinding : isOpen));
  if (verbosity === 'quiet') return findings;
  const exempt = byCheck(ofVerdict('exempt'));
  if (verbosity === 'verbose')
    return [...findings, ...exempt, ...byCheck(ofVerdict('pass')), ...byCheck(ofVerdict('skip'))];
  return [...findings, ...exempt, ...passedBrokers(results), ...skippedBrokers(ofVerdict('skip'))];
}

function byCheck(results: readonly ExplainedResult[]): readonly Section[] {
  return groupBy(results, ({ verdict, check, baselineState }) => `${verdict} ${check} ${baselineState}`).map(
    (group) => {
      const [{ verdict, check, severity, baselineState }] = group;
      const known = baselineState === 'unchanged' ? ', in the baseline' : '';
      return {
        verdict,
        title: `${check} (${severity}): ${subjectsOf(group)}${known}`,
        blocks: toBlocks(group),
      };
    },
  );
}

/** The brokers by what is said of them. A fix or an exemption comes after all that it is for, and the guide at the end. */
function toBlocks(results: Group): readonly Block[] {
  const [{ verdict, guide }] = results;
  const noteOf = (result: ExplainedResult) => (verdict === 'fail' ? fixOf(result) : exemptionOf(result));
  const blocks = groupBy(results, noteOf).flatMap((group) => {
    const [note] = group.map(noteOf);
    return groupBy(group, ({ detail }) => detail).map((brokers, index, groups) => ({
      detail: brokers[0].detail,
      rows: brokers.map(toRow),
      notes: note && index === groups.length - 1 ? [note] : [],
    }));
  });
  return verdict === 'fail' ? [...blocks, { rows: [], notes: [`Guide: ${guide}`] }] : blocks;
}

/** Brokers that passed every check, by what is said of them. */
function passedBrokers(results: readonly ExplainedResult[]): readonly Section[] {
  const rows = new Map<string, Row[]>();
  for (const group of groupBy(results, ({ resource }) => resource)) {
    if (group.some(({ verdict }) => verdict !== 'pass')) continue;
    const detail = group.map((result) => result.detail).join(' ');
    const others = rows.get(detail);
    if (others) others.push(toRow(group[0]));
    else rows.set(detail, [toRow(group[0])]);
  }
  return shortSection('pass', rows);
}

/** Brokers that no check applies to, by the reason, in a row a folder. */
function skippedBrokers(results: readonly ExplainedResult[]): readonly Section[] {
  const rows = groupBy(results, ({ detail }) => detail).map((group): [string, readonly Row[]] => [
    group[0].detail,
    groupBy(group, ({ source }) => folderOf(source)).map((ofFolder) => {
      const brokers = brokersOf(ofFolder);
      return brokers === 1 ? toRow(ofFolder[0]) : [count(brokers, 'broker'), folderOf(ofFolder[0].source)];
    }),
  ]);
  return shortSection('skip', new Map(rows));
}

/** The first few rows of each sentence. */
function shortSection(verdict: Verdict, rows: ReadonlyMap<string, readonly Row[]>): readonly Section[] {
  if (rows.size === 0) return [];
  const blocks = [...rows].map(([detail, all]) => ({
    detail,
    rows: all.slice(0, MAX_GOOD),
    notes: all.length > MAX_GOOD ? [`… and ${all.length - MAX_GOOD} more. --verbose lists them.`] : [],
  }));
  return [{ verdict, title: '', blocks }];
}

function folderOf(source: string): string {
  return source === '-' ? placeOf({ source }) : printable(`${dirname(source)}/`);
}

function toRow(result: ExplainedResult): Row {
  const { constructPath } = result;
  return [nameOf(result), placeOf(result), ...(constructPath === undefined ? [] : [printable(constructPath)])];
}

type Group = [ExplainedResult, ...ExplainedResult[]];

/** In the order of the first of each. */
function groupBy(results: readonly ExplainedResult[], key: (result: ExplainedResult) => unknown): readonly Group[] {
  const groups = new Map<unknown, Group>();
  for (const result of results) {
    const group = groups.get(key(result));
    if (group) group.push(result);
    else groups.set(key(result), [result]);
  }
  return [...groups.values()];
}

/** Rows in columns. What does not fit beside what is before it comes in a line below. */
function rowLines(rows: readonly Row[], indent: number, columns = Number.POSITIVE_INFINITY): readonly string[] {
  const widths = [0, 1, 2].map((column) =>
    rows.reduce((width, row) => Math.max(width, stringWidth(row[column] ?? '')), 0),
  );
  // Where each column begins: beside the one before it, or in a line below.
  let end = indent;
  const places = widths.map((width, column) => {
    const isBelow = column > 0 && end + 2 + width > columns;
    const start = column === 0 ? indent : isBelow ? indent + 2 : end + 2;
    end = start + width;
    return { start, isBelow };
  });
  return rows.flatMap((row) => {
    const lines: string[] = [];
    for (const [column, cell] of row.entries()) {
      const { start = 0, isBelow = false } = places[column] ?? {};
      const line = isBelow ? '' : (lines.pop() ?? '');
      lines.push(`${line}${' '.repeat(start - stringWidth(line))}${cell}`);
    }
    return lines;
  });
}

function wrapLines(text: string, indent: number, columns: number | undefined): readonly string[] {
  const lines = columns === undefined ? [text] : wrapAnsi(text, Math.max(1, columns - indent)).split('\n');
  return lines.map((line) => `${' '.repeat(indent)}${line}`);
}

function brokersOf(results: readonly ExplainedResult[]): number {
  return new Set(results.filter(({ unseen }) => !unseen).map(({ resource }) => resource)).size;
}

function subjectsOf(results: readonly ExplainedResult[]): string {
  const brokers = brokersOf(results);
  const unseen = results.filter((result) => result.unseen).length;
  return [brokers > 0 && count(brokers, 'broker'), unseen > 0 && count(unseen, 'resource')].filter(Boolean).join(', ');
}

/** How many brokers and results there are, and of which verdicts. */
export function summaryLine(results: readonly ExplainedResult[]): string {
  const { fail, unknown, exempt, pass, skip } = summarise(results);
  const known = summarise(results.filter(({ baselineState }) => baselineState === 'unchanged'));
  const inBaseline = (verdict: 'fail' | 'unknown') =>
    known[verdict] > 0 ? ` (${known[verdict]} in the baseline)` : '';
  const findings = `${fail} fail${inBaseline('fail')}, ${unknown} unknown${inBaseline('unknown')}`;
  const accepted = exempt > 0 ? `, ${exempt} exempt` : '';
  const verdicts = `${findings}${accepted}, ${pass} pass, ${skip} skip`;
  return `${count(brokersOf(results), 'broker')}, ${count(results.length, 'result')}: ${verdicts}`;
}
