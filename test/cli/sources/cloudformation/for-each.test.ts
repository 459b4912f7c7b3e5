// biome-ignore-all lint/suspicious/noTemplateCurlyInString: loops have them.
import { GOOD, judge, PASS, toYaml, UNKNOWN } from './support.ts';

const TRANSFORM = 'AWS::LanguageExtensions';
const BROKER = { Type: 'AWS::AmazonMQ::Broker', Properties: { ...GOOD, BrokerName: 'mq-${Name}' } };
const QUEUE = { Type: 'AWS::SQS::Queue' };

/** @param sections others than the resources */
function expand(Resources: object, sections: object = {}) {
  const { readings, verdicts, problems, notices } = judge(toYaml({ Transform: TRANSFORM, ...sections, Resources }));
  return { brokers: readings.map(({ address, broker: { name } }) => [address, name]), verdicts, problems, notices };
}

function loop(collection: unknown, body: object = { 'Broker${Name}': BROKER }): object {
  return { 'Fn::ForEach::Brokers': ['Name', collection, body] };
}

const TWO = [
  ['BrokerA', 'mq-A'],
  ['BrokerB', 'mq-B'],
];

describe('a loop over', () => {
  it.each<[name: string, collection: unknown, sections?: object]>([
    ['texts', ['A', 'B']],
    [
      'the default of a parameter',
      { Ref: 'Names' },
      { Parameters: { Names: { Type: 'CommaDelimitedList', Default: 'A, B' } } },
    ],
    ['texts of functions', ['A', { 'Fn::Sub': 'B' }]],
    ['a list of a mapping', { 'Fn::FindInMap': ['M', 'a', 'b'] }, { Mappings: { M: { a: { b: ['A', 'B'] } } } }],
  ])('%s makes each of its resources', (_, collection, ...[sections]) => {
    expect(expand(loop(collection), sections)).toEqual({
      brokers: TWO,
      verdicts: [...PASS, ...PASS],
      problems: [],
      notices: [],
    });
  });

  it('nothing makes nothing', () => {
    expect(expand(loop([]))).toMatchObject({ brokers: [], problems: [] });
  });

  it('texts makes other resources, too', () => {
    const body = { 'Broker${Name}': BROKER, 'Queue${Name}': QUEUE };
    expect(expand({ Other: QUEUE, ...loop(['A', 'B'], body) })).toMatchObject({
      brokers: TWO,
      notices: ['skipped 3 resources other than brokers.'],
    });
  });

  it('texts within a loop makes the resources of both', () => {
    const inner = { 'Fn::ForEach::Inner': ['Size', ['S', 'L'], { 'Broker${Name}${Size}': BROKER }] };
    expect(expand(loop(['A', 'B'], inner)).brokers).toEqual([
      ['BrokerAS', 'mq-A'],
      ['BrokerAL', 'mq-A'],
      ['BrokerBS', 'mq-B'],
      ['BrokerBL', 'mq-B'],
    ]);
  });

  it('texts that begins with what the outer loop has makes each', () => {
    const inner = { 'Fn::ForEach::Inner${Name}': ['Id', ['${Name}1', '${Name}2'], { 'Broker${Id}': BROKER }] };
    expect(expand(loop(['A'], inner)).brokers.map(([address]) => address)).toEqual(['BrokerA1', 'BrokerA2']);
  });

  it('texts that are no logical IDs makes them so', () => {
    expect(expand(loop(['a.b'], { 'Broker&{Name}': BROKER })).brokers).toEqual([['Brokerab', 'mq-a.b']]);
  });

  it('modes and booleans decides what the checks say', () => {
    const Properties = { ...GOOD, DeploymentMode: { Ref: 'Name' } };
    const { verdicts } = expand(
      loop(['CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE'], { 'B&{Name}': { ...BROKER, Properties } }),
    );
    expect(verdicts).toEqual([...PASS, 'fail', 'pass', 'pass']);
  });

  it('texts gives each of its brokers its line', () => {
    const { readings } = judge(toYaml({ Transform: TRANSFORM, Resources: loop(['A', 'B']) }));
    expect(readings.map(({ line }) => line)).toEqual([3, 3]);
  });

  it('texts keeps a condition', () => {
    const Conditions = { IsA: { 'Fn::Equals': ['a', 'a'] }, IsB: { 'Fn::Equals': ['a', 'b'] } };
    const body = { 'Broker${Name}': { ...BROKER, Condition: 'Is${Name}' } };
    expect(expand(loop(['A', 'B'], body), { Conditions })).toMatchObject({
      brokers: [TWO[0]],
      notices: ['skipped BrokerB, because its condition IsB is false.'],
    });
  });
});

const MANY = Array.from({ length: 501 }, (_, index) => `N${index}`);

describe('a loop is not known', () => {
  it.each<[name: string, resources: object, sections?: object]>([
    ['without the transform', loop(['A']), { Transform: undefined }],
    ['over a parameter without a value', loop({ Ref: 'P' }), { Parameters: { P: { Type: 'CommaDelimitedList' } } }],
    ['over a text', loop('A')],
    ['over an object', loop([{ a: 1 }])],
    ['over the region', loop([{ Ref: 'AWS::Region' }])],
    ['that makes a resource twice', loop(['A', 'B'], { Broker: BROKER })],
    ['that makes a resource that is there', { BrokerA: QUEUE, ...loop(['A']) }],
    ['with a fourth element', { 'Fn::ForEach::Brokers': ['Name', ['A'], { 'Broker${Name}': BROKER }, {}] }],
    ['without a body', { 'Fn::ForEach::Brokers': ['Name', ['A']] }],
    ['with a list of identifiers', { 'Fn::ForEach::Brokers': [['Name'], ['A'], { 'Broker${Name}': BROKER }] }],
    [
      'with a loop over what is not known',
      loop(['A'], { 'Fn::ForEach::I': ['X', { Ref: 'AWS::Region' }, { Q: BROKER }] }),
    ],
    ['with a macro', loop(['A'], { 'Fn::Transform': { Name: 'Any' } })],
    ['that makes more resources than a stack has', loop(MANY)],
  ])('%s', (_, resources, ...[sections]) => {
    expect(expand(resources, sections)).toMatchObject({
      brokers: [],
      problems: [expect.stringMatching(/^has "Fn::ForEach::Brokers" in its Resources, which may create brokers\./)],
    });
  });

  it('if it would need too much memory', () => {
    let body: object = { 'Broker${Name}': BROKER };
    for (let depth = 0; depth < 7; depth += 1) {
      body = { [`Fn::ForEach::Loop${depth}`]: [`I${depth}`, MANY.slice(0, 40), body] };
    }
    expect(expand(body).problems).toEqual([expect.stringMatching(/^has "Fn::ForEach::Loop6" in its Resources/)]);
  });

  it('if another macro may change it', () => {
    const { verdicts } = expand(loop(['A']), { Transform: [TRANSFORM, 'Mine'] });
    expect(verdicts).toEqual(UNKNOWN);
  });
});

it('what a reference to another name says is not replaced', () => {
  const Properties = { ...GOOD, BrokerName: { Ref: 'Other' }, DeploymentMode: '${!Name}' };
  expect(expand(loop(['A'], { 'Broker${Name}': { ...BROKER, Properties } }))).toMatchObject({
    brokers: [['BrokerA', undefined]],
    verdicts: ['unknown', 'pass', 'pass'],
  });
});
