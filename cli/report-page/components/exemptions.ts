import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import type { ReportedBroker, ReportedExemption } from '../../organization-report/report.ts';
import type { Kit } from '../kit.ts';
import { nameOf } from '../rows.ts';
import { formatView } from '../state.ts';
import { Name } from './name.ts';
import type { SectionProps } from './section.ts';
import { Section, Table } from './section.ts';

/** Days left, below which it is time to act. */
const SOON = 30;

/** More are closed at first: they end later. */
const OPEN = 20;

interface Exempt {
  readonly broker: ReportedBroker;
  /** Its account and region. */
  readonly place: string;
  /** What the check is called. */
  readonly check: string;
  readonly exemption: ReportedExemption;
}

/** What was waived, first what ends first. */
export function Exemptions({ report, kit }: SectionProps): ComponentChildren {
  const { words } = kit;
  const labels = new Map(report.checks.map((check) => [check.id, kit.check(check).label]));
  const names = new Map(report.accounts.map(({ id, name }) => [id, name]));
  const placeOf = ({ accountId, region }: ReportedBroker) =>
    [names.get(accountId ?? '') ?? accountId, region].filter((part) => part !== undefined).join(', ');
  const exempt = report.brokers
    .flatMap((broker) =>
      broker.results.flatMap(({ check, exemption }): readonly Exempt[] =>
        exemption ? [{ broker, place: placeOf(broker), check: labels.get(check) ?? check, exemption }] : [],
      ),
    )
    .toSorted((a, b) => a.exemption.daysLeft - b.exemption.daysLeft);
  const [first, later] = [exempt.slice(0, OPEN), exempt.slice(OPEN)];
  return h(
    Section,
    { id: 'exemptions', title: words.sections.exemptions },
    first.length === 0 ? h('p', null, words.exemptions.none) : h(List, { exempt: first, kit }),
    later.length > 0 && h('details', null, h('summary', null, moreOf(later, kit)), h(List, { exempt: later, kit })),
  );
}

function moreOf(later: readonly Exempt[], { words, number }: Kit): string {
  const soon = later.filter(({ exemption }) => exemption.daysLeft < SOON).length;
  return words.exemptions.more(later.length, number(later.length), soon, number(soon));
}

function List({ exempt, kit }: { readonly exempt: readonly Exempt[]; readonly kit: Kit }): ComponentChildren {
  const { broker, check, reason, until, left } = kit.words.exemptions;
  return h(
    Table,
    { label: kit.words.sections.exemptions, heads: [broker, check, reason, until, left] },
    exempt.map((one) => h(Line, { ...one, kit })),
  );
}

function Line({ broker, place, check, exemption, kit }: Exempt & { readonly kit: Kit }): ComponentChildren {
  const { words, day, number } = kit;
  const { until, daysLeft, reason, ticket } = exemption;
  const href = `#${formatView({ open: [broker.key] })}`;
  return h(
    'tr',
    null,
    h(
      'th',
      { scope: 'row' },
      h('a', { href }, h(Name, { text: nameOf(broker) })),
      h('small', null, h(Name, { text: place })),
    ),
    h('td', null, h(Name, { text: check })),
    h('td', null, h(Name, { text: ticket === undefined ? reason : `${reason} (${ticket})`, longest: 300 })),
    h('td', null, h('time', { dateTime: until }, day(until))),
    h('td', null, number(daysLeft), daysLeft < SOON && [' ', h('span', { class: 'mark' }, words.exemptions.soon)]),
  );
}
