import { refuseTooMuch, TOO_DEEP } from '../../../../cli/sources/cloudformation/token-limits.ts';
import { InputError } from '../../../../cli/sources/input/input-error.ts';

it.each(['[', '{', '- ', '? '])('201 levels of "%s" are refused', (unit) => {
  expect(() => refuseTooMuch(unit.repeat(200))).not.toThrow();
  expect(() => refuseTooMuch(unit.repeat(201))).toThrow(new InputError(TOO_DEEP));
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
  expect(() => refuseTooMuch(text)).not.toThrow();
});

it('brackets in lists in items are counted', () => {
  expect(() => refuseTooMuch(`- ${'['.repeat(201)}`)).toThrow(new InputError(TOO_DEEP));
});
