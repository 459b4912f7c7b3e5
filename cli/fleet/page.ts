import type { Prices } from '../rabbitmq/prices.ts';
import { escaped } from '../report/formats/markdown.ts';
import { count } from '../text/count.ts';
import { sumPrices, sumToUsd, toUsd } from './prices.ts';
import type { FleetRow, State } from './row.ts';
import { isUnplanned, movesToVersion3 } from './row.ts';
import { sizeText } from './size.ts';
import type { WaveRule } from './waves.ts';
import { titleOf } from './waves.ts';

/** What the page is about, besides the rows. */
export interface PageFacts {
  readonly rows: readonly FleetRow[];
  /** Brokers of other engines, and those that are being deleted. */
  readonly others: number;
  readonly waves: WaveRule | undefined;
  /** The waves that do not fit into the quota, as sentences. */
  readonly fullPlaces: readonly string[];
  readonly prices: Pick<Prices, 'source'>;
  /** What could not be read. */
  readonly problems: readonly { readonly source: string; readonly message: string }[];
}

const STATES: Readonly<Record<State, string>> = {
  planned: 'nothing has happened yet',
  created: 'the new broker is there, and the clients have not moved',
  moved: 'the clients have moved, and the old broker is still there',
  deleted: 'the old broker is gone',
  unknown: 'too little is known, or tags contradict each other',
  exempt: 'exemptions accept what fails',
  'nothing to do': 'every default check passes',
};

/** The page that people open: totals first, then each wave, then what needs no work. */
export function renderPage({ rows, others, waves, fullPlaces, prices, problems }: PageFacts): string {
  const exempt = rows.filter(({ state }) => state === 'exempt');
  const inWaves = rows.filter(({ wave }) => wave !== undefined);
  const unplaced = rows.filter(({ wave, state }) => wave === undefined && state === 'unknown');
  const sections = [
    '# RabbitMQ brokers: what to do',
    totals(rows, others, prices.source),
    ...(problems.length > 0
      ? ['**Not everything was read**, so brokers can be missing here:', list(problems.map(toProblem))]
      : []),
    ...(fullPlaces.length > 0
      ? ['**Some waves do not fit into the broker quota:**', list(fullPlaces.map(escaped))]
      : []),
    ...[...new Set(inWaves.flatMap(({ wave }) => wave ?? []))].flatMap((wave) => ofWave(wave, inWaves, waves)),
    ...(unplaced.length > 0 ? ['## Too little is known', table(UNKNOWN, unplaced)] : []),
    ...(exempt.length > 0 ? ['## Exempt', table(EXEMPT, exempt)] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function totals(rows: readonly FleetRow[], others: number, priceSource: string): string {
  const lines = Object.entries(STATES).flatMap(([state, meaning]) => {
    const number = rows.filter((row) => row.state === state).length;
    return number > 0 ? [`| ${state} | ${number} | ${meaning} |`] : [];
  });
  const unplanned = rows.filter(isUnplanned).length;
  const waiting = rows.filter(({ state, toDo }) => state === 'planned' && toDo.length > 0).length - unplanned;
  const toOldSeries = rows.filter(movesToVersion3).length;
  return [
    ['| state | brokers | meaning |', '| --- | ---: | --- |', ...lines].join('\n'),
    ...pricesIn(rows, priceSource),
    ...(toOldSeries > 0
      ? [
          `${count(toOldSeries, 'broker')} ${toOldSeries === 1 ? 'moves' : 'move'} to RabbitMQ 3.13: RabbitMQ 4 is then a second move. \`--engine-version 4.2\` moves once, ` +
            'and asks more of queues and clients.',
        ]
      : []),
    ...(unplanned > 0 ? [`${count(unplanned, 'broker')} could not be planned: the rows say why.`] : []),
    ...(waiting > 0
      ? [`Before ${count(waiting, 'broker')} can move, there is something to do: the rows say what.`]
      : []),
    ...(others > 0 ? [leftOut(others)] : []),
  ].join('\n\n');
}

function leftOut(others: number): string {
  return others === 1
    ? '1 broker is left out: it has another engine, or is being deleted.'
    : `${others} brokers are left out: they have other engines, or are being deleted.`;
}

function ofWave(wave: number, all: readonly FleetRow[], rule: WaveRule | undefined): readonly string[] {
  const rows = all.filter((row) => row.wave === wave);
  const done = rows.filter(({ state }) => state === 'deleted').length;
  return [
    `## Wave ${wave}: ${escaped(titleOf(wave, rule))}`,
    [`${count(rows.length, 'broker')}, ${done} done.`, ...pricesOf(rows)].join(' '),
    table(MOVES, rows),
  ];
}

/** What is known of prices, and what to do for the rest. */
function pricesIn(rows: readonly FleetRow[], source: string): readonly string[] {
  const { before, after } = sumPrices(rows);
  const advice = before.unknown + after.unknown === 0 ? '' : ' Pass `--prices` for those that are not known.';
  const known = pricesOf(rows).map(
    (prices) =>
      `${prices} These are for the instances, by ${escaped(source)}. Storage and data transfer are extra. While a broker moves, you pay for both.${advice}`,
  );
  if (known.length > 0 || advice === '') return known;
  return ['What the brokers cost is not known. Pass `--prices`.'];
}

/** What the brokers that move cost, as a sentence, if anything is known of it. */
function pricesOf(rows: readonly FleetRow[]): readonly string[] {
  const { before, after } = sumPrices(rows);
  if (before.known + after.known === 0) return [];
  return [`USD a month of the brokers that move: ${sumToUsd(before)} before, ${sumToUsd(after)} after.`];
}

type Columns = Readonly<Record<string, (row: FleetRow) => string>>;

const WHERE: Columns = {
  account: ({ account = 'not known' }) => escaped(account),
  region: ({ region = 'not known' }) => escaped(region),
  broker: ({ name, id, folder, files }) => {
    const text = escaped(name ?? id ?? 'not known');
    // The folder has no character that would have to be escaped.
    const runbook = files.has('runbook.md') ? `, [runbook](${folder}/runbook.md)` : '';
    return folder === undefined ? text : `${text} ([ticket](${folder}/ticket.txt)${runbook})`;
  },
};

const MOVES: Columns = {
  ...WHERE,
  why: ({ why }) => escaped(why.join(' ')),
  state: ({ state, fix }) => (fix === 'in place' ? `${state}, in place` : state),
  'to do next': ({ toDo }) => escaped(toDo.join(' ')),
  'size before': ({ before }) => escaped(sizeText(before)),
  'size after': ({ after, fix }) => (fix === 'in place' ? 'the same' : escaped(sizeText(after))),
  'USD a month': ({ before, after, fix }) =>
    fix === 'in place' ? 'the same' : [...new Set([toUsd(before?.price), toUsd(after?.price)])].join(' → '),
};

const UNKNOWN: Columns = { ...WHERE, why: ({ toDo }) => escaped(toDo.join(' ')) };

const EXEMPT: Columns = {
  ...WHERE,
  until: ({ exemption }) => exemption?.until ?? '',
  reason: ({ exemption }) => escaped(exemption?.reason ?? ''),
  ticket: ({ exemption }) => escaped(exemption?.ticket ?? ''),
};

function table(columns: Columns, rows: readonly FleetRow[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const names = Object.keys(columns);
  const body = rows.map((row) => line(Object.values(columns).map((cell) => cell(row))));
  return [line(names), line(names.map(() => '---')), ...body].join('\n');
}

function toProblem({ source, message }: { readonly source: string; readonly message: string }): string {
  return escaped(`${source}: ${message}`);
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
