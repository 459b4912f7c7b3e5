import fc from 'fast-check';
import { CHECKS } from '../../../checks/registry.ts';
import { comparedInPart, hasNothingInCommon, whyNotComparable } from '../../../cli/organization-report/comparable.ts';
import { carrySince, compareReports } from '../../../cli/organization-report/compare.ts';
import type { OrganizationReport, ReportSource } from '../../../cli/organization-report/report.ts';
import { brokerOf, EARLIER, placeOf, reportOf } from './support.ts';

const [FIRST, SECOND, THIRD] = CHECKS.map(({ id }) => id);

const NOTHING = {
  newFailures: [],
  fixed: [],
  newlyExempt: [],
  newlyUnknown: [],
  newBrokers: [],
  goneBrokers: [],
  outOfSight: { brokers: [], places: [] },
};

function changesOf(previous: OrganizationReport, current: OrganizationReport) {
  const { since, previous: summary, ...changes } = compareReports({ ...previous, createdAt: EARLIER }, current);
  expect(since).toBe(EARLIER);
  expect(summary).toEqual(previous.summary);
  return changes;
}

function references(name: string, ...checks: readonly (string | undefined)[]) {
  return checks.map((check) => ({ broker: brokerOf(name).key, check }));
}

describe('of a broker that was there before', () => {
  it.each([
    ['a result that passed and fails', 'pass', 'fail', { newFailures: references('a', FIRST) }],
    ['a result that was unknown and fails', 'unknown', 'fail', { newFailures: references('a', FIRST) }],
    ['an exemption that ended', 'exempt', 'fail', { newFailures: references('a', FIRST) }],
    ['a failure that passes', 'fail', 'pass', { fixed: references('a', FIRST) }],
    ['what was exempt and passes', 'exempt', 'pass', { fixed: references('a', FIRST) }],
    ['a failure that is unknown now, which is not fixed', 'fail', 'unknown', { newlyUnknown: references('a', FIRST) }],
    ['a failure that is exempt now, which is not fixed', 'fail', 'exempt', { newlyExempt: references('a', FIRST) }],
    ['what was unknown and passes, which was no failure', 'unknown', 'pass', {}],
    ['what stays', 'fail', 'fail', {}],
  ] as const)('%s', (_, then, now, changes) => {
    const [before, after] = [then, now].map((verdict) => reportOf([brokerOf('a', [verdict])]));
    expect(before && after && changesOf(before, after)).toEqual({ ...NOTHING, ...changes });
  });
});

describe('a broker that only this report has', () => {
  const failing = brokerOf('new', ['pass', 'fail', 'unknown']);

  it('is new if all of its account and region was seen before, and so are its failures', () => {
    expect(changesOf(reportOf([]), reportOf([failing]))).toEqual({
      ...NOTHING,
      newBrokers: [failing.key],
      newFailures: references('new', SECOND),
      newlyUnknown: references('new', THIRD),
    });
  });

  it.each([['partly'], ['not-seen']] as const)('is not known to be new if that was %s before', (visibility) => {
    const before = reportOf([], { places: [placeOf({ visibility })] });
    expect(changesOf(before, reportOf([failing]))).toEqual(NOTHING);
  });

  it('is not known to be new if the other report was not about its region', () => {
    expect(changesOf(reportOf([], { places: [] }), reportOf([failing]))).toEqual(NOTHING);
  });

  it('is new if it was created since, whatever was seen', () => {
    const created = { ...failing, createdAt: '2026-11-15T00:00:00.000Z' };
    expect(changesOf(reportOf([], { places: [] }), reportOf([created])).newBrokers).toEqual([failing.key]);
  });
});

describe('a broker that only the previous report has', () => {
  const before = reportOf([brokerOf('old', ['fail'])]);
  const former = {
    key: brokerOf('old').key,
    arn: brokerOf('old').arn,
    id: brokerOf('old').id,
    name: 'old',
    accountId: '111122223333',
    region: 'eu-west-1',
  };

  it('is gone if all of its account and region is seen, and its failure is not fixed', () => {
    expect(changesOf(before, reportOf([]))).toEqual({ ...NOTHING, goneBrokers: [former] });
  });

  it('is out of sight if that is seen only in part', () => {
    const current = reportOf([], { places: [placeOf({ visibility: 'partly' })] });
    expect(changesOf(before, current).outOfSight).toEqual({ brokers: [former], places: [] });
  });

  it('is out of sight, with its region, if that is not seen', () => {
    const place = placeOf({ visibility: 'not-seen', reason: 'Denied.' });
    expect(changesOf(before, reportOf([], { places: [place] })).outOfSight).toEqual({
      brokers: [former],
      places: [place],
    });
  });

  it('is out of sight, with its region, if this report is not about that', () => {
    const { places } = changesOf(before, reportOf([], { places: [] })).outOfSight;
    expect(places).toEqual([placeOf({ visibility: 'not-seen', reason: 'This report is not about it.' })]);
  });
});

