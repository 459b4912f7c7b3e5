import { CHART, makeChart } from '../../../cli/report-page/chart.ts';
import { reportOfSize } from '../../support/organization-report.ts';

const { summary } = reportOfSize({ brokers: 0 });

/** A report of a day in which so many brokers conform and so many fail. */
const point = (createdAt: string, conforming: number, failing = 0) => ({
  createdAt,
  summary: { ...summary, brokers: { total: conforming + failing, conforming, failing, unknown: 0, exempt: 0 } },
});

const xsOf = (...times: readonly string[]) =>
  makeChart(times.map((time) => point(time, 1))).lines.conforming.map(([x]) => x);

describe('the chart of a history', () => {
  test('has reports where their times are', () => {
    expect(xsOf('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-11T00:00:00Z')).toEqual([
      CHART.left,
      71.4,
      CHART.right,
    ]);
  });

  test('has as many reports as there are', () => {
    const history = Array.from({ length: 150_000 }, () => point('2026-01-01T00:00:00Z', 1));
    expect(makeChart(history).lines.conforming).toHaveLength(150_000);
  });

  test.each([
    ['are no times', ['once', 'later', 'now']],
    ['are all the same', Array(3).fill('2026-01-01T00:00:00Z')],
    ['go back', ['2026-01-03T00:00:00Z', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z']],
  ])('has reports one after the other if their times %s', (_, times) => {
    expect(xsOf(...times)).toEqual([CHART.left, (CHART.left + CHART.right) / 2, CHART.right]);
  });

  test.each([
    [0, 2],
    [2, 2],
    [7, 8],
    [15, 16],
    [231, 240],
    [9_999, 10_000],
  ])('has a scale for %d that ends with %d', (most, top) => {
    const { grid, lines } = makeChart([point('2026-01-01T00:00:00Z', 0, most), point('2026-02-01T00:00:00Z', 0)]);
    expect(grid).toEqual([
      { value: 0, y: CHART.bottom },
      { value: top / 2, y: (CHART.top + CHART.bottom) / 2 },
      { value: top, y: CHART.top },
    ]);
    expect(lines.failing.every(([, y]) => y >= CHART.top && y <= CHART.bottom)).toBe(true);
  });
});
