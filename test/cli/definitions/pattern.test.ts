import { judgePattern, toMatcher } from '../../../cli/definitions/pattern.ts';
import { endsInTime } from '../../support/growth.ts';

it.each<[string, readonly string[]]>([
  [
    'valid',
    ['', '.*', '^(?!amq\\.).*', '^(eu|us)-[^.]+$', '[\\w-]+', '(?:[0-9a-f]{4}-){3}', 'a]', '\\x41', 'ä?', '[é-ä]'],
  ],
  ['invalid', ['*', '(', '[', 'a{2,1}', '[z-a]', '\\', 'a**']],
  [
    'unknown',
    ['[[:foo:]]', '\\p{Foo}', '\\P', '\\x{zz}', '\\cé', 'a{99999}', '(?i)a', '(?<=a)b', 'a++', '\\Qa\\E', '\\1'],
  ],
  [
    'unknown',
    ['[]a]', '[\\d-x]', '\\v', '^*', '(?>a)', `${'('.repeat(300)}${')'.repeat(300)}`, '((a{9}){9}){9}'.repeat(9)],
  ],
])('%s are %j', (judgement, patterns) => {
  for (const pattern of patterns) expect([pattern, judgePattern(pattern)]).toEqual([pattern, judgement]);
});

it.each(['[^a]', '[^', '\\d', '(?:', 'a?', '[a'])(
  '%s, as often as you like, is judged in steps that grow with the length',
  (part) => {
    expect(endsInTime(() => judgePattern(`${part.repeat(200_000)}\\p`))).not.toBe('valid');
  },
);

it.each<[string, string, boolean | undefined]>([
  ['^(?!amq\\.).*', 'amq.topic', false],
  ['^(?!amq\\.).*', 'orders', true],
  ['^orders\\.(?=eu$|us$)', 'orders.eu', true],
  ['^(orders|bills)$', 'bills', true],
  ['^.$', 'ä', false],
  ['^..$', 'ä', true],
  ['[ä]$', 'ö', false],
  ['^\\w+$', 'ä', undefined],
  ['a$', 'a\n', undefined],
  ['(?i)a', 'A', undefined],
  ['^(a+)+$', 'a', undefined],
])('%j on %j: %p', (pattern, name, expected) => {
  expect(toMatcher(pattern)(name)).toBe(expected);
});

it('nothing but text is a pattern', () => {
  expect(toMatcher(undefined)('a')).toBeUndefined();
});
