import { deploymentOrder } from '../../../simulator/template/dependencies.ts';

const Type = 'AWS::Logs::LogGroup';
const needing = (value: unknown) => ({ Type, Properties: { KmsKeyId: value } });
const unresolved = (ids: string, block: string) =>
  `Template format error: Unresolved resource dependencies [${ids}] in the ${block} block of the template`;
const sub = (name: string) => `key-\${${name}}`;

test.each<[what: string, resource: object]>([
  ['DependsOn', { Type, DependsOn: 'Z' }],
  ['DependsOn with several', { Type, DependsOn: ['Z'] }],
  ['Ref', needing({ Ref: 'Z' })],
  ['Fn::GetAtt', needing({ 'Fn::GetAtt': ['Z', 'Arn'] })],
  ['Fn::GetAtt as a text', needing({ 'Fn::GetAtt': 'Z.Arn' })],
  ['Fn::Sub', needing({ 'Fn::Sub': sub('Z') })],
  ['Fn::Sub of an attribute', needing({ 'Fn::Sub': sub('Z.Arn') })],
  ['a function in a function', needing({ 'Fn::Join': ['', ['key-', { Ref: 'Z' }]] })],
])('a resource comes after the one that it needs by %s', (_, A) => {
  expect(deploymentOrder({ Resources: { A: A as { Type: string }, Z: { Type } } })).toEqual(['Z', 'A']);
  expect(() => deploymentOrder({ Resources: { A: A as { Type: string } } })).toThrow(unresolved('Z', 'Resources'));
});

test.each<[what: string, value: unknown]>([
  ['a parameter', { Ref: 'Given' }],
  ['a pseudo parameter', { 'Fn::Sub': sub('AWS::Region') }],
  ['an escaped text', { 'Fn::Sub': sub('!Z') }],
])('a resource does not need %s', (_, value) => {
  expect(deploymentOrder({ Parameters: { Given: {} }, Resources: { A: needing(value) } })).toEqual(['A']);
});

test('outputs refer to resources of the template', () => {
  const Outputs = { O: { Value: { Ref: 'Y' } }, P: { Value: { 'Fn::GetAtt': 'Z.Arn' } } };
  expect(() => deploymentOrder({ Resources: { A: { Type } }, Outputs })).toThrow(unresolved('Y, Z', 'Outputs'));
});

test('resources that need each other are refused', () => {
  const Resources = { A: { Type, DependsOn: 'B' }, B: { Type, DependsOn: ['C'] }, C: { Type, DependsOn: 'B' } };
  expect(() => deploymentOrder({ Resources })).toThrow('Circular dependency between resources: [B, C]');
});
