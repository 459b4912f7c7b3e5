import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import type { HistoryPoint } from '../../organization-report/report.ts';
import type { Kit } from '../kit.ts';
import type { SectionProps } from './sections.ts';
import { Section } from './sections.ts';

const LINES = ['conforming', 'failing', 'unknown'] as const;
type LineName = (typeof LINES)[number];

// In units of the drawing, which is as wide as the screen, up to about twice its size.
const WIDTH = 420;
const HEIGHT = 190;
const MARGIN = { left: 34, right: 12, top: 10, bottom: 22 };
const SIZE = 3;

/** How the organization came to where it stands. */
export function Trend({ report: { history }, kit }: SectionProps): ComponentChildren {
  if (!history || history.length === 0) return undefined;
  const { words } = kit;
  return h(
    Section,
    { id: 'trend', title: words.sections.trend },
    history.length === 1
      ? h('p', null, words.trend.single)
      : [h('p', { class: 'note' }, words.trend.intro), h(Chart, { history, kit })],
    h('details', null, h('summary', null, words.trend.table), h(Numbers, { history, kit })),
  );
}

interface ChartProps {
  readonly history: readonly HistoryPoint[];
  readonly kit: Kit;
}

function Chart({ history, kit: { words, number, day } }: ChartProps): ComponentChildren {
  const times = history.map(({ createdAt }) => Date.parse(createdAt));
  const [start = 0, end = 0] = [times[0], times.at(-1)];
  const top = niceTop(
    Math.max(1, ...history.flatMap(({ summary: { brokers } }) => LINES.map((line) => brokers[line]))),
  );
  const x = (time: number) =>
    MARGIN.left + ((time - start) / (end - start || 1)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number) => HEIGHT - MARGIN.bottom - (value / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const grid = [0, top / 2, top].map((value) => [
    h('path', { class: 'grid', d: `M${MARGIN.left} ${round(y(value))}H${WIDTH - MARGIN.right}` }),
    h('text', { x: MARGIN.left - 6, y: round(y(value)) + 4, 'text-anchor': 'end' }, number(value)),
  ]);
  const lines = LINES.map((line) => {
    const points = history.map(
      ({ summary }, place) => [round(x(times[place] ?? 0)), round(y(summary.brokers[line]))] as const,
    );
    return h(
      'g',
      { class: `series ${line}` },
      h('path', { class: 'curve', d: `M${points.map((point) => point.join(' ')).join('L')}` }),
      h('path', { class: 'marker', d: points.map((point) => marker(line, point)).join('') }),
    );
  });
  const [first, last] = [history[0]?.createdAt ?? '', history.at(-1)?.createdAt ?? ''];
  const ends = [
    h('text', { x: MARGIN.left, y: HEIGHT - 6 }, day(first)),
    h('text', { x: WIDTH - MARGIN.right, y: HEIGHT - 6, 'text-anchor': 'end' }, day(last)),
  ];
  return h(
    'figure',
    { class: 'chart' },
    h(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': words.trend.picture(day(first), day(last)) },
      grid,
      lines,
      ends,
    ),
    h(
      'figcaption',
      null,
      h(
        'ul',
        { class: 'numbers' },
        LINES.map((line) => h('li', null, h(Key, { line }), words.trend[line])),
      ),
    ),
  );
}

/** A line of the chart as it is drawn, beside its name. */
function Key({ line }: { readonly line: LineName }): ComponentChildren {
  return h(
    'svg',
    { class: `key series ${line}`, viewBox: '0 0 28 12', 'aria-hidden': 'true' },
    h('path', { class: 'curve', d: 'M1 6H27' }),
    h('path', { class: 'marker', d: marker(line, [14, 6]) }),
  );
}

/** A circle, a square or a diamond. */
function marker(line: LineName, [x, y]: readonly [number, number]): string {
  if (line === 'conforming')
    return `M${x - SIZE} ${y}a${SIZE} ${SIZE} 0 1 0 ${2 * SIZE} 0a${SIZE} ${SIZE} 0 1 0 ${-2 * SIZE} 0`;
  if (line === 'failing') return `M${x - SIZE} ${y - SIZE}h${2 * SIZE}v${2 * SIZE}h${-2 * SIZE}Z`;
  return `M${x} ${y - SIZE - 1}l${SIZE + 1} ${SIZE + 1}l${-SIZE - 1} ${SIZE + 1}l${-SIZE - 1} ${-SIZE - 1}Z`;
}

/** The least number of one digit and zeros that is not below a number, and has a whole half. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [2, 4, 6, 8, 10, 20].map((digit) => digit * Math.max(1, power / 1)).find((top) => top >= value) ?? value;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function Numbers({ history, kit: { words, number, moment } }: ChartProps): ComponentChildren {
  const heads = [
    words.trend.report,
    words.trend.total,
    words.trend.conforming,
    words.trend.failing,
    words.trend.unknown,
    words.trend.exempt,
    words.trend.unseen,
  ];
  const rows = history.toReversed().map(({ createdAt, summary: { brokers, places } }) => {
    const numbers = [
      brokers.total,
      brokers.conforming,
      brokers.failing,
      brokers.unknown,
      brokers.exempt,
      places.partly + places.notSeen,
    ];
    return h(
      'tr',
      null,
      h('th', { scope: 'row' }, moment(createdAt)),
      numbers.map((value) => h('td', { class: 'number' }, number(value))),
    );
  });
  return h(
    'div',
    { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': words.trend.table },
    h(
      'table',
      { class: 'plain' },
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          heads.map((head) => h('th', { scope: 'col' }, head)),
        ),
      ),
      h('tbody', null, rows),
    ),
  );
}
