import { CHECKS } from '../../../checks/registry.ts';
import { makeKit } from '../../../cli/report-page/kit.ts';

const [en, ja] = [makeKit('en'), makeKit('ja')];

describe('numbers and dates', () => {
  test('are in the language, and times say that they are in UTC', () => {
    const time = '2026-03-02T23:30:00-01:00';
    expect([en.day(time), en.moment(time), en.number(12_345)]).toEqual([
      'Mar 3, 2026',
      'Mar 3, 2026, 00:30 UTC',
      '12,345',
    ]);
    expect([ja.day(time), ja.moment(time), ja.number(12_345)]).toEqual([
      '2026年3月3日',
      '2026年3月3日 00:30 UTC',
      '12,345',
    ]);
  });

  test('what is no time is shown as it is, without what is invisible', () => {
    expect(en.day('soon\u202e')).toBe('soon\u{fffd}');
  });

  test.each([
    [1, 3, '33%'],
    [9_999, 10_000, '99%'],
    [10_000, 10_000, '100%'],
    [0, 10, '0%'],
    [0, 0, '0%'],
  ])('%d of %d are %s', (part, whole, expected) => {
    expect(en.percent(part, whole)).toBe(expected);
  });

  test.each([
    ['2026-03-01T10:00:00Z', '2026-03-02T09:59:00Z', 0],
    ['2026-03-01T10:00:00Z', '2026-03-31T10:00:00Z', 30],
    ['2026-03-02T10:00:00Z', '2026-03-01T10:00:00Z', 0],
    ['once', '2026-03-01T10:00:00Z', 0],
  ])('from %s to %s there are %d whole days', (from, to, expected) => {
    expect(en.days(from, to)).toBe(expected);
  });
});

describe('a check', () => {
  test.each(CHECKS)('$id has words and its section of the guide in both languages', (check) => {
    expect(en.check(check)).toMatchObject({ title: check.title, remediation: check.remediation });
    for (const words of Object.values(ja.check(check))) expect(words).toMatch(/[ぁ-んァ-ン一-龠]/);
    expect(en.guide(check.id)).toMatch(new RegExp(`/docs/remediation\\.md#${check.id}$`));
    expect(ja.guide(check.id)).toMatch(new RegExp(`/docs/remediation\\.ja\\.md#${check.id}$`));
  });

  test.each(['of-another-version', '__proto__', 'constructor', '"><script>'])(
    '%s has its own title, and the guide as a whole',
    (id) => {
      expect(en.check({ id, title: 'A title' })).toMatchObject({ title: 'A title', label: 'A title' });
      expect(en.guide(id)).toMatch(/\/docs\/remediation\.md$/);
      expect(ja.guide(id)).toMatch(/\/docs\/remediation\.ja\.md$/);
    },
  );
});

/** What a text or each form of a sentence is, by its path. */
function textsOf(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    return [0, 1, 2].map((number) => [`${path}(${number})`, String(value(...Array(4).fill(number)))] as const);
  }
  return Object.entries(value ?? {}).flatMap(([name, member]) => textsOf(member, `${path}.${name}`));
}

describe('the words', () => {
  test('are the same ones in both languages, none empty and none forgotten', () => {
    const [english, japanese] = [textsOf(en.words), textsOf(ja.words)];
    expect(japanese.map(([path]) => path)).toEqual(english.map(([path]) => path));
    for (const [path, text] of [...english, ...japanese]) {
      expect([path, text]).not.toEqual([path, '']);
      expect(text).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});
