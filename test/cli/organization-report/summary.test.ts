import type { Verdict } from '../../../checks/check.ts';
import { standingOf, summarise } from '../../../cli/organization-report/summary.ts';

function broker(...verdicts: readonly Verdict[]) {
  const results = verdicts.map((verdict, index) => ({ check: `check-${index + 1}`, verdict, detail: '' }));
  return { key: verdicts.join(), results };
}

describe('the standing of a broker', () => {
  test.each<[string, Verdict, readonly Verdict[]]>([
    ['fails if one check fails, whatever the others say', 'fail', ['pass', 'unknown', 'exempt', 'fail']],
    ['is unknown if one check is, and none fails', 'unknown', ['pass', 'exempt', 'unknown']],
    ['is exempt if one failure is, and all others pass', 'exempt', ['pass', 'exempt', 'pass']],
    ['conforms only if every check that applies passes', 'pass', ['pass', 'pass', 'skip']],
    ['is unknown without results', 'unknown', []],
  ])('%s', (_, standing, verdicts) => {
    expect(standingOf(broker(...verdicts))).toBe(standing);
  });
});

test('a broker counts once, and every check has its own numbers', () => {
  const brokers = [
    broker('pass', 'pass'),
    broker('fail', 'unknown'),
    broker('exempt', 'pass'),
    broker('pass', 'skip'),
    broker(),
  ];
  const places = (['seen', 'seen', 'partly', 'not-seen'] as const).map((visibility, index) => ({
    accountId: '111122223333',
    region: `region-${index}`,
    visibility,
  }));
  expect(summarise({ brokers, places }, [{ id: 'check-1' }, { id: 'check-2' }])).toEqual({
    brokers: { total: 5, conforming: 2, failing: 1, unknown: 1, exempt: 1 },
    checks: {
      'check-1': { pass: 2, fail: 1, unknown: 1, exempt: 1, skip: 0 },
      'check-2': { pass: 2, fail: 0, unknown: 2, exempt: 0, skip: 1 },
    },
    places: { total: 4, seen: 2, partly: 1, notSeen: 1 },
  });
});
