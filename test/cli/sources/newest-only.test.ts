import type { Broker } from '../../../checks/broker.ts';
import { createNewestOnly } from '../../../cli/sources/newest-only.ts';

const named = (name: string): Broker => ({ name, whyUnknown: {} });

it.each<[name: string, added: readonly (readonly [name: string, time?: number])[], kept: readonly string[]]>([
  ['one', [['a', 1]], ['a']],
  [
    'a newer one',
    [
      ['a', 1],
      ['b', 2],
    ],
    ['b'],
  ],
  [
    'an older one',
    [
      ['a', 2],
      ['b', 1],
    ],
    ['a'],
  ],
  [
    'the same again',
    [
      ['a', 1],
      ['a', 1],
      ['a', 1],
    ],
    ['a'],
  ],
  [
    'two of the same time',
    [
      ['a', 1],
      ['b', 1],
    ],
    ['a', 'b'],
  ],
  [
    'one that is newer than two',
    [
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ],
    ['c'],
  ],
  ['those without a time', [['a'], ['b', 1], ['a'], ['c', 2]], ['a', 'a', 'c']],
])('of the items of a resource are kept: %s', (_, added, kept) => {
  const newest = createNewestOnly();
  for (const [name, time] of added) {
    newest.add({ broker: named(name), version: time === undefined ? undefined : { key: 'k', time } });
    expect(newest.kept()).toBe(newest.readings().length);
  }
  expect(newest.readings().map(({ broker: { name } }) => name)).toEqual(kept);
  expect(newest.added()).toBe(added.length);
});

it('the items of two resources are kept', () => {
  const newest = createNewestOnly();
  for (const key of ['k', 'l']) newest.add({ broker: named(key), version: { key, time: 1 } });
  expect(newest.readings().map(({ broker: { name } }) => name)).toEqual(['k', 'l']);
});