describe('an account and region that this report read before the previous report did', () => {
  const read = '2026-10-01T00:00:00.000Z';
  const before = reportOf([brokerOf('a', ['fail']), brokerOf('gone')]);
  const placeRead = (readAt: string) => ({ places: [placeOf({ readAt })] });

  it('is not compared: nothing there is fixed, new or gone, and the report says so', () => {
    const current = reportOf([brokerOf('a'), brokerOf('other', ['fail'])], placeRead(read));
    expect(changesOf(before, current)).toEqual({
      ...NOTHING,
      outOfSight: { brokers: [expect.objectContaining({ name: 'gone' })], places: [] },
      notCompared: [placeOf({ readAt: read })],
    });
  });

  it('is compared if the previous report was made later, but read it earlier', () => {
    const older = reportOf([brokerOf('a', ['fail'])], placeRead('2026-09-01T00:00:00.000Z'));
    const changes = changesOf(older, reportOf([brokerOf('a')], placeRead(read)));
    expect(changes).toEqual({ ...NOTHING, fixed: references('a', FIRST) });
  });

  it('is compared if it is the same reading', () => {
    const [older, newer] = [['fail'], ['exempt']].map((verdicts) =>
      reportOf([brokerOf('a', verdicts as 'fail'[])], placeRead(read)),
    );
    expect(older && newer && changesOf(older, newer)).toEqual({ ...NOTHING, newlyExempt: references('a', FIRST) });
  });
});

it('a broker is the same one if a report has its ARN, and the other only its account, region and ID', () => {
  const { arn, ...known } = brokerOf('a', ['fail']);
  const other = { ...known, key: `${known.accountId}/${known.region}/${known.id}` };
  expect(changesOf(reportOf([other]), reportOf([brokerOf('a', ['fail'])]))).toEqual(NOTHING);
});

it('a check that the previous report does not have is not compared', () => {
  const [first] = CHECKS;
  const before = reportOf([{ ...brokerOf('a'), results: brokerOf('a').results.slice(0, 1) }], {}, [first]);
  const current = reportOf([brokerOf('a', ['pass', 'fail'])]);
  expect(changesOf(before, current)).toEqual(NOTHING);
  expect(comparedInPart(before, current)).toEqual([
    `has other checks than this report, so only these are compared: ${first.id}.`,
  ]);
  expect(comparedInPart(current, current)).toEqual([]);
});

const anyReport = fc
  .array(
    fc.tuple(
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.array(fc.constantFrom('pass', 'fail', 'unknown', 'exempt', 'skip'), { maxLength: 3 }),
      fc.constantFrom('eu-west-1', 'us-east-1', 'ap-northeast-1'),
    ),
    { maxLength: 8 },
  )
  .chain((entries) =>
    fc
      .array(fc.constantFrom('seen', 'partly', 'not-seen'), { minLength: 2, maxLength: 2 })
      .map(([one = 'seen', two = 'seen']) => {
        const brokers = new Map(
          entries.map(([name, verdicts, region]) => [
            `${name} ${region}`,
            brokerOf(name, verdicts, { region, key: `${name} ${region}` }),
          ]),
        );
        const places = [placeOf({ visibility: one }), placeOf({ region: 'us-east-1', visibility: two })];
        return reportOf([...brokers.values()], { places });
      }),
  );

it('a report compared with itself has no changes, whatever it says', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const { since, previous, ...changes } = compareReports(report, report);
      expect(changes).toEqual(NOTHING);
      expect(carrySince(report.brokers, report).map(({ key }) => key)).toEqual(report.brokers.map(({ key }) => key));
    }),
  );
});

