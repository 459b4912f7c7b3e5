import { styleText } from 'node:util';
import { EXIT } from '../context.ts';
import { printable } from '../text/printable.ts';
import type { Row, Status } from './rows.ts';

const LABELS: Readonly<Record<Status, string>> = { 'to-do': 'TO DO', 'not-visible': 'NOT VISIBLE', fine: 'FINE' };
const ORDER: readonly Status[] = ['to-do', 'not-visible', 'fine'];
const STYLES = { 'to-do': ['bold', 'red'], 'not-visible': ['bold', 'yellow'], fine: 'green' } as const;
const WIDTH = Math.max(...Object.values(LABELS).map(({ length }) => length));

/** The number of rows with each status. */
export function summarise(rows: readonly Row[]): Readonly<Record<Status, number>> {
  const number = (status: Status) => rows.filter((row) => row.status === status).length;
  return { fine: number('fine'), 'to-do': number('to-do'), 'not-visible': number('not-visible') };
}

/** The exit status of a command that reports rows. */
export function exitStatus(rows: readonly Row[]): number {
  const { 'to-do': toDo, 'not-visible': notVisible } = summarise(rows);
  if (toDo > 0) return EXIT.failed;
  return notVisible > 0 ? EXIT.unknown : EXIT.ok;
}

/** Lines for people: first what there is to do, with commands. */
export function renderRows(rows: readonly Row[], useColour: boolean): readonly string[] {
  const style = (status: Status, text: string) =>
    useColour ? styleText([...[STYLES[status]].flat()], text, { validateStream: false }) : text;
  const checks = Math.max(0, ...rows.map(({ check }) => check.length));
  const indent = ' '.repeat(WIDTH + 2);
  return ORDER.flatMap((status) =>
    rows
      .filter((row) => row.status === status)
      .flatMap(({ check, subject, detail, action }) => [
        `${style(status, LABELS[status].padEnd(WIDTH))}  ${check.padEnd(checks)}  ${printable(subject)}`,
        `${indent}${printable(detail)}`,
        ...(action?.split('\n') ?? []).map((line) => `${indent}  ${printable(line)}`),
      ]),
  );
}
