import type { Verdict } from '../../../checks/check.ts';
import type { ReportedBroker } from '../../../cli/organization-report/report.ts';
import type { Row } from '../../../cli/report-page/rows.ts';
import { makeRows } from '../../../cli/report-page/rows.ts';
import type { View } from '../../../cli/report-page/state.ts';
import {
  FIRST_VIEW,
  filterRows,
  formatView,
  makeChoices,
  NO_FILTERS,
  pageOf,
  parseView,
  sortRows,
} from '../../../cli/report-page/state.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import { reportOfSize } from '../../support/organization-report.ts';

const [{ id: CLUSTER }, { id: ACCESS }, { id: LOGGING }] = THREE_CHECKS;
const { checks } = reportOfSize({ brokers: 0 });

/** A broker with the verdicts of the checks, in their order. */
function broker(name: string, verdicts: readonly Verdict[], differences: Partial<ReportedBroker> = {}): ReportedBroker {
  const results = THREE_CHECKS.map(({ id }, place) => ({
    check: id,
    verdict: verdicts[place] ?? 'pass',
    detail: 'A detail.',
  }));
  return { key: name, name, results, ...differences } as ReportedBroker;
}

const PASS: readonly Verdict[] = ['pass', 'pass', 'pass'];

const BROKERS: readonly ReportedBroker[] = [
  broker('orders-10', ['fail', 'pass', 'unknown'], {
    accountId: '111122223333',
    region: 'eu-west-1',
    engineVersion: '3.13.7',
    tags: { team: 'orders', stage: 'prod' },
  }),
  broker('orders-2', ['pass', 'fail', 'pass'], {
    accountId: '111122223333',
    region: 'us-east-1',
    engineVersion: '3.9.1',
  }),
  broker('billing', PASS, {
    accountId: '444455556666',
    region: 'eu-west-1',
    engineVersion: '4.2.0',
    tags: { team: 'billing' },
  }),
  broker('waived', ['exempt', 'pass', 'pass'], { accountId: '444455556666', region: 'eu-west-1' }),
  broker('no-rabbit', ['skip', 'skip', 'skip'], { accountId: '777788889999', region: 'eu-west-1' }),
  broker('in-a-file', ['pass', 'pass', 'fail']),
];

const ROWS = makeRows({
  createdAt: '2026-03-02T09:30:00Z',
  checks,
  accounts: [
    { id: '111122223333', name: 'Shop', unit: 'Root/Workloads/Production' },
    { id: '444455556666', name: 'Back office', unit: 'Root/Work' },
  ],
  brokers: BROKERS,
});

const namesOf = (rows: readonly Row[]) => rows.map(({ name }) => name);

describe('the filters of the table', () => {
  test.each<[string, Partial<View>, readonly string[]]>([
    ['let everything through when they are empty', {}, namesOf(ROWS)],
    ['find all words anywhere, in any case', { search: ' ORDERS  us-east ' }, ['orders-2']],
    ['find names of accounts', { search: 'back office' }, ['billing', 'waived']],
    ['find tags', { search: 'stage=prod' }, ['orders-10']],
    ['take an account', { account: '444455556666' }, ['billing', 'waived']],
    ['take a unit with those in it', { unit: 'Root/Workloads' }, ['orders-10', 'orders-2']],
    ['take no unit whose name only begins so', { unit: 'Root/Work' }, ['billing', 'waived']],
    ['take a region', { region: 'us-east-1' }, ['orders-2']],
    ['take the gravest verdict', { verdict: 'fail' }, ['orders-10', 'orders-2', 'in-a-file']],
    ['take no other verdict of a broker than the gravest', { verdict: 'unknown' }, ['no-rabbit']],
    ['take the verdict of a check', { check: LOGGING, verdict: 'unknown' }, ['orders-10']],
    ['take what is to be done about a check', { check: CLUSTER }, ['orders-10', 'waived']],
    ['take a severity of failures', { severity: 'high' }, ['orders-2']],
    ['take a severity of the failures of a check', { severity: 'medium', check: LOGGING }, ['in-a-file']],
    ['take nothing for a severity that the check has not', { severity: 'medium', check: ACCESS }, []],
    ['take a key of tags', { tag: 'team' }, ['orders-10', 'billing']],
    ['take a key with its value', { tag: 'team=billing' }, ['billing']],
    ['take no key that only begins so', { tag: 'tea' }, []],
    ['take nothing for a check that is not in the report', { check: 'other', verdict: 'fail' }, []],
    ['take all of several', { region: 'eu-west-1', verdict: 'pass', search: 'bill' }, ['billing']],
  ])('%s', (_, filters, expected) => {
    expect(namesOf(filterRows(ROWS, { ...NO_FILTERS, ...filters }, checks))).toEqual(expected);
  });

  test('offer what there is to choose from, units with those that they are in', () => {
    expect(makeChoices(ROWS, checks)).toEqual({
      accounts: [
        { id: '777788889999' },
        { id: '444455556666', name: 'Back office' },
        { id: '111122223333', name: 'Shop' },
      ],
      units: ['Root', 'Root/Work', 'Root/Workloads', 'Root/Workloads/Production'],
      regions: ['eu-west-1', 'us-east-1'],
      severities: ['high', 'medium'],
      tags: ['stage', 'stage=prod', 'team', 'team=billing', 'team=orders'],
    });
  });

  test('offer no values of a tag that differs everywhere', () => {
    const many = Array.from({ length: 21 }, (_, number) =>
      broker(`b-${number}`, PASS, { tags: { serial: String(number) } }),
    );
    const rows = makeRows({ createdAt: '', checks, accounts: [], brokers: many });
    expect(makeChoices(rows, checks).tags).toEqual(['serial']);
  });
});

