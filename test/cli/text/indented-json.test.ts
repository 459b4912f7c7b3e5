import fc from 'fast-check';
import { eachOf, indentedJson } from '../../../cli/text/indented-json.ts';
import { printableJson } from '../../../cli/text/printable.ts';

const text = (value: unknown) => [...indentedJson(value)].join('');
const expected = (value: unknown) => `${printableJson(JSON.stringify(value, undefined, 2))}\n`;

it('it is what JSON.stringify writes', () => {
  const value = fc.oneof(fc.jsonValue(), fc.jsonValue({ stringUnit: 'binary' }));
  fc.assert(
    fc.property(value, fc.array(value), (one, several) => {
      expect(text(one)).toBe(expected(one));
      expect(text({ several, one })).toBe(expected({ several, one }));
      // A list whose elements are made one by one.
      expect(text({ runs: [{ several: several.values(), one }] })).toBe(expected({ runs: [{ several, one }] }));
    }),
  );
});

it.each([
  ['a member that is undefined', { a: undefined, b: { c: undefined } }],
  ['an element that is undefined', [undefined, { a: [undefined] }]],
  ['nothing', {}],
  ['lists of nothing', { a: [], b: [[], {}] }],
  ['what is not to be printed', { '##[error]': '\u{202e}##[error]' }],
])('also of %s', (_, value) => {
  expect(text(value)).toBe(expected(value));
});

it('elements are made only when they are written', () => {
  const made: number[] = [];
  const parts = indentedJson(eachOf([1, 2, 3], (element) => made.push(element)));
  expect(made).toEqual([]);
  for (const part of parts) if (part === '2') break;
  expect(made).toEqual([1, 2]);
});
