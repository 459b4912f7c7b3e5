import { expression } from '../../../../cli/sources/cloudformation/expression.ts';
import { readPlainScalar } from '../../../../cli/sources/cloudformation/scalars.ts';

it.each<[name: string, node: unknown, expected: string]>([
  ['a word', 'mq.m5.large', 'mq.m5.large'],
  ['a text with a space before it', ' a', '" a"'],
  ['a text with a space after it', 'a ', '"a "'],
  ['a scalar whose type is not certain', readPlainScalar('1.10'), '1.10'],
  ['null', null, 'null'],
  ['a boolean', true, 'true'],
  ['what is just not too long', 'x'.repeat(80), 'x'.repeat(80)],
  ['what is too long', 'x'.repeat(81), `${'x'.repeat(79)}…`],
  ['six items', [1, 2, 3, 4, 5, 6], '[1, 2, 3, 4, 5, 6]'],
  ['seven items', [1, 2, 3, 4, 5, 6, 7], '[1, 2, 3, 4, 5, 6, …]'],
  ['members', { a: 1, b: { c: 'd' } }, '{a: 1, b: {c: d}}'],
  ['five levels', [[[[[1]]]]], '[[[[[1]]]]]'],
  ['six levels', [[[[[[1]]]]]], '[[[[[…]]]]]'],
  ['six levels of objects', { a: { a: { a: { a: { a: {} } } } } }, '{a: {a: {a: {a: {a: …}}}}}'],
  ['functions in functions', { 'Fn::Not': [{ 'Fn::Not': [{ 'Fn::Not': [1] }] }] }, '!Not [!Not [!Not …]]'],
  ['a reference', { Ref: 'Mode' }, '!Ref Mode'],
  ['an attribute', { 'Fn::GetAtt': ['Broker', 'Arn'] }, '!GetAtt Broker.Arn'],
  ['an attribute in one text', { 'Fn::GetAtt': 'Broker.Arn' }, '!GetAtt Broker.Arn'],
  ['an attribute that is chosen', { 'Fn::GetAtt': ['Broker', { Ref: 'Name' }] }, '!GetAtt [Broker, !Ref Name]'],
])('%s is printed on one short line', (_, node, expected) => {
  expect(expression(node)).toBe(expected);
});
