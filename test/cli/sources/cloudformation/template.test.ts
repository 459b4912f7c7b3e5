// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has them.
import type { Json } from './support.ts';
import { GOOD, judge, PASS, toJson, toYaml, UNKNOWN } from './support.ts';

const QUEUE = { Type: 'AWS::SQS::Queue' };
const BROKER = { Type: 'AWS::AmazonMQ::Broker', Properties: GOOD };
const LOOPED = { 'Broker${Id}': BROKER };
const PROCESSED =
  'Expected the processed template: aws cloudformation get-template --template-stage Processed --query TemplateBody.';
const PRODUCT = 'AWS::ServiceCatalog::CloudFormationProvisionedProduct';

describe('the resources of a template', () => {
  const read = (resources: unknown, sections: Json = {}) => {
    const { verdicts, notices, problems } = judge(toYaml({ ...sections, Resources: resources }));
    return { verdicts, notices, problems };
  };

  it.each<readonly [name: string, resources: unknown, found: Json]>([
    ['none', {}, {}],
    ['a queue', { Q: QUEUE }, { notices: ['skipped 1 resource other than brokers.'] }],
    [
      'a type in another case',
      { Q: { ...BROKER, Type: 'aws::amazonmq::broker' } },
      {
        problems: [
          'has the resource "Q" of the type "aws::amazonmq::broker", which does not exist. ' +
            'Expected AWS::AmazonMQ::Broker.',
        ],
      },
    ],
    [
      'a type with a space',
      { Q: { ...BROKER, Type: 'AWS::AmazonMQ::Broker ' } },
      {
        problems: [
          'has the resource "Q" of the type "AWS::AmazonMQ::Broker ", which does not exist. ' +
            'Expected AWS::AmazonMQ::Broker.',
        ],
      },
    ],
    [
      'a broker among queues',
      { Q: QUEUE, B: BROKER, R: QUEUE },
      { verdicts: PASS, notices: ['skipped 2 resources other than brokers.'] },
    ],
    ['two brokers', { A: BROKER, B: BROKER }, { verdicts: [...PASS, ...PASS] }],
    [
      'a resource without a type',
      { Q: {} },
      { problems: ['has the resource "Q" without a Type, so it may be a broker.'] },
    ],
    [
      'a resource that is null',
      { Q: null },
      { problems: ['has the resource "Q" without a Type, so it may be a broker.'] },
    ],
    [
      'a resource whose type is a function',
      { Q: { Type: { Ref: 'T' } } },
      { problems: ['has the resource "Q" without a Type, so it may be a broker.'] },
    ],
    [
      'a macro',
      { 'Fn::Transform': { Name: 'AWS::Include' }, B: BROKER },
      { verdicts: PASS, problems: [`has "Fn::Transform" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop of brokers',
      { 'Fn::ForEach::Loop': ['Id', ['A', 'B'], LOOPED] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop of types',
      { 'Fn::ForEach::Loop': ['Type', ['Broker'], { X: { Type: 'AWS::AmazonMQ::${Type}' } }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop in a loop',
      { 'Fn::ForEach::Loop': ['Id', ['A'], { 'Fn::ForEach::Inner': ['Id2', ['B'], LOOPED] }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop of queues',
      { 'Fn::ForEach::Loop': ['Id', ['A', 'B'], { 'Queue${Id}': QUEUE }] },
      { notices: ['skipped 1 resource other than brokers.'] },
    ],
    [
      'a loop of queues and brokers',
      { 'Fn::ForEach::Loop': ['Id', ['A'], { 'Queue${Id}': QUEUE, 'Broker${Id}': BROKER }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop of what has no type',
      { 'Fn::ForEach::Loop': ['Id', ['A'], { 'Queue${Id}': QUEUE, X: {} }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop of a type that a function makes',
      { 'Fn::ForEach::Loop': ['Id', ['A'], { X: { Type: { Ref: 'T' } } }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop of what is null',
      { 'Fn::ForEach::Loop': ['Id', ['A'], { X: null }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop of types that begin with a variable',
      { 'Fn::ForEach::Loop': ['Type', ['AWS'], { X: { Type: '${Type}::SQS::Queue' } }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop of brokers in another case',
      { 'Fn::ForEach::Loop': ['Id', ['A'], { X: { Type: 'aws::amazonmq::broker' } }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop that is no list',
      { 'Fn::ForEach::Loop': { 2: { X: QUEUE } } },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop without resources',
      { 'Fn::ForEach::Loop': ['Id', ['A']] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop with a fourth element',
      { 'Fn::ForEach::Loop': ['Id', ['A'], { X: QUEUE }, { B: BROKER }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a macro with a list of queues',
      { 'Fn::Transform': ['Id', ['A'], { X: QUEUE }] },
      { problems: [`has "Fn::Transform" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    ['a nested stack', { Inner: { Type: 'AWS::CloudFormation::Stack' } }, { verdicts: ['unknown'] }],
    ['a stack set', { Set: { Type: 'AWS::CloudFormation::StackSet' } }, { verdicts: ['unknown'] }],
    ['an application of AWS SAM', { App: { Type: 'AWS::Serverless::Application' } }, { verdicts: ['unknown'] }],
    ['a module', { M: { Type: 'My::Broker::Cluster::MODULE' } }, { verdicts: ['unknown'] }],
    ['a product of AWS Service Catalog', { P: { Type: PRODUCT } }, { verdicts: ['unknown'] }],
    [
      'a loop of nested stacks',
      { 'Fn::ForEach::Loop': ['Id', ['A'], { 'Stack${Id}': { Type: 'AWS::CloudFormation::Stack' } }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
    [
      'a loop of products',
      { 'Fn::ForEach::Loop': ['Id', ['A'], { 'Product${Id}': { Type: PRODUCT } }] },
      { problems: [`has "Fn::ForEach::Loop" in its Resources, which may create brokers. ${PROCESSED}`] },
    ],
  ])('%s', (_, resources, found) => {
    expect(read(resources)).toEqual({ verdicts: [], notices: [], problems: [], ...found });
  });

  it.each([
    ['a module', 'My::Broker::Cluster::MODULE', PROCESSED],
    ['a product', PRODUCT, 'Evaluate the template of the product too.'],
  ])('what to do about %s is said', (_, Type, remedy) => {
    expect(judge(toYaml({ Resources: { X: { Type } } })).details).toEqual([
      `The template of X (${Type}) cannot be read. Brokers in it are not evaluated. ${remedy}`,
    ]);
  });

  it.each([
    'AWS::Serverless-2016-10-31',
    'AWS::LanguageExtensions',
    'AWS::SecretsManager-2024-09-16',
    'AWS::CodeDeployBlueGreen',
    ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'],
  ])('with the transform %j', (Transform) => {
    expect(read({ B: BROKER }, { Transform })).toEqual({ verdicts: PASS, notices: [], problems: [] });
  });

  it.each<[name: string, transform: unknown]>([
    ['MyMacro', 'MyMacro'],
    ['AWS::Include', { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } }],
    ['MyMacro', ['AWS::Serverless-2016-10-31', 'MyMacro']],
    ['unnamed', {}],
    ['AWS::Serverless-Foo', 'AWS::Serverless-Foo'],
    ...[
      'AWS::Serverless-2016-10-31',
      'AWS::SecretsManager-2024-09-16',
      'AWS::LanguageExtensions',
      'AWS::CodeDeployBlueGreen',
    ]
      .flatMap((name) => [`x${name}`, `${name}x`])
      .map((name): [string, unknown] => [name, name]),
  ])('with the macro %s, nothing is known', (name, Transform) => {
    const { readings, details } = judge(toYaml({ Resources: { B: BROKER }, Transform }));
    expect(readings.map(({ broker }) => broker.name)).toEqual(['orders']);
    expect(new Set(details)).toEqual(new Set([`The macro "${name}" of the template may change the broker.`]));
    expect(read({ B: BROKER }, { Transform })).toEqual({
      verdicts: UNKNOWN,
      notices: [],
      problems: [`has the macro "${name}", which may change or add brokers. ${PROCESSED}`],
    });
  });

  it.each([
    ['Fn::Transform', { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } }],
    ['Fn::ForEach::Loop', ['Id', ['A'], {}]],
  ])('with %s beside its sections, nothing is known', (name, value) => {
    expect(read({ B: BROKER }, { [name]: value })).toEqual({
      verdicts: UNKNOWN,
      notices: [],
      problems: [`has the macro "${name}", which may change or add brokers. ${PROCESSED}`],
    });
  });

  it.each([
    ['no resources', { AWSTemplateFormatVersion: '2010-09-09' }],
    ['null resources', { Resources: null }],
    ['a text', { AWSTemplateFormatVersion: '2010-09-09', Resources: 'x' }],
    ['a list', { AWSTemplateFormatVersion: '2010-09-09', Resources: [BROKER] }],
  ])('that are none: %s', (_, template) => {
    expect(judge(toYaml(template))).toMatchObject({
      verdicts: [],
      problems: ['is a template without Resources. Expected an object of resources by logical ID.'],
    });
  });
});

describe('address and line of a broker', () => {
  const places = (text: string) => judge(text).readings.map(({ address, line }) => [address, line]);
  const yaml = toYaml({ Resources: { Q: QUEUE, Orders: BROKER, Other: BROKER } });

  it.each<[name: string, text: string, expected: unknown]>([
    [
      'YAML',
      yaml,
      [
        ['Orders', 4],
        ['Other', 13],
      ],
    ],
    [
      'YAML with a byte order mark',
      `\u{feff}${yaml}`,
      [
        ['Orders', 4],
        ['Other', 13],
      ],
    ],
    [
      'YAML with carriage returns',
      yaml.replaceAll('\n', '\r\n'),
      [
        ['Orders', 4],
        ['Other', 13],
      ],
    ],
    [
      'YAML with a directive end and comments',
      `# one\n---\n# three\n${yaml}`,
      [
        ['Orders', 7],
        ['Other', 16],
      ],
    ],
    ['JSON', toJson({ Resources: { Orders: BROKER } }), [['Orders', 3]]],
    ['JSON with a byte order mark', `\u{feff}${toJson({ Resources: { Orders: BROKER } })}`, [['Orders', 3]]],
    ['JSON with carriage returns', toJson({ Resources: { Orders: BROKER } }).replaceAll('\n', '\r\n'), [['Orders', 3]]],
    ['JSON on one line', JSON.stringify({ Resources: { Orders: BROKER } }), [['Orders', 1]]],
    ['JSON with tabs', JSON.stringify({ Resources: { Orders: BROKER } }, undefined, '\t'), [['Orders', 3]]],
    [
      'resources that are an alias',
      `Metadata: &all ${JSON.stringify({ Orders: BROKER })}\nResources: *all\n`,
      [['Orders', undefined]],
    ],
    ['an id of every object', JSON.stringify({ Resources: { constructor: BROKER } }), [['constructor', 1]]],
    ['an id that makes objects', `{"Resources": {"__proto__": ${JSON.stringify(BROKER)}}}`, [['__proto__', 1]]],
  ])('in %s', (_, text, expected) => {
    expect(places(text)).toEqual(expected);
    expect(judge(text).verdicts).toContain('pass');
  });
});

it('aliases stand for what they name', () => {
  const text = `
Metadata: { logs: &logs { General: true } }
Resources:
  A: { Type: AWS::AmazonMQ::Broker, Properties: &all { EngineType: RABBITMQ, DeploymentMode: CLUSTER_MULTI_AZ, PubliclyAccessible: no, Logs: *logs } }
  B: { Type: AWS::AmazonMQ::Broker, Properties: *all }`;
  expect(judge(text).verdicts).toEqual([...PASS, ...PASS]);
});
