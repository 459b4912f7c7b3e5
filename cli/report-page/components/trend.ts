import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import type { HistoryPoint } from '../../organization-report/report.ts';
import type { Chart, LineName } from '../chart.ts';
import { CHART, LINES, makeChart } from '../chart.ts';
import type { Kit } from '../kit.ts';
import type { SectionProps } from './section.ts';
import { Section, Table } from './section.ts';

const SIZE = 3;
// With more, they would hide the line.
const MOST_MARKERS = 60;

/** How the organization came to where it stands. */
export function Trend({ report: { history }, kit }: SectionProps): ComponentChildren {
  if (!history || history.length === 0) return undefined;
  const { words } = kit;
  return h(
    Section,
    { id: 'trend', title: words.sections.trend },
    history.length === 1
      ? h('p', null, words.trend.single)
      : [h('p', { class: 'note' }, words.trend.intro), h(Picture, { history, kit })],
    h('details', null, h('summary', null, words.trend.table), h(Numbers, { history, kit })),
  );
}

interface HistoryProps {
  readonly history: readonly HistoryPoint[];
  readonly kit: Kit;
}

function Picture({ history, kit: { words, number, day } }: HistoryProps): ComponentChildren {
  const { grid, lines } = makeChart(history);
  const { width, height, left, right } = CHART;
  const [first, last] = [day(history[0]?.createdAt ?? ''), day(history.at(-1)?.createdAt ?? '')];
  const picture = h(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': words.trend.picture(first, last) },
    grid.map(({ value, y }) => [
      h('path', { class: 'grid', d: `M${left} ${y}H${right}` }),
      h('text', { x: left - 6, y: y + 4, 'text-anchor': 'end' }, number(value)),
    ]),
    LINES.map((line) => h(Line, { line, points: lines[line] })),
    h('text', { x: left, y: height - 6 }, first),
    h('text', { x: right, y: height - 6, 'text-anchor': 'end' }, last),
  );
  const keys = LINES.map((line) => h('li', null, h(Key, { line }), words.trend[line]));
  return h('figure', { class: 'chart' }, picture, h('figcaption', null, h('ul', { class: 'numbers' }, keys)));
}

function Line({
  line,
  points,
}: {
  readonly line: LineName;
  readonly points: Chart['lines'][LineName];
}): ComponentChildren {
  const markers = points.length > MOST_MARKERS ? points.slice(-1) : points;
  return h(
    'g',
    { class: `series ${line}` },
    h('path', { class: 'curve', d: `M${points.map((point) => point.join(' ')).join('L')}` }),
    h('path', { class: 'marker', d: markers.map((point) => marker(line, point)).join('') }),
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

function Numbers({ history, kit: { words, number, moment } }: HistoryProps): ComponentChildren {
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
  return h(Table, { label: words.trend.table, heads }, rows);
}
