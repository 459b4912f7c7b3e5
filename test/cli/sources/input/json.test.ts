import { findDuplicateName } from '../../../../cli/sources/input/duplicate-name.ts';
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import { readPart } from '../../../../cli/sources/input/json-parts.ts';
import { parseJson } from '../../../../cli/sources/input/json-text.ts';
import { declaresBrokers } from '../../../../cli/sources/input/sniff.ts';
import { markLength } from '../../../../cli/sources/input/text.ts';
import { createRecogniser } from '../../../../cli/sources/recognise.ts';

it.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":{"b":1},"a":2}', 'a'],
  ['{"a":[{"b":1}],"c":{"b":1,"\\u0062":2}}', 'b'],
  ['{"a":{"b":1},"b":{"a":1}}', undefined],
  ['[{"a":1},{"a":2}]', undefined],
  ['{"a":"a","b":["a","a"],"c":":"}', undefined],
  ['{"a":"\\"a","a\\"":1}', undefined],
])('in %s, the name that is there twice is %s', (text, expected) => {
  expect(findDuplicateName(text)).toBe(expected);
});

it.each([
  ['{"a": 1', 'is not valid JSON: it ends too early. Expected a complete value.'],
  ['{}x', 'is not valid JSON at character 3.'],
  ['{\n  "a": x}', 'is not valid JSON at line 2, character 8.'],
  [`[${'x'.repeat(2 ** 20)}`, 'is not valid JSON.'],
])('%s is refused', (text, problem) => {
  const recogniser = createRecogniser();
  readPart(text.slice(), () => '', { recogniser, read: () => undefined });
  expect(recogniser.findings().problems).toEqual([problem]);
});

it.each(['{', '['])('more than two million of %s are refused', (bracket) => {
  const error = new InputError('has more than 2000000 objects and lists, the limit for one value.');
  expect(() => parseJson(bracket.repeat(2_000_001))).toThrow(error);
  expect(() => parseJson(bracket.repeat(2_000_000))).toThrow(SyntaxError);
});

it.each([
  [[0xef, 0xbb, 0xbf], 3],
  [[0xef, 0xbb, 0x7b], 0],
  [[0xef, 0x7b, 0xbf], 0],
  [[0x7b, 0xbb, 0xbf], 0],
])('the byte order mark of %j has the length %d', (bytes, length) => {
  expect(markLength(Buffer.from(bytes))).toBe(length);
});

it('a file that cannot be read declares nothing', () => {
  expect(declaresBrokers('/nowhere/template.yaml')).toBeUndefined();
});
