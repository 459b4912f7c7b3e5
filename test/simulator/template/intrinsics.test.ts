import type { Scope } from '../../../simulator/template/intrinsics.ts';
import { resolve } from '../../../simulator/template/intrinsics.ts';
import { UnsupportedTemplateError } from '../../../simulator/template/unsupported.ts';

/** Answers with what it was asked for. */
const SCOPE: Scope = {
  ref: (name) => `ref ${name}`,
  getAtt: (logicalId, attribute) => `attribute ${attribute} of ${logicalId}`,
  findInMap: (...keys) => `mapped ${keys.join(' ')}`,
  importValue: (name) => `import ${name}`,
};

const NO_VALUE = { Ref: 'AWS::NoValue' };

test.each<{ what: string; value: unknown; result: unknown }>([
  { what: 'a number stays', value: 3, result: 3 },
  { what: 'null stays', value: null, result: null },
  { what: 'Ref', value: { Ref: 'A' }, result: 'ref A' },
  { what: 'a Ref deep inside', value: { a: [{ b: { Ref: 'A' } }] }, result: { a: [{ b: 'ref A' }] } },
  { what: 'GetAtt of a list', value: { 'Fn::GetAtt': ['A', 'Arn'] }, result: 'attribute Arn of A' },
  { what: 'GetAtt of text, split once', value: { 'Fn::GetAtt': 'A.B.C' }, result: 'attribute B.C of A' },
  { what: 'Join, of what is resolved first', value: { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }, result: 'a-ref B' },
  { what: 'Join of nothing', value: { 'Fn::Join': ['-', []] }, result: '' },
  { what: 'Join leaves NoValue out', value: { 'Fn::Join': ['-', ['a', NO_VALUE, 'b']] }, result: 'a-b' },
  { what: 'Sub', value: { 'Fn::Sub': '$' + '{A}/$' + '{B.Arn}' }, result: 'ref A/attribute Arn of B' },
  { what: 'Sub with a literal', value: { 'Fn::Sub': 'a$' + '{!B}c' }, result: 'a$' + '{B}c' },
  { what: 'FindInMap', value: { 'Fn::FindInMap': ['M', { Ref: 'A' }, 'k'] }, result: 'mapped M ref A k' },
  { what: 'ImportValue', value: { 'Fn::ImportValue': { Ref: 'A' } }, result: 'import ref A' },
  { what: 'NoValue takes its member away', value: { a: NO_VALUE, b: 1 }, result: { b: 1 } },
  { what: 'NoValue takes its element away', value: [NO_VALUE, 1], result: [1] },
  {
    what: 'a Condition of a statement stays',
    value: { Effect: 'Deny', Condition: { x: 1 } },
    result: { Effect: 'Deny', Condition: { x: 1 } },
  },
  {
    what: 'a Condition of a statement that comes first stays',
    value: { Condition: { x: 1 }, Effect: 'Deny' },
    result: { Condition: { x: 1 }, Effect: 'Deny' },
  },
])('$what', ({ value, result }) => {
  expect(resolve(value, SCOPE)).toEqual(result);
});

test.each<{ what: string; value: unknown }>([
  { what: 'a function that is not known', value: { 'Fn::Base64': 'a' } },
  { what: 'a condition', value: { Condition: 'IsBig' } },
  { what: 'members beside a Ref', value: { Ref: 'A', other: 1 } },
  { what: 'members before a Ref', value: { other: 1, Ref: 'A' } },
  { what: 'members beside a function', value: { 'Fn::Join': ['', []], other: 1 } },
  { what: 'members before a function', value: { other: 1, 'Fn::Join': ['', []] } },
  { what: 'a Ref of no text', value: { Ref: ['A'] } },
  { what: 'GetAtt without an attribute', value: { 'Fn::GetAtt': 'A' } },
  { what: 'GetAtt of too many', value: { 'Fn::GetAtt': ['A', 'B', 'C'] } },
  { what: 'Join of a number', value: { 'Fn::Join': ['', [1]] } },
  { what: 'Join without a list', value: { 'Fn::Join': ['', 'ab'] } },
  { what: 'Sub with variables of its own', value: { 'Fn::Sub': ['$' + '{A}', { A: 'a' }] } },
  { what: 'FindInMap with a default', value: { 'Fn::FindInMap': ['M', 'a', 'b', { DefaultValue: 'c' }] } },
])('$what is refused', ({ value }) => {
  expect(() => resolve(value, SCOPE)).toThrow(UnsupportedTemplateError);
});

test('a name that is not known is an error of the scope', () => {
  const scope = {
    ...SCOPE,
    ref: () => {
      throw new Error('There is no A.');
    },
  };
  expect(() => resolve({ Ref: 'A' }, scope)).toThrow('There is no A.');
});
