import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import type { FormerBroker, OrganizationReport, ReportedPlace } from '../../organization-report/report.ts';
import type { Kit } from '../kit.ts';
import { nameOf } from '../rows.ts';
import { formatView } from '../state.ts';
import { Name } from './name.ts';

export interface SectionProps {
  readonly report: OrganizationReport;
  readonly kit: Kit;
}

/** A part of the page with its heading, to which the navigation leads. */
export function Section({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children?: ComponentChildren;
}): ComponentChildren {
  return h('section', { class: id, 'aria-labelledby': id }, h('h2', { id, tabIndex: -1 }, title), children);
}

/** Accounts and regions of which brokers may be missing, by the reason. */
export function Unseen({ report: { places, accounts }, kit }: SectionProps): ComponentChildren {
  const { words, number } = kit;
  const unseen = places.filter(({ visibility }) => visibility !== 'seen');
  const byReason = [...Map.groupBy(unseen, ({ reason }) => reason ?? words.unseen.noReason)];
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return h(
    Section,
    { id: 'unseen', title: words.sections.unseen },
    h('p', null, unseen.length > 0 ? words.unseen.intro : places.length === 0 ? words.noPlaces : words.unseen.none),
    byReason.map(([reason, group]) =>
      h(
        'details',
        { open: group.length <= 20 },
        h(
          'summary',
          null,
          h('b', null, words.unseen.places(group.length, number(group.length))),
          ' — ',
          h(Name, { text: reason, longest: 400 }),
        ),
        h(Places, { places: group, names, kit }),
      ),
    ),
  );
}

/** Places, with the regions of an account in one line. */
function Places({
  places,
  names,
  kit: { words },
}: {
  readonly places: readonly ReportedPlace[];
  readonly names: ReadonlyMap<string, string | undefined>;
  readonly kit: Kit;
}): ComponentChildren {
  const byAccount = [...Map.groupBy(places, ({ accountId }) => accountId)];
  const labelOf = ({ region, visibility }: ReportedPlace) =>
    visibility === 'partly' ? `${region} (${words.unseen.partly})` : region;
  return h(
    'ul',
    { class: 'places' },
    byAccount.map(([id, group]) => {
      const name = names.get(id);
      return h(
        'li',
        null,
        name !== undefined && [h(Name, { text: name }), ' '],
        h(Name, { text: id }),
        ': ',
        h(Name, { text: group.map(labelOf).join(', '), longest: 400 }),
      );
    }),
  );
}

/** What could not be read. */
export function Problems({ report: { problems }, kit: { words } }: SectionProps): ComponentChildren {
  if (problems.length === 0) return undefined;
  return h(
    Section,
    { id: 'problems', title: words.sections.problems },
    h(
      'ul',
      null,
      problems.map(({ source, message }) =>
        h(
          'li',
          null,
          h('b', null, h(Name, { text: source, longest: 120 })),
          ': ',
          h(Name, { text: message, longest: 1000 }),
        ),
      ),
    ),
  );
}

/** What came and went since the previous report. */
export function Comings({ report: { changes, brokers }, kit }: SectionProps): ComponentChildren {
  const { words } = kit;
  if (!changes) return undefined;
  const byKey = new Map(brokers.map((broker) => [broker.key, broker]));
  const added = changes.newBrokers.flatMap((key) => byKey.get(key) ?? []);
  const places = changes.outOfSight.places;
  const lists = [
    { title: words.comings.new, brokers: added, isLinked: true },
    { title: words.comings.gone, brokers: changes.goneBrokers, isLinked: false },
    { title: words.comings.outOfSight, brokers: changes.outOfSight.brokers, isLinked: false },
  ];
  return h(
    Section,
    { id: 'comings', title: words.sections.comings },
    lists.map((list) => h(BrokerList, { ...list, kit })),
    places.length > 0 && [h('h3', null, words.comings.outOfSightPlaces), h(Places, { places, names: new Map(), kit })],
  );
}

interface BrokerListProps {
  readonly title: string;
  readonly brokers: readonly FormerBroker[];
  readonly isLinked: boolean;
  readonly kit: Kit;
}

