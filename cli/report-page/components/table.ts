import type { ComponentChildren } from 'preact';
import { Fragment, h } from 'preact';
import type { Kit } from '../kit.ts';
import type { BrokersReport, Row } from '../rows.ts';
import type { View } from '../state.ts';
import { COLUMNS } from '../state.ts';
import { Details } from './details.ts';
import { Icon } from './icon.ts';
import { Name, Path } from './name.ts';

/** What the table of brokers shows, and whom it tells what is clicked. */
export interface TableProps {
  readonly rows: readonly Row[];
  readonly view: View;
  /** All rows are open, as on paper. */
  readonly areAllOpen: boolean;
  readonly report: Pick<BrokersReport, 'checks' | 'createdAt'>;
  readonly kit: Kit;
  readonly onView: (view: Partial<View>) => void;
}

// Before `since` come the checks.
const BEFORE_CHECKS = COLUMNS.slice(0, COLUMNS.indexOf('since'));
const AFTER_CHECKS = COLUMNS.slice(COLUMNS.indexOf('since'));

/** The table of brokers. On a narrow screen it is drawn as cards, so that its parts say their roles themselves. */
export function BrokerTable(props: TableProps): ComponentChildren {
  const { rows, report, kit, view, areAllOpen } = props;
  const { words } = kit;
  const heads = [
    ...BEFORE_CHECKS.map((column) => h(Head, { ...props, column, label: words.columns[column] })),
    ...report.checks.map((check) => h(Head, { ...props, column: check.id, label: kit.check(check).label })),
    ...AFTER_CHECKS.map((column) => h(Head, { ...props, column, label: words.columns[column] })),
  ];
  return h(
    'table',
    { class: 'broker-table', role: 'table', 'aria-label': words.tableName },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, heads)),
    h(
      'tbody',
      { role: 'rowgroup' },
      rows.map((row, place) => {
        const { key } = row.broker;
        const isOpen = areAllOpen || view.open.includes(key);
        return h(BrokerRow, {
          key,
          row,
          place,
          isOpen,
          columns: heads.length,
          report,
          kit,
          onToggle: () => toggle(props, key),
        });
      }),
    ),
  );
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

interface RowProps {
  readonly row: Row;
  readonly place: number;
  readonly isOpen: boolean;
  readonly columns: number;
  readonly report: TableProps['report'];
  readonly kit: Kit;
  readonly onToggle: () => void;
}

function BrokerRow({ row, place, isOpen, columns, report, kit, onToggle }: RowProps): ComponentChildren {
  const { words } = kit;
  const { broker, name, accountName, unit, since, exemption, standing } = row;
  const id = `broker-${place}`;
  const head = h(
    'button',
    {
      type: 'button',
      class: 'open',
      'aria-expanded': isOpen,
      'aria-controls': isOpen ? id : undefined,
      onClick: onToggle,
    },
    h(Name, { text: name }),
  );
  const cell = (column: (typeof COLUMNS)[number], ...content: readonly ComponentChildren[]) =>
    h('td', { role: 'cell', class: column, 'data-label': words.columns[column] }, content);
  const days = since === undefined ? 0 : kit.days(since, report.createdAt);
  const main = h(
    'tr',
    { role: 'row', class: isOpen ? 'broker is-open' : 'broker' },
    h('th', { role: 'rowheader', scope: 'row' }, head),
    cell(
      'account',
      accountName !== undefined && h(Name, { text: accountName, longest: 40 }),
      broker.accountId !== undefined && h('small', null, h(Name, { text: broker.accountId })),
    ),
    cell('unit', unit !== undefined && h(Path, { text: unit })),
    cell('region', broker.region && h(Name, { text: broker.region })),
    cell('version', broker.engineVersion && h(Name, { text: broker.engineVersion, longest: 20 })),
    cell('size', broker.hostInstanceType && h(Name, { text: broker.hostInstanceType, longest: 30 })),
    cell('verdict', h(Icon, { name: standing }), words.verdicts[standing]),
    row.results.map((result, at) => {
      const verdict = result?.verdict ?? 'unknown';
      const check = report.checks[at];
      const label = check && kit.check(check).label;
      return h(
        'td',
        { role: 'cell', class: 'check', 'data-label': label },
        h(Icon, { name: verdict }),
        words.verdicts[verdict],
      );
    }),
    cell(
      'since',
      since !== undefined && h('time', { dateTime: since }, kit.day(since)),
      since !== undefined && h('small', null, words.age(days, kit.number(days))),
    ),
    cell('exemption', exemption && words.daysLeft(exemption.daysLeft, kit.number(exemption.daysLeft))),
  );
  const details =
    isOpen &&
    h(
      'tr',
      { role: 'row', class: 'details', id },
      h('td', { role: 'cell', colSpan: columns }, h(Details, { row, report, kit })),
    );
  return h(Fragment, null, main, details);
}