it('whatever changes, no broker is both new and there before, or both gone and out of sight, and all numbers add up', () => {
  fc.assert(
    fc.property(anyReport, anyReport, (previous, current) => {
      const changes = compareReports({ ...previous, createdAt: EARLIER }, current);
      const gone = changes.goneBrokers.map(({ key }) => key);
      const lost = changes.outOfSight.brokers.map(({ key }) => key);
      const keys = (report: OrganizationReport) => report.brokers.map(({ key }) => key);
      const missing = keys(previous).filter((key) => !keys(current).includes(key));
      expect([...gone, ...lost].sort()).toEqual(missing.sort());
      for (const key of changes.newBrokers) expect(keys(previous)).not.toContain(key);
      for (const { brokers, checks, places } of [current.summary]) {
        expect(brokers.conforming + brokers.failing + brokers.unknown + brokers.exempt).toBe(brokers.total);
        expect(places.seen + places.partly + places.notSeen).toBe(places.total);
        for (const { pass, fail, skip, unknown, exempt } of Object.values(checks)) {
          expect(pass + fail + skip + unknown + exempt).toBe(brokers.total);
        }
      }
    }),
  );
});

describe('a finding that goes on', () => {
  const since = '2026-01-01T00:00:00.000Z';
  const later = '2026-11-01T00:00:00.000Z';
  const at = (verdict: 'fail' | 'pass' | 'exempt', time?: string, other: 'fail' | 'pass' = 'pass') => {
    const [first, ...others] = brokerOf('a', [verdict, other]).results;
    return brokerOf('a', [], { results: [{ check: '', verdict, detail: '', ...first, since: time }, ...others] });
  };
  it.each([
    ['since when the previous report says', at('fail', since), at('fail'), since],
    ['since the previous report, if that does not say', at('fail'), at('fail'), EARLIER],
    ['since when AWS Config says, if that is earlier', at('fail'), at('fail', since), since],
    ['since when the previous report says, if that is earlier', at('fail', since), at('fail', EARLIER), since],
    ['only since AWS Config says, if that is after the previous report', at('fail', since), at('fail', later), later],
    ['since before, if another check explains the later time', at('fail', since, 'fail'), at('fail', later), since],
    ['only since now, if it passed in between', at('pass'), at('fail', later), later],
    ['only since now, if it was something else', at('exempt', since), at('fail'), undefined],
    ['never, if it passes', at('pass'), at('pass'), undefined],
  ])('is found %s', (_, before, now, expected) => {
    const [broker] = carrySince([now], { brokers: [before], createdAt: EARLIER });
    expect(broker?.results[0]?.since).toBe(expected);
  });
});

describe('a previous report is refused', () => {
  const AGGREGATOR = { name: 'organization', accountId: '111122223333', region: 'eu-west-1', regions: 'all' } as const;
  const from = (organizationId?: string, accountId: string = AGGREGATOR.accountId): ReportSource => ({
    kind: 'aggregator',
    organizationId,
    aggregator: { ...AGGREGATOR, accountId },
  });
  const files: ReportSource = { kind: 'files', paths: ['a.json'] };
  it.each<[string, ReportSource, ReportSource, string | undefined]>([
    [
      'if it is of another organization',
      from('o-1'),
      from('o-2'),
      'is about the organization o-1, and this report is about o-2.',
    ],
    [
      'if it is from files, and this one is not',
      files,
      from('o-1'),
      'is from files, and this report is from an aggregator',
    ],
    [
      'if it is from an aggregator, and this one is not',
      from('o-1'),
      files,
      'is from an aggregator, and this report is from files',
    ],
    [
      'if it may be of another organization',
      from(),
      from('o-1', '222222222222'),
      'Whether that is the same organization is not known',
    ],
    ['never if the organization is the same', from('o-1'), from('o-1', '222222222222'), undefined],
    ['never if the account is the same, and no organization is known', from(), from(), undefined],
    ['never if both are from files', files, files, undefined],
  ])('%s', (_, one, two, message) => {
    const before = { ...reportOf([]), createdAt: EARLIER, source: one };
    const reason = whyNotComparable(before, { ...reportOf([]), source: two });
    if (message === undefined) expect(reason).toBeUndefined();
    else expect(reason).toContain(message);
  });

  it('if it is newer than this one', () => {
    const newer = { ...reportOf([]), createdAt: '2027-01-01T00:00:00.000Z' };
    expect(whyNotComparable(newer, reportOf([]))).toBe(
      'was made at 2027-01-01T00:00:00.000Z, after this report (2026-11-30T12:00:00.000Z). Name an older one.',
    );
  });

  it('if it has nothing in common with this one', () => {
    const other = reportOf([brokerOf('b', [], { accountId: '999999999999' })], {
      places: [placeOf({ accountId: '999999999999' })],
    });
    expect(hasNothingInCommon(other, reportOf([brokerOf('a')]))).toBe(true);
    expect(hasNothingInCommon(reportOf([]), reportOf([brokerOf('a')]))).toBe(false);
  });
});