function BrokerList({ title, brokers, isLinked, kit: { words, number } }: BrokerListProps): ComponentChildren {
  const head = h('h3', null, `${title}: ${brokers.length === 0 ? words.none : number(brokers.length)}`);
  const items = brokers.map((broker) => {
    const name = h(Name, { text: nameOf(broker) });
    const place = [broker.accountId, broker.region].filter((part) => part !== undefined).join(', ');
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

const SOON = 30;

/** What was waived, first what ends first. */
export function Exemptions({ report, kit }: SectionProps): ComponentChildren {
  const { words, day, number } = kit;
  const titles = new Map(report.checks.map((check) => [check.id, kit.check(check).label]));
  const exempt = report.brokers
    .flatMap((broker) =>
      broker.results.flatMap(({ check, exemption }) => (exemption ? [{ broker, check, exemption }] : [])),
    )
    .toSorted((a, b) => a.exemption.daysLeft - b.exemption.daysLeft);
  if (exempt.length === 0)
    return h(Section, { id: 'exemptions', title: words.sections.exemptions }, h('p', null, words.exemptions.none));
  const { broker, check, reason, until, left } = words.exemptions;
  const rows = exempt.map(({ broker, check, exemption: { until, daysLeft, reason, ticket } }) =>
    h(
      'tr',
      { class: daysLeft < SOON ? 'soon' : undefined },
      h(
        'th',
        { scope: 'row' },
        h('a', { href: `#${formatView({ open: [broker.key] })}` }, h(Name, { text: nameOf(broker) })),
      ),
      h('td', null, h(Name, { text: titles.get(check) ?? check })),
      h('td', null, h(Name, { text: ticket === undefined ? reason : `${reason} (${ticket})`, longest: 300 })),
      h('td', null, h('time', { dateTime: until }, day(until))),
      h(
        'td',
        { class: 'number' },
        number(daysLeft),
        daysLeft < SOON && [' ', h('span', { class: 'mark' }, words.exemptions.soon)],
      ),
    ),
  );
  return h(
    Section,
    { id: 'exemptions', title: words.sections.exemptions },
    h(
      'div',
      { class: 'scroll', tabIndex: 0, role: 'group', 'aria-label': words.sections.exemptions },
      h(
        'table',
        { class: 'plain' },
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            [broker, check, reason, until, left].map((title) => h('th', { scope: 'col' }, title)),
          ),
        ),
        h('tbody', null, rows),
      ),
    ),
  );
}

/** Where the report is from, and what its checks are. */
export function About({ report, kit }: SectionProps): ComponentChildren {
  const { words, moment } = kit;
  const { source, tool, createdAt, checks } = report;
  const facts: readonly (readonly [string, string])[] = [
    ...sourceFacts(source, kit),
    [words.about.tool, `${tool.name} ${tool.version}`],
    [words.about.createdAt, moment(createdAt)],
  ];
  return h(
    Section,
    { id: 'about', title: words.sections.about },
    h('p', null, words.about.reading, ' ', words.about.copyOfWords),
    h(
      'dl',
      { class: 'facts' },
      facts.map(([name, value]) =>
        h('div', null, h('dt', null, name), h('dd', null, h(Name, { text: value, longest: 1000 }))),
      ),
    ),
    h('h3', null, words.about.checks),
    checks.map((check) => h(CheckAbout, { check, kit })),
  );
}

function sourceFacts(source: OrganizationReport['source'], { words }: Kit): readonly (readonly [string, string])[] {
  if (source.kind === 'files') return [[words.about.source, source.paths.join(', ')]];
  const { name, accountId, region, regions } = source.aggregator;
  const facts: (readonly [string, string])[] = [
    [words.about.source, words.aggregator(name, accountId, region)],
    [words.about.regions, regions === 'all' ? words.about.allRegions : regions.join(', ')],
  ];
  if (source.organizationId !== undefined) facts.unshift([words.about.organization, source.organizationId]);
  if (source.roleName !== undefined) facts.push([words.about.role, source.roleName]);
  return facts;
}

function CheckAbout({
  check,
  kit,
}: {
  readonly check: OrganizationReport['checks'][number];
  readonly kit: Kit;
}): ComponentChildren {
  const { words } = kit;
  const { title, rationale, remediation } = kit.check(check);
  const controls = check.controls.map(({ framework, ids }) => `${framework} ${ids.join(', ')}`).join('; ');
  return h(
    'article',
    { class: 'about-check' },
    h(
      'h4',
      null,
      h(Name, { text: title, longest: 120 }),
      h('span', { class: 'severity' }, words.severity(words.severities[check.severity])),
    ),
    h(
      'p',
      null,
      h('code', null, h(Name, { text: check.id })),
      ' · ',
      h('a', { href: kit.guide(check.id), class: 'guide', rel: 'noreferrer' }, words.about.guide),
    ),
    h('p', null, h(Name, { text: rationale || check.rationale, longest: 1000 })),
    h(
      'p',
      null,
      words.colon(words.about.fix, `${words.fixes[check.fix]}. `),
      h(Name, { text: remediation || check.remediation, longest: 1000 }),
    ),
    controls !== '' && h('p', null, words.colon(words.about.controls, ''), h(Name, { text: controls, longest: 2000 })),
  );
}
