// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has them.
import { expression, wholeExpression } from '../../../../cli/sources/cloudformation/expression.ts';
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
  ['a text of references', { 'Fn::Sub': 'a-${B}-${C.D}' }, '!Sub "…${B}…${C.D}"'],
  ['a text with variables', { 'Fn::Sub': ['a${B}', { B: { Ref: 'C' } }] }, '!Sub […, {B: !Ref C}]'],
  ['joined texts', { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }, '!Join […, […, !Ref B]]'],
  [
    'a macro',
    { 'Fn::Transform': { Name: 'A', Parameters: { B: 'c', D: 1 } } },
    '!Transform {Name: …, Parameters: {B: …, D: …}}',
  ],
  ['users', { Users: ['a'], Mode: 'b' }, '{Users: …, Mode: b}'],
  ['a condition', { 'Fn::If': ['A', 'b', { 'Fn::Split': [',', 'c'] }] }, '!If [A, b, !Split […, …]]'],
  ['a name in a joined text', { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'a' }]] }, '!Join […, [!ImportValue a]]'],
])('%s is printed on one short line', (_, node, expected) => {
  expect(expression(node)).toBe(expected);
});

it.each<[name: string, node: unknown, expected: string | undefined]>([
  ['a text of references', { 'Fn::Sub': 'a-${B}' }, '!Sub "a-${B}"'],
  ['joined texts', { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }, '!Join [-, [a, !Ref B]]'],
  ['a password', { Password: 'x' }, undefined],
  ['what is too long', 'x'.repeat(1001), undefined],
])('%s is compared as a whole', (_, node, expected) => {
  expect(wholeExpression(node)).toBe(expected);
});
