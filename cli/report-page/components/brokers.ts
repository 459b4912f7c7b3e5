import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Kit } from '../kit.ts';
import type { BrokersReport } from '../rows.ts';
import { makeRows } from '../rows.ts';
import type { View } from '../state.ts';
import { filterRows, pageOf, ROWS_PER_PAGE, sortRows } from '../state.ts';
import { Controls } from './controls.ts';
import { BrokerTable } from './table.ts';

/** The part of the page that a script takes over in the browser. */
export interface BrokersProps {
  readonly report: BrokersReport;
  readonly kit: Kit;
  readonly view: View;
  /** Whether it is on paper, which has no pages to turn to. */
  readonly isPrinted: boolean;
  readonly onView: (view: Partial<View>) => void;
}

// Each takes about half a page of paper.
const MOST_PRINTED = 1000;

/** The brokers that the filters let through, a page of them at a time. */
export function Brokers({ report, kit, view, isPrinted, onView }: BrokersProps): ComponentChildren {
  const { words, number } = kit;
  const { sort, descending } = view;
  const { checks } = report;
  const rows = useMemo(() => makeRows(report), [report]);
  const sorted = useMemo(() => sortRows(rows, { sort, descending }, checks), [rows, sort, descending]);
  const { search, account, unit, region, check, verdict, severity, tag, change } = view;
  const filters = { search, account, unit, region, check, verdict, severity, tag, change };
  const matching = useMemo(() => filterRows(sorted, filters, checks), [sorted, ...Object.values(filters)]);
  const page = pageOf(matching, view);
  const first = (page.page - 1) * ROWS_PER_PAGE;
  const shown = isPrinted ? matching.slice(0, MOST_PRINTED) : page.rows;
  const start = isPrinted ? 0 : first;
  return h(
    'div',
    { class: 'browser' },
    h(Controls, { rows, filters, report, kit, onView }),
    h(
      'p',
      { class: 'count', role: 'status', 'aria-live': 'polite' },
      matching.length === 0
        ? words.noMatch
        : words.shown(number(start + 1), number(start + shown.length), number(matching.length), number(rows.length)),
    ),
    isPrinted &&
      matching.length > MOST_PRINTED &&
      h('p', null, words.printed(number(MOST_PRINTED), number(matching.length))),
    matching.length > 0 && h(BrokerTable, { rows: shown, view, isPrinted, report, kit, onView }),
    page.pages > 1 && !isPrinted && h(Pages, { page: page.page, pages: page.pages, kit, onView }),
  );
}

interface PagesProps extends Pick<BrokersProps, 'kit' | 'onView'> {
  readonly page: number;
  readonly pages: number;
}

function Pages({ page, pages, kit: { words, number }, onView }: PagesProps): ComponentChildren {
  const turn = (label: string, to: number) =>
    h(
      'button',
      { type: 'button', disabled: to < 1 || to > pages, onClick: () => onView({ page: to, open: [] }) },
      label,
    );
  return h(
    'nav',
    { class: 'pages', 'aria-label': words.pages },
    turn(words.previousPage, page - 1),
    h('span', null, words.page(number(page), number(pages))),
    turn(words.nextPage, page + 1),
  );
}
