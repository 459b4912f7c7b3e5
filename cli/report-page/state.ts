import type { Verdict } from '../../checks/check.ts';
import { SEVERITIES } from '../../checks/check.ts';
import { GRAVEST_FIRST } from '../organization-report/summary.ts';
import type { Row } from './rows.ts';

/** The filters of the table. An empty text filters nothing. */
export interface Filters {
  /** Words that must all be somewhere in a broker's names, places, sizes and tags. */
  readonly search: string;
  readonly account: string;
  /** An organizational unit: those in it count too. */
  readonly unit: string;
  readonly region: string;
  readonly check: string;
  /** Of the check, else the gravest of the broker. */
  readonly verdict: string;
  /** Of a failure: of the check, else of any. */
  readonly severity: string;
  /** `key`, or `key=value`. */
  readonly tag: string;
  readonly change: string;
}

/** What the table shows: what the URL of the page keeps after `#`. */
export interface View extends Filters {
  /** A column, or the ID of a check. */
  readonly sort: string;
  readonly descending: boolean;
  /** From 1; 0 for the page of the first open broker. */
  readonly page: number;
  /** The keys of the brokers whose findings are shown. */
  readonly open: readonly string[];
}

export const NO_FILTERS: Filters = {
  search: '',
  account: '',
  unit: '',
  region: '',
  check: '',
  verdict: '',
  severity: '',
  tag: '',
  change: '',
};

export const FIRST_VIEW: View = { ...NO_FILTERS, sort: 'verdict', descending: false, page: 1, open: [] };

/** The columns that can be sorted by, besides the checks. */
export const COLUMNS = [
  'name',
  'account',
  'unit',
  'region',
  'version',
  'size',
  'verdict',
  'since',
  'exemption',
] as const;

export const ROWS_PER_PAGE = 100;

const FILTER_NAMES = Object.keys(NO_FILTERS) as readonly (keyof Filters)[];

/**
 * Reads the view from the part of a URL after `#`.
 * @returns `undefined` for the anchor of a section, which leaves the view as it is
 */
export function parseView(hash: string): View | undefined {
  const text = hash.replace(/^#/, '');
  if (text !== '' && !text.includes('=')) return undefined;
  const parameters = new URLSearchParams(text);
  const filters = Object.fromEntries(FILTER_NAMES.map((name) => [name, parameters.get(name) ?? '']));
  const sort = parameters.get('sort') ?? FIRST_VIEW.sort;
  const open = parameters.getAll('open');
  const page = Number(parameters.get('page') ?? (open.length > 0 ? 0 : 1));
  return {
    ...NO_FILTERS,
    ...filters,
    sort: sort.replace(/^-/, ''),
    descending: sort.startsWith('-'),
    page: Number.isSafeInteger(page) && page >= 0 ? page : 1,
    open,
  };
}

/** The view as the part of a URL after `#`, without what is as at first. */
export function formatView(view: Partial<View>): string {
  const { sort, descending, page, open, ...filters } = { ...FIRST_VIEW, ...view };
  const parameters = new URLSearchParams();
  for (const name of FILTER_NAMES) if (filters[name] !== '') parameters.set(name, filters[name]);
  if (sort !== FIRST_VIEW.sort || descending) parameters.set('sort', `${descending ? '-' : ''}${sort}`);
  if (page > 1) parameters.set('page', String(page));
  for (const key of open) parameters.append('open', key);
  return parameters.toString();
}

/** The rows that pass all filters, in their order. */
export function filterRows(
  rows: readonly Row[],
  filters: Filters,
  checks: readonly { readonly id: string; readonly severity: string }[],
): readonly Row[] {
  const tests = makeTests(filters, checks);
  return tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)));
}

type Test = (row: Row) => boolean;

function makeTests(
  { search, account, unit, region, check, verdict, severity, tag, change }: Filters,
  checks: readonly { readonly id: string; readonly severity: string }[],
): readonly Test[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const place = checks.findIndex(({ id }) => id === check);
  const isGrave = (row: Row) =>
    checks.some(
      (one, at) => one.severity === severity && (check === '' || at === place) && verdictAt(row, at) === 'fail',
    );
  const wanted: readonly (readonly [boolean, Test])[] = [
    [words.length > 0, ({ text }) => words.every((word) => text.includes(word))],
    [account !== '', ({ broker }) => broker.accountId === account],
    [unit !== '', (row) => row.unit === unit || (row.unit?.startsWith(`${unit}/`) ?? false)],
    [region !== '', ({ broker }) => broker.region === region],
    [verdict !== '', (row) => (check === '' ? row.standing : verdictAt(row, place)) === verdict],
    // A check by itself asks for what is to be done about it.
    [check !== '' && verdict === '' && severity === '', (row) => !['pass', 'skip'].includes(verdictAt(row, place))],
    [severity !== '', isGrave],
    [tag !== '', ({ tags }) => tags.some((one) => one === tag || one.startsWith(`${tag}=`))],
    [change !== '', ({ changes }) => changes.some((one) => one === change)],
  ];
  return wanted.flatMap(([isSet, test]) => (isSet ? [test] : []));
}

