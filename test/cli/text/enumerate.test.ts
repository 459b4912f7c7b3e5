import { enumerate } from '../../../cli/text/enumerate.ts';

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j', (names, text) => {
  expect(enumerate(names)).toBe(text);
});
