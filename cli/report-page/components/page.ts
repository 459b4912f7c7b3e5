import type { ComponentChildren } from 'preact';
import { Fragment, h } from 'preact';
import { BROWSER_ID } from '../page-data.ts';
import { FIRST_VIEW, ROWS_PER_PAGE } from '../state.ts';
import { About } from './about.ts';
import { Brokers } from './brokers.ts';
import { Comings } from './comings.ts';
import { Exemptions } from './exemptions.ts';
import { Sprite } from './icon.ts';
import { Matrix } from './map.ts';
import type { SectionProps } from './section.ts';
import { Section } from './section.ts';
import { Header, Summary } from './summary.ts';
import { Trend } from './trend.ts';
import { Problems, Unseen } from './unseen.ts';

/** The whole page, as it is without a script. */
export function Page({ report, kit }: SectionProps): ComponentChildren {
  const { words, number } = kit;
  const total = report.brokers.length;
  return h(
    Fragment,
    null,
    h(Sprite, null),
    h('a', { class: 'skip-link', href: '#brokers' }, words.skipLink),
    h(Header, { report, kit }),
    h(Navigation, { report, kit }),
    h(
      'main',
      null,
      h(Summary, { report, kit }),
      h(
        Section,
        { id: 'brokers', title: words.sections.brokers },
        total > ROWS_PER_PAGE &&
          h('noscript', null, h('p', null, words.withoutScript(number(ROWS_PER_PAGE), number(total)))),
        total === 0
          ? h('p', null, words.map.empty)
          : h(
              'div',
              { id: BROWSER_ID },
              h(Brokers, { report, kit, view: FIRST_VIEW, isPrinted: false, onView: () => {} }),
            ),
      ),
      h(Matrix, { report, kit }),
      h(Exemptions, { report, kit }),
      h(Unseen, { report, kit }),
      h(Problems, { report, kit }),
      h(Comings, { report, kit }),
      h(Trend, { report, kit }),
      h(About, { report, kit }),
    ),
  );
}

function Navigation({ report, kit: { words } }: SectionProps): ComponentChildren {
  const { problems, changes, history } = report;
  const sections = (
    ['brokers', 'map', 'exemptions', 'unseen', 'problems', 'comings', 'trend', 'about'] as const
  ).filter(
    (name) =>
      (name !== 'problems' || problems.length > 0) &&
      (name !== 'comings' || changes !== undefined) &&
      (name !== 'trend' || (history ?? []).length > 0),
  );
  return h(
    'nav',
    { class: 'sections', 'aria-label': words.navigation },
    h(
      'ul',
      null,
      sections.map((name) => h('li', null, h('a', { href: `#${name}` }, words.sections[name]))),
    ),
  );
}