/** The verdict of a check, by its place in the report. What has no result is unknown. */
export function verdictAt({ results }: Pick<Row, 'results'>, place: number): Verdict {
  return results[place]?.verdict ?? 'unknown';
}

// Numbers in names count as numbers: broker-2 stands before broker-10, and 3.9 before 3.13.
const COLLATOR = new Intl.Collator('en', { numeric: true });

/** The rows in the order of a column. What has no value stands last either way; what is equal stays in its order. */
export function sortRows(
  rows: readonly Row[],
  { sort, descending }: Pick<View, 'sort' | 'descending'>,
  checks: readonly { readonly id: string }[],
): readonly Row[] {
  const keyOf = sortKey(sort, checks);
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined) return Number(a.key === undefined) - Number(b.key === undefined);
    return sign * compare(a.key, b.key);
  });
  return keyed.map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : COLLATOR.compare(String(a), String(b));
}

function sortKey(sort: string, checks: readonly { readonly id: string }[]): (row: Row) => string | number | undefined {
  const place = checks.findIndex(({ id }) => id === sort);
  if (place !== -1) return (row) => GRAVEST_FIRST.indexOf(verdictAt(row, place));
  switch (sort) {
    case 'name':
      return ({ name }) => name;
    case 'account':
      return ({ accountName, broker }) => accountName ?? broker.accountId;
    case 'unit':
      return ({ unit }) => unit;
    case 'region':
      return ({ broker }) => broker.region;
    case 'version':
      return ({ broker }) => broker.engineVersion;
    case 'size':
      return ({ broker }) => broker.hostInstanceType;
    case 'since':
      return ({ since }) => since;
    case 'exemption':
      return ({ exemption }) => exemption?.daysLeft;
    default:
      return ({ standing, gravity }) => GRAVEST_FIRST.indexOf(standing) * (SEVERITIES.length + 1) + gravity;
  }
}

/** A page of the table: its number, which is always one that there is, and its rows. */
export function pageOf(
  rows: readonly Row[],
  { page, open }: Pick<View, 'page' | 'open'>,
): { readonly page: number; readonly pages: number; readonly rows: readonly Row[] } {
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_PER_PAGE));
  const ofOpen = () =>
    Math.floor(
      Math.max(
        0,
        rows.findIndex(({ broker }) => open.includes(broker.key)),
      ) / ROWS_PER_PAGE,
    );
  const number = Math.min(page === 0 ? ofOpen() + 1 : page, pages);
  return { page: number, pages, rows: rows.slice((number - 1) * ROWS_PER_PAGE, number * ROWS_PER_PAGE) };
}

/** What the filters offer. */
interface Choices {
  readonly accounts: readonly { readonly id: string; readonly name?: string | undefined }[];
  readonly units: readonly string[];
  readonly regions: readonly string[];
  readonly severities: readonly string[];
  /** Keys, and `key=value` for keys with few values. */
  readonly tags: readonly string[];
}

const MOST_VALUES = 20;

/** What is worth filtering by: what some row has. */
export function makeChoices(rows: readonly Row[], checks: readonly { readonly severity: string }[]): Choices {
  const accounts = new Map<string, { readonly id: string; readonly name?: string | undefined }>();
  const units = new Set<string>();
  const regions = new Set<string>();
  const values = new Map<string, Set<string>>();
  for (const { broker, accountName, unit, tags } of rows) {
    if (broker.accountId !== undefined) accounts.set(broker.accountId, { id: broker.accountId, name: accountName });
    if (broker.region !== undefined) regions.add(broker.region);
    for (const path of withParents(unit)) units.add(path);
    for (const tag of tags) {
      const key = tag.slice(0, tag.indexOf('='));
      values.set(key, (values.get(key) ?? new Set()).add(tag));
    }
  }
  return {
    accounts: [...accounts.values()].sort((a, b) => COLLATOR.compare(a.name ?? a.id, b.name ?? b.id)),
    units: [...units].sort(COLLATOR.compare),
    regions: [...regions].sort(COLLATOR.compare),
    severities: SEVERITIES.filter((severity) => checks.some((check) => check.severity === severity)),
    tags: [...values].flatMap(([key, tags]) => [key, ...(tags.size <= MOST_VALUES ? tags : [])]).sort(COLLATOR.compare),
  };
}

function withParents(unit: string | undefined): readonly string[] {
  const names = unit?.split('/') ?? [];
  return names.map((_, place) => names.slice(0, place + 1).join('/'));
}
