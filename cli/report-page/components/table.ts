import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import type { Kit } from '../kit.ts';
import type { BrokersReport, Row } from '../rows.ts';
import type { View } from '../state.ts';
import { COLUMNS } from '../state.ts';
import { Icon } from './icon.ts';
import { Name } from './name.ts';
import { BrokerRow } from './row.ts';

/** What the table of brokers shows, and whom it tells what is clicked. */
interface TableProps {
  readonly rows: readonly Row[];
  readonly view: View;
  /** On paper, what does not pass is open. */
  readonly isPrinted: boolean;
  readonly report: Pick<BrokersReport, 'checks' | 'createdAt'>;
  readonly kit: Kit;
  readonly onView: (view: Partial<View>) => void;
}

// Before `since` come the checks.
const BEFORE_CHECKS = COLUMNS.slice(0, COLUMNS.indexOf('since'));
const AFTER_CHECKS = COLUMNS.slice(COLUMNS.indexOf('since'));

// With more checks, the table is wider than the page, which does not grow with the screen.
const MOST_IN_SIGHT = 4;

/** The table of brokers. On a narrow screen it is drawn as cards, so that its parts say their roles themselves. */
export function BrokerTable(props: TableProps): ComponentChildren {
  const { rows, report, kit, view, isPrinted } = props;
  const { words } = kit;
  const heads = [
    ...BEFORE_CHECKS.map((column) => h(Head, { ...props, column, label: words.columns[column] })),
    ...report.checks.map((check) => h(Head, { ...props, column: check.id, label: kit.check(check).label })),
    ...AFTER_CHECKS.map((column) => h(Head, { ...props, column, label: words.columns[column] })),
  ];
  const table = h(
    'table',
    { class: 'broker-table', role: 'table', 'aria-label': words.tableName },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, heads)),
    h(
      'tbody',
      { role: 'rowgroup' },
      rows.map((row, place) => {
        const { key } = row.broker;
        const isOpen = view.open.includes(key) || (isPrinted && row.standing !== 'pass');
        const onToggle = () => toggle(props, key);
        // Elements stay where they are, and get other texts: that takes half the time of making others.
        return h(BrokerRow, { key: place, row, place, isOpen, columns: heads.length, report, kit, onToggle });
      }),
    ),
  );
  const isWide = report.checks.length > MOST_IN_SIGHT;
  return [isWide && h('p', { class: 'note wide-table' }, words.wideTable), h('div', { class: 'broker-scroll' }, table)];
}

function toggle({ view, onView }: TableProps, key: string): void {
  onView({ open: view.open.includes(key) ? view.open.filter((open) => open !== key) : [...view.open, key] });
}

function Head({
  column,
  label,
  view,
  onView,
}: TableProps & { readonly column: string; readonly label: string }): ComponentChildren {
  const isSorted = view.sort === column;
  const order = view.descending ? 'descending' : 'ascending';
  const onClick = () => onView({ sort: column, descending: isSorted && !view.descending, page: 1 });
  return h(
    'th',
    { role: 'columnheader', scope: 'col', 'aria-sort': isSorted ? order : undefined },
    h('button', { type: 'button', onClick }, h(Name, { text: label }), h(Icon, { name: 'sort' })),
  );
}
