import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import type { FormerBroker } from '../../organization-report/report.ts';
import type { Kit } from '../kit.ts';
import { nameOf } from '../rows.ts';
import { formatView } from '../state.ts';
import { Name } from './name.ts';
import type { SectionProps } from './section.ts';
import { Section } from './section.ts';
import { Places } from './unseen.ts';

/** What came and went since the previous report. */
export function Comings({ report: { accounts, changes, brokers }, kit }: SectionProps): ComponentChildren {
  const { words } = kit;
  if (!changes) return undefined;
  const byKey = new Map(brokers.map((broker) => [broker.key, broker]));
  const added = changes.newBrokers.flatMap((key) => byKey.get(key) ?? []);
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const placeLists = [
    { title: words.comings.outOfSightPlaces, places: changes.outOfSight.places },
    { title: words.comings.notCompared, places: changes.notCompared ?? [] },
  ];
  const lists = [
    { title: words.comings.new, brokers: added, isLinked: true },
    { title: words.comings.gone, brokers: changes.goneBrokers, isLinked: false },
    { title: words.comings.outOfSight, brokers: changes.outOfSight.brokers, isLinked: false },
  ];
  return h(
    Section,
    { id: 'comings', title: words.sections.comings },
    lists.map((list) => h(BrokerList, { ...list, names, kit })),
    placeLists
      .filter(({ places }) => places.length > 0)
      .map(({ title, places }) => [h('h3', null, title), h(Places, { places, names, kit })]),
  );
}

interface BrokerListProps {
  readonly title: string;
  readonly brokers: readonly FormerBroker[];
  readonly isLinked: boolean;
  /** Of accounts, by their IDs. */
  readonly names: ReadonlyMap<string, string | undefined>;
  readonly kit: Kit;
}

function BrokerList({ title, brokers, isLinked, names, kit: { words, number } }: BrokerListProps): ComponentChildren {
  const head = h('h3', null, `${title}: ${brokers.length === 0 ? words.none : number(brokers.length)}`);
  const items = brokers.map((broker) => {
    const name = h(Name, { text: nameOf(broker) });
    const { accountId = '', region } = broker;
    const place = [names.get(accountId), accountId, region].filter(Boolean).join(', ');
    return h(
      'li',
      null,
      isLinked ? h('a', { href: `#${formatView({ open: [broker.key] })}` }, name) : name,
      place !== '' && [' — ', h(Name, { text: place })],
    );
  });
  if (items.length <= 20) return h('div', null, head, items.length > 0 && h('ul', { class: 'places' }, items));
  return h('div', null, head, h('details', null, h('summary', null, title), h('ul', { class: 'places' }, items)));
}
