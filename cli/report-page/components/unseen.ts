import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import type { ReportedPlace } from '../../organization-report/report.ts';
import type { Kit } from '../kit.ts';
import { Name } from './name.ts';
import type { SectionProps } from './section.ts';
import { Section } from './section.ts';

/** Accounts and regions of which brokers may be missing, by the reason. */
export function Unseen({ report: { places, accounts, regions }, kit }: SectionProps): ComponentChildren {
  const { words, number } = kit;
  const unseen = places.filter(({ visibility }) => visibility !== 'seen');
  const byReason = [...Map.groupBy(unseen, ({ reason }) => reason)];
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return h(
    Section,
    { id: 'unseen', title: words.sections.unseen },
    h('p', null, unseen.length > 0 ? words.unseen.intro : places.length === 0 ? words.noPlaces : words.unseen.none),
    regions !== undefined &&
      regions.withoutRecorder.length > 0 &&
      h('p', null, h(Name, { text: words.unseen.withoutRecorder(regions.withoutRecorder.join(', ')), longest: 1000 })),
    byReason.map(([reason, group]) =>
      h(
        'details',
        { open: group.length <= 20 },
        h(
          'summary',
          null,
          h('b', null, words.unseen.places(group.length, number(group.length))),
          ' — ',
          reason === undefined
            ? words.unseen.noReason
            : h('span', { lang: 'en' }, h(Name, { text: reason, longest: 400 })),
        ),
        h(Places, { places: group, names, kit }),
      ),
    ),
  );
}

/** Places, with the regions of an account in one line. */
export function Places({
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
          h('span', { lang: 'en' }, h(Name, { text: message, longest: 1000 })),
        ),
      ),
    ),
  );
}
