import { styleText } from 'node:util';
import { printable, printableJson } from '../text/printable.ts';
import type { Row, Status } from './rows.ts';
import type { PreflightReport } from './run.ts';

const LABELS: Readonly<Record<Status, string>> = { 'to-do': 'TO DO', 'not-visible': 'NOT VISIBLE', fine: 'FINE' };
const ORDER: readonly Status[] = ['to-do', 'not-visible', 'fine'];
const STYLES = { 'to-do': ['bold', 'red'], 'not-visible': ['bold', 'yellow'], fine: 'green' } as const;
const WIDTH = Math.max(...Object.values(LABELS).map(({ length }) => length));

/** The number of rows with each status. */
export function summarise(rows: readonly Row[]): Readonly<Record<Status, number>> {
  const number = (status: Status) => rows.filter((row) => row.status === status).length;
  return { fine: number('fine'), 'to-do': number('to-do'), 'not-visible': number('not-visible') };
}

/** The output for people: first what there is to do, with commands. */
export function renderPreflight(report: PreflightReport, useColour: boolean): string {
  const { rows, accountId, deployment, regions } = report;
  const style = (status: Status, text: string) =>
    useColour ? styleText([...[STYLES[status]].flat()], text, { validateStream: false }) : text;
  const checks = Math.max(0, ...rows.map(({ check }) => check.length));
  const indent = ' '.repeat(WIDTH + 2);
  const lines = ORDER.flatMap((status) =>
    rows
      .filter((row) => row.status === status)
      .flatMap(({ check, subject, detail, action }) => [
        `${style(status, LABELS[status].padEnd(WIDTH))}  ${check.padEnd(checks)}  ${printable(subject)}`,
        `${indent}${printable(detail)}`,
        ...(action?.split('\n') ?? []).map((line) => `${indent}  ${printable(line)}`),
      ]),
  );
  const { fine, 'to-do': toDo, 'not-visible': notVisible } = summarise(rows);
  return [
    `Deployment "${deployment}" from account ${accountId} to ${regions.join(', ')}`,
    '',
    ...lines,
    '',
    ...exclusionLines(report),
    `${toDo} to do, ${notVisible} not visible, ${fine} fine`,
    '',
  ].join('\n');
}

function exclusionLines({ excludedAccounts = [], rows }: PreflightReport): readonly string[] {
  if (rows.every(({ excludes = [] }) => excludes.length === 0)) return [];
  const isKnown = rows.every(({ status }) => status !== 'not-visible');
  return [
    'Until this is fixed, the organization conformance pack needs this setting. It removes the rules of these accounts in every',
    'region. If most accounts have no recorder in one region, leave that region out instead.',
    `  -c excludedAccounts=${excludedAccounts.join(',')}`,
    ...(isKnown ? [] : ['It may need more accounts, because not everything was visible.']),
    '',
  ];
}

/** The output for programs. Members may be added; anything else raises `version`. */
export function renderPreflightJson({ excludedAccounts, ...report }: PreflightReport): string {
  const { fine, 'to-do': toDo, 'not-visible': notVisible } = summarise(report.rows);
  const content = {
    version: 1,
    ...report,
    ...(excludedAccounts === undefined ? {} : { excludedAccounts }),
    summary: { fine, toDo, notVisible },
  };
  return `${printableJson(JSON.stringify(content, undefined, 2))}\n`;
}
