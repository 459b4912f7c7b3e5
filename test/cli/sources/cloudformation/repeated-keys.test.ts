import { GOOD, judge, PASS, refusalOf, toYaml } from './support.ts';

const BROKER = { Type: 'AWS::AmazonMQ::Broker', Properties: GOOD };

/** A template with a good broker and this. @param sections as lines of YAML */
function besideBroker(resource: string, sections = ''): string {
  return `${toYaml({ Resources: { Broker: BROKER } })}${resource}${sections}`;
}

const TOPIC = '  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: a\n      DisplayName: b\n';

describe('a key that is there twice', () => {
  it.each([
    ['in a resource other than a broker', besideBroker(TOPIC)],
    ['deep inside one', besideBroker('  Topic:\n    Type: AWS::SNS::Topic\n    Metadata: {a: [{b: 1, b: 2}]}\n')],
    [
      'in its policies',
      besideBroker('  T:\n    Type: AWS::SNS::Topic\n    DeletionPolicy: Retain\n    DeletionPolicy: Delete\n'),
    ],
    ['in the outputs', besideBroker('', 'Outputs:\n  A: {Value: 1}\n  A: {Value: 2}\n')],
    ['in the metadata', besideBroker('', 'Metadata: {a: 1, a: 2}\n')],
    [
      'in JSON',
      `{"Resources": {"Broker": ${JSON.stringify(BROKER)}, "T": {"Type": "AWS::SNS::Topic", "a": 1, "a": 2}}}`,
    ],
  ])('%s says nothing about a broker', (_, text) => {
    expect(judge(text)).toMatchObject({ verdicts: PASS, problems: [] });
  });

  it.each([
    ['in a broker', besideBroker('    DeletionPolicy: Retain\n    DeletionPolicy: Retain\n'), 'DeletionPolicy'],
    ['deep inside a broker', besideBroker('    Metadata: {a: {b: 1, b: 2}}\n'), 'b'],
    ['that is the type', besideBroker('  T:\n    Type: AWS::AmazonMQ::Broker\n    Type: AWS::SNS::Topic\n'), 'Type'],
    [
      'that is the type, by a merge key',
      besideBroker('  T: {<<: {Type: "AWS::AmazonMQ::Broker", Type: "AWS::SNS::Topic"}}\n'),
      'Type',
    ],
    [
      'that merges two types',
      besideBroker('  T: {<<: {Type: "AWS::AmazonMQ::Broker"}, <<: {Type: "AWS::SNS::Topic"}}\n'),
      '<<',
    ],
    ['that is the name of a resource', besideBroker('  Broker: {Type: "AWS::SNS::Topic"}\n'), 'Broker'],
    ['in a nested stack', besideBroker('  S:\n    Type: AWS::CloudFormation::Stack\n    a: 1\n    a: 2\n'), 'a'],
    ['in a resource whose type is no text', besideBroker('  T: {Type: !Ref X, a: 1, a: 2}\n'), 'a'],
    ['in a resource without a type', besideBroker('  T: {a: 1, a: 2}\n'), 'a'],
    ['in a loop', besideBroker('  Fn::ForEach::L: [Id, [A], {T: {Type: "AWS::SNS::Topic", a: 1, a: 2}}]\n'), 'a'],
    ['in the parameters', besideBroker('', 'Parameters:\n  A: {Type: String}\n  A: {Type: Number}\n'), 'A'],
    ['in the conditions', besideBroker('', 'Conditions: {A: true, A: false}\n'), 'A'],
    ['in the mappings', besideBroker('', 'Mappings: {A: {b: {c: 1, c: 2}}}\n'), 'c'],
    ['in a section', besideBroker('', 'Outputs: {}\nOutputs: {}\n'), 'Outputs'],
    ['in a template with anchors', besideBroker(TOPIC, 'Metadata: &m {a: 1}\n'), 'DisplayName'],
    ['of very many', besideBroker('  T:\n    Type: AWS::SNS::Topic\n', '    a: 1\n'.repeat(102)), 'a'],
  ])('%s is refused', (_, text, key) => {
    expect(refusalOf(text)).toMatch(new RegExp(`^has the key "${key}" twice in one object \\(line \\d+\\)\\.$`));
  });
});
