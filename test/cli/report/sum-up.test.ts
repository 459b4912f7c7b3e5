import type { Remark } from '../../../cli/report/results.ts';
import { toLines } from '../../../cli/report/sum-up.ts';
import { printable } from '../../../cli/text/printable.ts';
import { HOSTILE } from '../support.ts';

const REGIONS = ['eu-west-1', 'us-east-1'];

/** The same remark on some accounts. */
function onAccounts(number: number, message: (account: string) => string): readonly Remark[] {
  return Array.from({ length: number }, (_, index) => {
    const source = String(100_000_000_000 + index);
    return { source, accountName: `team-${index}`, message: message(source) };
  });
}

const DENIED = (account: string) => `arn:aws:iam::${account}:role/audit cannot be assumed.`;

test.each<[string, readonly Remark[], number]>([
  ['three accounts are each named with their remark', onAccounts(3, DENIED), 3],
  ['more accounts with the same remark are two lines', onAccounts(4, DENIED), 2],
  ['remarks that differ are each a line', onAccounts(9, (account) => `failed ${Number(account) % 9} times.`), 9],
  [
    'a remark on regions is the same in all of them',
    onAccounts(5, DENIED).flatMap(({ source, ...remark }) =>
      REGIONS.map((region) => ({
        ...remark,
        source: `${source}/${region}`,
        message: `arn:aws:mq:${region}:${source}:*`,
      })),
    ),
    2,
  ],
  ['an account is not the same as its region', [...onAccounts(2, () => 'it.'), { source: '1/a', message: 'it.' }], 3],
  ['files are never summed up', Array.from({ length: 9 }, (_, n) => ({ source: `${n}.yaml`, message: 'it.' })), 9],
])('%s', (_, remarks, expected) => {
  expect(toLines(remarks, false)).toHaveLength(expected);
  expect(toLines(remarks, true)).toHaveLength(remarks.length);
});

test('the first remark is whole, and the others are named or counted', () => {
  expect(toLines(onAccounts(11, DENIED), false)).toEqual([
    '100000000000 (team-0): arn:aws:iam::100000000000:role/audit cannot be assumed.',
    `${Array.from({ length: 8 }, (_, index) => `10000000000${index + 1} (team-${index + 1})`).join(', ')} and 2 more: ` +
      'the same. --verbose and the JSON report say it of each.',
  ]);
});

test('the name of an account is printed without what a terminal would obey', () => {
  const [line] = toLines([{ source: '100000000000', accountName: HOSTILE, message: 'it.' }], false);
  expect(line).toBe(`100000000000 (${printable(HOSTILE)}): it.`);
});
