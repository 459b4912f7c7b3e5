import type { ComponentChildren } from 'preact';
import { Fragment, h } from 'preact';
import type { Verdict } from '../../../checks/check.ts';
import type { Kit } from '../kit.ts';
import type { BrokersReport, Row } from '../rows.ts';
import { verdictAt } from '../state.ts';
import { Details } from './details.ts';
import { Icon } from './icon.ts';
import { Name, Path } from './name.ts';

interface RowProps {
  readonly row: Row;
  /** From 0 at the top of the table. */
  readonly place: number;
  readonly isOpen: boolean;
  readonly columns: number;
  readonly report: Pick<BrokersReport, 'checks' | 'createdAt'>;
  readonly kit: Kit;
  readonly onToggle: () => void;
}

/** A broker in the table, with its findings in a row below while it is open. */
export function BrokerRow({ row, place, isOpen, columns, report, kit, onToggle }: RowProps): ComponentChildren {
  const id = `broker-${place}`;
  const opens = { 'aria-expanded': isOpen, 'aria-controls': isOpen ? id : undefined, onClick: onToggle };
  const button = h('button', { type: 'button', class: 'open', ...opens }, h(Name, { text: row.name }));
  const details = h(Details, { key: row.broker.key, row, report, kit });
  return h(
    Fragment,
    null,
    h(
      'tr',
      { role: 'row', class: isOpen ? 'broker is-open' : 'broker' },
      h('th', { role: 'rowheader', scope: 'row' }, button),
      h(Facts, { row, kit }),
      h(Verdicts, { row, report, kit }),
      h(Times, { row, report, kit }),
    ),
    isOpen && h('tr', { role: 'row', class: 'details', id }, h('td', { role: 'cell', colSpan: columns }, details)),
  );
}

interface CellProps {
  readonly column: string;
  /** The name of the column, which a narrow screen shows in the cell. */
  readonly label: string;
  readonly children?: ComponentChildren;
}

function Cell({ column, label, children }: CellProps): ComponentChildren {
  return h('td', { role: 'cell', class: column, 'data-label': label }, children);
}

function Facts({ row, kit: { words } }: Pick<RowProps, 'row' | 'kit'>): ComponentChildren {
  const { broker, accountName, unit } = row;
  const cell = (column: 'region' | 'version' | 'size', text: string | undefined) =>
    h(Cell, { column, label: words.columns[column] }, text && h(Name, { text, longest: 30 }));
  return [
    h(
      Cell,
      { column: 'account', label: words.columns.account },
      accountName !== undefined && h(Name, { text: accountName, longest: 40 }),
      broker.accountId !== undefined && h('small', null, h(Name, { text: broker.accountId, longest: 20 })),
    ),
    h(Cell, { column: 'unit', label: words.columns.unit }, unit && h(Path, { text: unit })),
    cell('region', broker.region),
    cell('version', broker.engineVersion),
    cell('size', broker.hostInstanceType),
  ];
}

function Verdicts({ row, report, kit }: Pick<RowProps, 'row' | 'report' | 'kit'>): ComponentChildren {
  const { verdicts, columns } = kit.words;
  const cell = (column: string, label: string, verdict: Verdict) =>
    h(Cell, { column, label }, h(Icon, { name: verdict }), verdicts[verdict]);
  return [
    cell('verdict', columns.verdict, row.standing),
    report.checks.map((check, place) => cell('check', kit.check(check).label, verdictAt(row, place))),
  ];
}

function Times({
  row: { since, exemption },
  report,
  kit,
}: Pick<RowProps, 'row' | 'report' | 'kit'>): ComponentChildren {
  const { words, number } = kit;
  const days = since === undefined ? 0 : kit.days(since, report.createdAt);
  return [
    h(
      Cell,
      { column: 'since', label: words.columns.since },
      since !== undefined && h('time', { dateTime: since }, kit.day(since)),
      since !== undefined && h('small', null, words.age(days, number(days))),
    ),
    h(
      Cell,
      { column: 'exemption', label: words.columns.exemption },
      exemption && words.daysLeft(exemption.daysLeft, number(exemption.daysLeft)),
    ),
  ];
}
