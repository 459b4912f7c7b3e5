import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import { oldReadingsOf } from '../../organization-report/readings.ts';
import type { OrganizationReport, ReportChanges, ReportSource } from '../../organization-report/report.ts';
import type { Kit } from '../kit.ts';
import { formatView } from '../state.ts';
import type { Numbers as BarNumbers } from './bar.ts';
import { Bar, Numbers } from './bar.ts';
import { headlineOf } from './headline.ts';
import { Icon } from './icon.ts';
import { Name } from './name.ts';

interface Parts {
  readonly report: OrganizationReport;
  readonly kit: Kit;
}

/** The title of the page: what it is about, and when. */
export function Header({ report, kit: { words, moment, number } }: Parts): ComponentChildren {
  const readings = oldReadingsOf(report);
  return h(
    'header',
    { class: 'top' },
    h('h1', null, words.title),
    h('p', null, h('time', { dateTime: report.createdAt }, words.made(moment(report.createdAt)))),
    readings && h('p', null, words.read(moment(readings.oldest), moment(readings.newest))),
    sourceLines(report.source, words, number).map((line, place) =>
      h('p', { class: place > 0 ? 'wide-only' : undefined }, h(Name, { text: line, longest: 120 })),
    ),
  );
}

function sourceLines(source: ReportSource, words: Kit['words'], number: Kit['number']): readonly string[] {
  if (source.kind === 'files') return [words.files(source.paths.length, number(source.paths.length))];
  const { name, accountId, region } = source.aggregator;
  const organization = source.organizationId === undefined ? [] : [words.organization(source.organizationId)];
  return [...organization, words.aggregator(name, accountId, region)];
}

/** Where the organization stands, in what fits on a screen. */
export function Summary({ report, kit }: Parts): ComponentChildren {
  const { words } = kit;
  const { tone, sentence } = headlineOf(report, kit);
  return h(
    'section',
    { class: 'summary', 'aria-labelledby': 'summary' },
    h('h2', { id: 'summary', class: 'hidden' }, words.sections.summary),
    h('p', { class: `headline ${tone}` }, h(Icon, { name: tone }), sentence),
    h(
      'div',
      { class: 'tiles' },
      h(Brokers, { report, kit }),
      report.checks.map((check) => h(Check, { check, report, kit })),
      h(Changes, { changes: report.changes, kit }),
      h(Sight, { report, kit }),
    ),
  );
}

interface TileProps {
  readonly title: ComponentChildren;
  readonly note?: string;
  readonly isWide?: boolean;
  readonly children?: ComponentChildren;
}

function Tile({ title, note, isWide, children }: TileProps): ComponentChildren {
  return h(
    'div',
    { class: isWide ? 'tile wide' : 'tile' },
    h('div', { class: 'tile-head' }, h('h3', null, title), note && h('p', { class: 'note' }, note)),
    children,
  );
}

function Brokers({ report, kit }: Parts): ComponentChildren {
  const { words, number, percent } = kit;
  const { total, conforming, failing, unknown, exempt } = report.summary.brokers;
  const numbers = { pass: conforming, fail: failing, unknown, exempt };
  return h(
    Tile,
    {
      title: words.brokersFound(total, number(total)),
      ...(total > 0 && { note: words.conforming(number(conforming), percent(conforming, total)) }),
    },
    total > 0 && [h(Bar, { numbers }), h(Numbers, { numbers, view: {}, kit })],
  );
}

function Check({
  check,
  report,
  kit,
}: Parts & { readonly check: OrganizationReport['checks'][number] }): ComponentChildren {
  const { words } = kit;
  const { pass = 0, fail = 0, unknown = 0, exempt = 0, skip = 0 } = report.summary.checks[check.id] ?? {};
  const numbers: BarNumbers = { pass, fail, unknown, exempt, skip };
  const isEmpty = report.summary.brokers.total === 0;
  return h(
    Tile,
    { title: h(Name, { text: kit.check(check).label }), note: words.severity(words.severities[check.severity]) },
    isEmpty
      ? h('p', null, words.map.empty)
      : [h(Bar, { numbers }), h(Numbers, { numbers, view: { check: check.id }, kit })],
  );
}

function Changes({
  changes,
  kit,
}: {
  readonly changes: ReportChanges | undefined;
  readonly kit: Kit;
}): ComponentChildren {
  const { words, number, moment } = kit;
  if (!changes) return h(Tile, { title: words.changed, note: words.noPrevious, isWide: true });
  const lines = [
    { icon: 'fail', list: changes.newFailures, say: words.newFailures, href: formatView({ change: 'new-failure' }) },
    { icon: 'pass', list: changes.fixed, say: words.fixed, href: formatView({ change: 'fixed' }) },
    { icon: 'exempt', list: changes.newlyExempt, say: words.newlyExempt, href: formatView({ change: 'newly-exempt' }) },
    {
      icon: 'unknown',
      list: changes.newlyUnknown,
      say: words.newlyUnknown,
      href: formatView({ change: 'newly-unknown' }),
    },
    { icon: 'skip', list: changes.newBrokers, say: words.newBrokers, href: formatView({ change: 'new-broker' }) },
    { icon: 'skip', list: changes.goneBrokers, say: words.goneBrokers, href: 'comings' },
    { icon: 'unseen', list: changes.outOfSight.brokers, say: words.outOfSight, href: 'comings' },
    { icon: 'unseen', list: changes.notCompared ?? [], say: words.notCompared, href: 'comings' },
  ] as const;
  const before = changes.previous.brokers;
  const some = lines.filter(({ list }) => list.length > 0);
  return h(
    Tile,
    {
      title: words.changesSince(moment(changes.since)),
      note: words.before(number(before.conforming), number(before.total)),
      isWide: true,
    },
    some.length === 0 && h('p', null, words.nothingChanged),
    h(
      'ul',
      { class: 'numbers lines' },
      some.map(({ icon, list, say, href }) =>
        h('li', null, h('a', { href: `#${href}` }, h(Icon, { name: icon }), say(list.length, number(list.length)))),
      ),
    ),
  );
}

/** How much of the organization the report is about. */
function Sight({ report, kit: { words, number } }: Parts): ComponentChildren {
  const { total, partly, notSeen } = report.summary.places;
  const unseen = partly + notSeen;
  const problems = report.problems.length;
  const text = unseen > 0 ? words.placesUnseen(number(unseen), number(total)) : words.placesSeen(number(total));
  const seen = h('li', null, h('a', { href: '#unseen' }, h(Icon, { name: unseen > 0 ? 'unseen' : 'pass' }), text));
  return h(
    Tile,
    { title: words.sight, isWide: true },
    h(
      'ul',
      { class: 'numbers lines' },
      total === 0 ? h('li', null, h(Icon, { name: 'unseen' }), words.noPlaces) : seen,
      problems > 0 &&
        h(
          'li',
          null,
          h('a', { href: '#problems' }, h(Icon, { name: 'unknown' }), words.problems(problems, number(problems))),
        ),
    ),
  );
}
