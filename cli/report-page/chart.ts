import type { HistoryPoint } from '../organization-report/report.ts';

/** What the chart shows. */
export const LINES = ['conforming', 'failing', 'unknown'] as const;
export type LineName = (typeof LINES)[number];

/** In units of the drawing, which is as wide as the screen, up to about twice its size. */
export const CHART = { width: 420, height: 190, left: 34, right: 408, top: 10, bottom: 168 } as const;

export interface Chart {
  /** The numbers at the left, with the height of their lines. */
  readonly grid: readonly { readonly value: number; readonly y: number }[];
  /** The points of each line, from left to right. */
  readonly lines: Readonly<Record<LineName, readonly (readonly [x: number, y: number])[]>>;
}

/** Places the reports of a history by their times, and by their order if these do not tell. */
export function makeChart(history: readonly HistoryPoint[]): Chart {
  const xs = placesOf(history.map(({ createdAt }) => Date.parse(createdAt)));
  const numbers = (line: LineName) => history.map(({ summary: { brokers } }) => brokers[line]);
  const top = roundUp(LINES.flatMap(numbers).reduce((most, number) => Math.max(most, number), 1));
  const y = (value: number) => round(CHART.bottom - (value / top) * (CHART.bottom - CHART.top));
  const points = (line: LineName) => numbers(line).map((value, place) => [xs[place] ?? 0, y(value)] as const);
  return {
    grid: [0, top / 2, top].map((value) => ({ value, y: y(value) })),
    lines: { conforming: points('conforming'), failing: points('failing'), unknown: points('unknown') },
  };
}

function placesOf(times: readonly number[]): readonly number[] {
  const isRising = times.every((time, place) => time > (times[place - 1] ?? -Infinity));
  const values = isRising ? times : times.map((_, place) => place);
  const [start = 0, end = 0] = [values[0], values.at(-1)];
  return values.map((value) => round(CHART.left + ((value - start) / (end - start || 1)) * (CHART.right - CHART.left)));
}

/** A number that is not below another, and whose half is whole. */
function roundUp(value: number): number {
  const step = 2 * Math.max(1, 10 ** Math.floor(Math.log10(value)) / 5);
  return Math.ceil(value / step) * step;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
