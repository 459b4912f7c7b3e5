import { parseTemplate } from '../../../../cli/sources/cloudformation/template.ts';
import { describeWith } from '../../../support/missing.ts';
import { findWitness, runWitness } from '../../../support/python.ts';
import { judge, PASS, refusalOf } from './support.ts';

const DEFAULTS = 'Metadata:\n  A: &a {name: 1, year: 1}\n  B: &b {zone: 2}\n';

/** Each with what the object has, as a value of a section of a template. */
const OBJECTS: readonly (readonly [name: string, yaml: string, value: unknown])[] = [
  ['an object', '{<<: *a}', { name: '1', year: '1' }],
  ['members of its own before it', '{name: 9, <<: *a}', { name: '9', year: '1' }],
  ['members of its own after it', '{<<: *a, name: 9}', { name: '9', year: '1' }],
  ['a list of objects', '{<<: [*a, *b], year: 9}', { name: '1', year: '9', zone: '2' }],
  ['an object in place', '{<<: {name: 3}}', { name: '3' }],
  ['an empty list', '{<<: [], name: 3}', { name: '3' }],
  ['an object that merges others', '{<<: {<<: *b, zone: 3}}', { zone: '3' }],
  ['a name of the prototype', '{<<: {__proto__: 3}}', JSON.parse('{"__proto__": "3"}')],
];

function templateWith(yaml: string): string {
  return `${DEFAULTS}  C: ${yaml}\nResources:\n  Q: {Type: "AWS::SQS::Queue"}\n`;
}

/** Numbers are texts here, because only the members matter. */
const texts = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, member) => (typeof member === 'number' ? String(member) : member)));

describe('a merge key', () => {
  test.each(OBJECTS)('of %s is resolved', async (_, yaml, value) => {
    const metadata = (await parseTemplate(templateWith(yaml)))?.value.Metadata;
    expect(texts((metadata as Readonly<Record<string, unknown>>).C)).toEqual(value);
  });

  test('gives a broker what it says, and the broker its own', () => {
    const text = [
      'Metadata:',
      '  Defaults: &defaults {EngineType: RABBITMQ, DeploymentMode: SINGLE_INSTANCE, PubliclyAccessible: false}',
      '  Resource: &resource {Type: "AWS::AmazonMQ::Broker"}',
      'Resources:',
      '  Broker:',
      '    <<: *resource',
      '    Properties:',
      '      <<: *defaults',
      '      DeploymentMode: CLUSTER_MULTI_AZ',
      '      Logs: {General: true}',
    ].join('\n');
    expect(judge(text)).toMatchObject({ verdicts: PASS, problems: [] });
  });

  test('gives resources', () => {
    const text =
      'Metadata:\n  R: &r\n    Broker: {Type: "AWS::AmazonMQ::Broker", Properties: {EngineType: RABBITMQ}}\nResources: {<<: *r}\n';
    expect(judge(text).verdicts).toEqual(['unknown', 'unknown', 'fail']);
  });

  test.each([
    ['of a text', '{<<: x}', /^has a merge key of what is no object \(line \d\)\.$/],
    ['of nothing', '{<<: }', /^has a merge key of what is no object/],
    ['of a list of texts', '{<<: [x]}', /^has a merge key of what is no object/],
    ['of a list in a list', '{<<: [[*a]]}', /^has a merge key of what is no object/],
    ['of an alias of a list', '{<<: *l}', /^has a merge key of what is no object/],
    ['of a function', '{<<: !Select {a: b}}', /^has a merge key of what is no object/],
    [
      'of objects that share a key',
      '{<<: [*a, {year: 2}]}',
      /^has the key "year" twice in the objects of one merge key/,
    ],
    ['twice', '{<<: *a, <<: *b}', /^has the key "<<" twice in one object/],
    ['of nothing that is known', '{<<: *unknown}', /^has an alias of nothing \(line \d+\)/],
  ])('%s is refused', async (_, yaml, message) => {
    expect(refusalOf(templateWith(yaml).replace('  C:', '  L: &l [{x: 1}]\n  C:'))).toMatch(message);
  });

  test('that would need too much memory is refused', () => {
    const members = Array.from({ length: 1_000 }, (_, index) => `k${index}: 1`).join(', ');
    const objects = '    - {<<: *a}\n'.repeat(101);
    expect(refusalOf(`Metadata:\n  A: &a {${members}}\n  L:\n${objects}Resources: {}\n`)).toBe(
      'has more than 100000 members by merge keys.',
    );
  });

  test('in quotes is an ordinary key, so nothing is known of what it may bring', () => {
    expect(judge('Resources:\n  "<<": {B: {Type: "AWS::AmazonMQ::Broker"}}\n').problems).toEqual([
      expect.stringMatching(/^has "<<" in its Resources, which may create brokers\./),
    ]);
  });
});

test('a merge key in quotes leaves what is beside it unknown', () => {
  const logs = 'Logs: {General: true, "<<": {General: false}}';
  const text = `Resources:\n  B: {Type: "AWS::AmazonMQ::Broker", Properties: {EngineType: RABBITMQ, ${logs}}}\n`;
  expect(judge(text).verdicts).toEqual(['unknown', 'unknown', 'unknown']);
});

const program = findWitness('python');

const SCRIPT = `
import json, sys, yaml
print(json.dumps([yaml.safe_load(text)["Metadata"]["C"] for text in json.load(sys.stdin)]))
`;

describeWith(program)('PyYAML', () => {
  test('resolves merge keys as this project does', async () => {
    const input = JSON.stringify(OBJECTS.map(([, yaml]) => templateWith(yaml)));
    const { output, errors } = await runWitness(program ?? '', ['-c', SCRIPT], { input });
    expect(errors).toBe('');
    expect(texts(JSON.parse(output))).toEqual(OBJECTS.map(([, , value]) => value));
  });
});
