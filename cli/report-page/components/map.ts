import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import type { OrganizationReport } from '../../organization-report/report.ts';
import { printable } from '../../text/printable.ts';
import type { AccountMap, MapAccount, MapCell, MapUnit } from '../account-map.ts';
import { makeMap } from '../account-map.ts';
import type { Kit } from '../kit.ts';
import { formatView } from '../state.ts';
import type { IconName } from './icon.ts';
import { Icon } from './icon.ts';
import { cut, Name } from './name.ts';

// More are shown by unit, each to be opened.
const OPEN_ACCOUNTS = 60;

/** A picture of all accounts and regions. */
export function Matrix({ report, kit }: { readonly report: OrganizationReport; readonly kit: Kit }): ComponentChildren {
  const { words } = kit;
  const map = makeMap(report);
  const isOpen = map.units.flatMap(({ accounts }) => accounts).length <= OPEN_ACCOUNTS;
  return h(
    'section',
    { class: 'map', 'aria-labelledby': 'map' },
    h('h2', { id: 'map' }, words.sections.map),
    map.regions.length === 0
      ? h('p', null, words.noPlaces)
      : [h('p', { class: 'note' }, words.map.intro), h(Legend, { kit })],
    map.regions.length > 0 && map.units.map((unit) => h(Unit, { map, unit, isOpen, kit })),
  );
}

function Legend({ kit: { words } }: { readonly kit: Kit }): ComponentChildren {
  const entries: readonly (readonly [IconName, string])[] = [
    ['pass', words.verdicts.pass],
    ['fail', words.verdicts.fail],
    ['unknown', words.verdicts.unknown],
    ['exempt', words.verdicts.exempt],
    ['unseen', words.map.notSeen],
    ['partly', words.map.partly],
    ['skip', words.map.empty],
  ];
  return h(
    'ul',
    { class: 'numbers legend', 'aria-label': words.map.legend },
    entries.map(([name, label]) => h('li', null, h(Icon, { name }), label)),
    h('li', null, h('span', { class: 'blank', 'aria-hidden': 'true' }), words.map.absent),
  );
}

interface UnitProps {
  readonly map: AccountMap;
  readonly unit: MapUnit;
  readonly isOpen: boolean;
  readonly kit: Kit;
}

function Unit({ map, unit: { unit, accounts, quiet, quietPlaces }, isOpen, kit }: UnitProps): ComponentChildren {
  const { words, number } = kit;
  const name = unit === undefined ? words.map.withoutUnit : printable(unit);
  const all = accounts.length + quiet;
  return h(
    'details',
    { class: 'unit-group', open: isOpen },
    h(
      'summary',
      null,
      h('b', null, h(Name, { text: name })),
      ` ${words.map.accounts(all, number(all))}`,
      h(UnitNumbers, { accounts, quietPlaces, kit }),
    ),
    accounts.length > 0 &&
      h(
        'div',
        { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': cut(`${words.sections.map}: ${name}`) },
        h(
          'table',
          { class: 'matrix' },
          h(
            'thead',
            null,
            h(
              'tr',
              null,
              h('th', { scope: 'col' }, words.map.account),
              map.regions.map((region) => h('th', { scope: 'col' }, h(Name, { text: region }))),
            ),
          ),
          h(
            'tbody',
            null,
            accounts.map((account) => h(Account, { account, kit })),
          ),
        ),
      ),
    quiet > 0 && h('p', { class: 'note' }, words.map.quiet(quiet, number(quiet))),
  );
}

/** How many places of a unit are of each kind, where its accounts are not opened. */
function UnitNumbers({
  accounts,
  quietPlaces,
  kit: { number, words },
}: {
  readonly accounts: readonly MapAccount[];
  readonly quietPlaces: number;
  readonly kit: Kit;
}): ComponentChildren {
  const cells = accounts.flatMap(({ cells }) => cells).filter((cell) => !isAbsent(cell));
  const count = (name: IconName) =>
    cells.filter((cell) => pictureOf(cell) === name).length + (name === 'skip' ? quietPlaces : 0);
  const { notSeen, partly, empty } = words.map;
  const labels = { ...words.verdicts, unseen: notSeen, partly, skip: empty } as const;
  const kinds = (['fail', 'unknown', 'exempt', 'pass', 'unseen', 'partly', 'skip'] as const).filter(
    (kind) => count(kind) > 0,
  );
  return h(
    'span',
    { class: 'counts' },
    kinds.map((kind) =>
      h(
        'span',
        null,
        h(Icon, { name: kind }),
        number(count(kind)),
        h('span', { class: 'hidden' }, ` ${labels[kind]} `),
      ),
    ),
  );
}

function Account({
  account: { id, name, cells },
  kit,
}: {
  readonly account: MapAccount;
  readonly kit: Kit;
}): ComponentChildren {
  return h(
    'tr',
    null,
    h(
      'th',
      { scope: 'row' },
      name !== undefined && h(Name, { text: name, longest: 40 }),
      h('small', null, h(Name, { text: id, longest: 20 })),
    ),
    cells.map((cell) => h(Cell, { cell, accountId: id, kit })),
  );
}

/** Whether the report is not about it. */
function isAbsent({ place, standing }: MapCell): boolean {
  return place === undefined && standing === undefined;
}

function pictureOf({ place, standing }: MapCell): IconName {
  if (standing !== undefined) return standing;
  if (place === undefined) return 'skip';
  return ({ seen: 'skip', partly: 'partly', 'not-seen': 'unseen' } as const)[place.visibility];
}

function Cell({
  cell,
  accountId,
  kit,
}: {
  readonly cell: MapCell;
  readonly accountId: string;
  readonly kit: Kit;
}): ComponentChildren {
  const { words, number } = kit;
  const picture = pictureOf(cell);
  const { brokers, standing, place, region } = cell;
  const isPartly = place !== undefined && place.visibility !== 'seen';
  if (isAbsent(cell)) return h('td', { class: 'absent' }, h('span', { class: 'hidden' }, words.map.absent));
  if (standing === undefined && !isPartly)
    return h('td', null, h(Icon, { name: picture }), h('span', { class: 'hidden' }, words.map.empty));
  const sight = isPartly ? (place.visibility === 'partly' ? words.map.partly : words.map.notSeen) : undefined;
  const said = [standing && words.map.cell(words.verdicts[standing], brokers, number(brokers)), sight]
    .filter(Boolean)
    .join(', ');
  const href = standing === undefined ? '#unseen' : `#${formatView({ account: accountId, region })}`;
  return h(
    'td',
    { class: picture },
    h(
      'a',
      { href, 'aria-label': said },
      h(Icon, { name: picture }),
      brokers > 0 && number(brokers),
      brokers > 0 && isPartly && h(Icon, { name: 'partly' }),
    ),
  );
}