describe('changes since the previous report', () => {
  const changes = {
    ...reportOfSize({ brokers: 1 }).changes,
    newFailures: [{ broker: 'orders-2', check: ACCESS }],
    fixed: [{ broker: 'billing', check: LOGGING }],
    newlyExempt: [{ broker: 'waived', check: CLUSTER }],
    newlyUnknown: [{ broker: 'orders-10', check: LOGGING }],
    newBrokers: ['orders-2'],
  };
  const rows = makeRows({ createdAt: '', checks, accounts: [], brokers: BROKERS, changes: changes as never });

  test.each([
    ['new-failure', 'orders-2'],
    ['fixed', 'billing'],
    ['newly-exempt', 'waived'],
    ['newly-unknown', 'orders-10'],
    ['new-broker', 'orders-2'],
  ])('are found as %s', (change, name) => {
    expect(namesOf(filterRows(rows, { ...NO_FILTERS, change }, checks))).toEqual([name]);
  });
});

describe('the order of the table', () => {
  test.each<[string, Partial<View>, readonly string[]]>([
    [
      'is by gravity at first: the gravest failures, then the rest, then what is unknown',
      {},
      ['orders-2', 'orders-10', 'in-a-file', 'no-rabbit', 'waived', 'billing'],
    ],
    [
      'takes numbers in names as numbers',
      { sort: 'name' },
      ['billing', 'in-a-file', 'no-rabbit', 'orders-2', 'orders-10', 'waived'],
    ],
    [
      'takes versions as numbers, and what has none comes last',
      { sort: 'version' },
      ['orders-2', 'orders-10', 'billing', 'waived', 'no-rabbit', 'in-a-file'],
    ],
    [
      'has what has no value last when it descends too',
      { sort: 'version', descending: true },
      ['billing', 'orders-10', 'orders-2', 'waived', 'no-rabbit', 'in-a-file'],
    ],
    ['can be by a check', { sort: LOGGING }, ['in-a-file', 'orders-10', 'orders-2', 'billing', 'waived', 'no-rabbit']],
    [
      'is that of the report for an unknown column, by gravity',
      { sort: 'toString' },
      ['orders-2', 'orders-10', 'in-a-file', 'no-rabbit', 'waived', 'billing'],
    ],
  ])('%s', (_, view, expected) => {
    expect(namesOf(sortRows(ROWS, { ...FIRST_VIEW, ...view }, checks))).toEqual(expected);
  });
});

describe('the view in the URL', () => {
  test.each<[string, Partial<View>, string]>([
    ['is empty at first', {}, ''],
    ['has the filters that are set', { verdict: 'fail', unit: 'Root/A & B' }, 'unit=Root%2FA+%26+B&verdict=fail'],
    ['has the order and its direction', { sort: 'name', descending: true }, 'sort=-name'],
    ['has the page', { page: 3 }, 'page=3'],
    ['has the open brokers', { open: ['a=1', 'b'], page: 1 }, 'open=a%3D1&open=b'],
  ])('%s, and is read again', (_, view, hash) => {
    expect(formatView(view)).toBe(hash);
    const page = view.open ? 0 : (view.page ?? 1);
    expect(parseView(`#${hash}`)).toEqual({ ...FIRST_VIEW, ...view, page });
  });

  test.each(['#brokers', '#unseen'])('is left as it is by the anchor %s', (hash) => {
    expect(parseView(hash)).toBeUndefined();
  });

  test.each(['#page=-1', '#page=x', '#page=1.5', '#__proto__=1&constructor=x'])('ignores %s', (hash) => {
    expect(parseView(hash)).toEqual(FIRST_VIEW);
  });
});

describe('the pages of the table', () => {
  const many = makeRows({
    createdAt: '',
    checks,
    accounts: [],
    brokers: Array.from({ length: 250 }, (_, number) => broker(`b-${number}`, PASS)),
  });

  test.each<[string, Partial<View>, { page: number; first: string; length: number }]>([
    ['have 100 rows', {}, { page: 1, first: 'b-0', length: 100 }],
    ['end with the rest', { page: 3 }, { page: 3, first: 'b-200', length: 50 }],
    ['have no page after the last', { page: 9 }, { page: 3, first: 'b-200', length: 50 }],
    [
      'begin with that of the first open broker',
      { page: 0, open: ['b-150'] },
      { page: 2, first: 'b-100', length: 100 },
    ],
    [
      'begin with the first for a broker that is not there',
      { page: 0, open: ['gone'] },
      { page: 1, first: 'b-0', length: 100 },
    ],
  ])('%s', (_, view, expected) => {
    const { page, pages, rows } = pageOf(many, { ...FIRST_VIEW, ...view });
    expect({ page, first: rows[0]?.name, length: rows.length }).toEqual(expected);
    expect(pages).toBe(3);
  });

  test('are one without rows', () => {
    expect(pageOf([], FIRST_VIEW)).toEqual({ page: 1, pages: 1, rows: [] });
  });
});
