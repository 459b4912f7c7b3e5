import { renderJson } from '../../../cli/organization-report/formats/json.ts';
import { claimsToBeReport, toReport } from '../../../cli/organization-report/read-report.ts';
import { reportOfSize, reportWithoutBrokers } from '../../support/organization-report.ts';
import { HOSTILE } from '../support.ts';
import { refusals, validReport } from './report-schema.ts';

const REPORT = reportOfSize();
// biome-ignore lint/suspicious/noExplicitAny: a report that a test breaks.
type Broken = any;

function copy(): Broken {
  return JSON.parse(JSON.stringify(REPORT));
}

it.each([
  ['with all there is', REPORT],
  ['without brokers, changes and history', reportWithoutBrokers()],
])('a report %s is as the published schema says, and is read as it was', (_, report) => {
  const value = validReport(renderJson(report));
  expect(claimsToBeReport(value)).toBe(true);
  expect(toReport(value as Broken)).toEqual(JSON.parse(JSON.stringify(report)));
});

it('a name that a terminal would obey is in the JSON as it is, and escaped', () => {
  const [broker, ...others] = REPORT.brokers;
  const json = renderJson({ ...REPORT, brokers: [{ key: 'a', results: [], ...broker, name: HOSTILE }, ...others] });
  expect(validReport(json).brokers[0]?.name).toBe(HOSTILE);
  expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

describe('what is no report, or broken, is refused by the program and by the published schema:', () => {
  it.each<[string, (report: Broken) => void, string]>([
    [
      'a newer version',
      (r) => Object.assign(r, { version: 2 }),
      'which a newer version of this program wrote. Update it',
    ],
    ['no version', (r) => delete r.version, 'is a report of version undefined. Expected version 1.'],
    ['no time', (r) => delete r.createdAt, 'the file has no createdAt.'],
    [
      'a time that is none',
      (r) => Object.assign(r, { createdAt: 'today' }),
      'createdAt is "today". Expected a time in UTC',
    ],
    [
      'a time of a time zone',
      (r) => Object.assign(r, { createdAt: '2026-01-01T00:00:00+09:00' }),
      'Expected a time in UTC',
    ],
    ...['2026-99-99T99:99:99Z', '2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z'].map(
      (createdAt): [string, (report: Broken) => void, string] => [
        `the time ${createdAt}, which there is not`,
        (r) => Object.assign(r, { createdAt }),
        `createdAt is "${createdAt}". Expected a time in UTC`,
      ],
    ),
    [
      'an exemption until a day that there is not',
      (r) => {
        r.brokers[0].results[0].exemption = { reason: 'Moves.', until: '2026-99-99', daysLeft: 1 };
      },
      'exemption.until is "2026-99-99". Expected a day',
    ],
    [
      'a history without end',
      (r) => Object.assign(r, { history: Array(100_001).fill({ createdAt: r.createdAt, summary: r.summary }) }),
      'history has more than 100000 items.',
    ],
    [
      'a verdict that is none',
      (r) => Object.assign(r.brokers[0].results[0], { verdict: 'passed' }),
      'brokers[0].results[0].verdict is "passed".',
    ],
    ['an account that is none', (r) => Object.assign(r.accounts[0], { id: '123' }), 'accounts[0].id is "123".'],
    ['a number below 0', (r) => Object.assign(r.summary.brokers, { total: -1 }), 'summary.brokers.total is -1.'],
    [
      'brokers that are none',
      (r) => Object.assign(r, { brokers: {} }),
      'brokers is an object. Expected a list of brokers.',
    ],
    ['a source without its aggregator', (r) => delete r.source.aggregator, 'source lacks the files or the aggregator.'],
    [
      'files without their paths',
      (r) => Object.assign(r, { source: { kind: 'files' } }),
      'source lacks the files or the aggregator.',
    ],
    [
      'regions that are no list',
      (r) => Object.assign(r.source.aggregator, { regions: 'some' }),
      'source.aggregator.regions is "some".',
    ],
  ])('%s', (_, breakIt, message) => {
    const report = copy();
    breakIt(report);
    expect(() => toReport(report)).toThrow(message);
    expect(refusals(report)).not.toEqual([]);
  });
});

it('members that later versions add are accepted, and left out', () => {
  const report = copy();
  Object.assign(report, { added: JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) });
  Object.assign(report.accounts[0], { email: 'root@example.com' });
  Object.assign(report.brokers[0].results[0], { added: {} });
  expect(toReport(report)).toEqual(copy());
  delete report.added;
  expect(refusals(report)).toEqual([]);
});
