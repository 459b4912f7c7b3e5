import { TOO_DEEP, whyTooMuch } from '../../checks/yaml-limits.ts';

it.each(['[', '{', '- ', '? '])('201 levels of "%s" are refused', (unit) => {
  expect(whyTooMuch(unit.repeat(200))).toBeUndefined();
  expect(whyTooMuch(unit.repeat(201))).toBe(TOO_DEEP);
});

it.each([
  ['lists beside each other', `[${'[],'.repeat(300)}]`],
  ['objects beside each other', `[${'{},'.repeat(300)}]`],
  ['items', '- a\n'.repeat(300)],
  ['items that are empty', '-\n'.repeat(300)],
  ['lists in items', '- - - []\n'.repeat(300)],
  ['brackets in texts', `"${'['.repeat(300)}"`],
  ['brackets in a block', `a: |\n${'  [ - ? {\n'.repeat(300)}`],
])('there may be any number of %s', (_, text) => {
  expect(whyTooMuch(text)).toBeUndefined();
});

it('brackets in lists in items are counted', () => {
  expect(whyTooMuch(`- ${'['.repeat(201)}`)).toBe(TOO_DEEP);
});
