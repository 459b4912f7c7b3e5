// biome-ignore-all lint/suspicious/noTemplateCurlyInString: loops have them.
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import { GOOD, judge, toYaml } from './support.ts';

const OWN = { checks: ['rabbitmq-general-logging'], reason: 'Holds no data.', until: '2027-03-31' };

/** What is read from the metadata of a broker. */
function read(metadata: string | object) {
  const text = typeof metadata === 'string' ? metadata : JSON.stringify(metadata);
  const { readings, problems } = judge(`
Resources:
  Orders:
    Type: AWS::AmazonMQ::Broker
    Metadata: ${text}
    Properties: ${JSON.stringify(GOOD)}
`);
  return { metadata: readings[0]?.metadata, problems };
}

describe('the metadata of a broker', () => {
  it('is read as it is, with dates and numbers in other notations as texts', () => {
    const text = `{ rabbitmq-conformance: { exempt: [{ checks: [a], until: 2027-03-31, ticket: 010, reason: yes }] } }`;

    expect(read(text)).toEqual({
      metadata: { exempt: [{ checks: ['a'], until: '2027-03-31', ticket: '010', reason: true }] },
      problems: [],
    });
  });

  it.each<[string, object]>([
    ['of another program', { 'aws:cdk:path': 'Stack/Orders' }],
    ['in another case', { 'RabbitMQ-Conformance': { exempt: [OWN] } }],
    ['that is inherited by every object', { constructor: 1 }],
    ['that a function makes', { 'Fn::If': ['A', { 'rabbitmq-conformance': { exempt: [OWN] } }, {}] }],
  ])('has nothing for this program in a member %s', (_what, metadata) => {
    expect(read(metadata)).toEqual({ metadata: undefined, problems: [] });
  });

  it.each([
    ['in a member', '{ rabbitmq-conformance: { exempt: [{ reason: !Ref Reason }] } }', '!Ref Reason'],
    ['in a list', '{ rabbitmq-conformance: { exempt: [{ checks: [!Sub "${Check}"] }] } }', '!Sub "${Check}"'],
    ['for the whole', '{ rabbitmq-conformance: !If [A, {}, {}] }', '!If [A, {}, {}]'],
    ['with other members', '{ rabbitmq-conformance: { exempt: [{ Ref: A, reason: x }] } }', '!Ref A'],
  ])('may have no function %s', (_what, metadata, expression) => {
    const message = `the metadata "rabbitmq-conformance" has ${expression}. Expected literal values, without functions.`;
    expect(read(metadata)).toEqual({ metadata: new InputError(message), problems: [] });
  });

  it('is that of each broker that a loop makes', () => {
    const broker = { Type: 'AWS::AmazonMQ::Broker', Metadata: { 'rabbitmq-conformance': { exempt: [OWN] } } };
    const Resources = {
      'Fn::ForEach::Brokers': ['Name', ['A', 'B'], { 'Broker${Name}': { ...broker, Properties: GOOD } }],
    };
    const { readings } = judge(toYaml({ Transform: 'AWS::LanguageExtensions', Resources }));

    expect(readings.map(({ address, metadata }) => [address, metadata])).toEqual([
      ['BrokerA', { exempt: [OWN] }],
      ['BrokerB', { exempt: [OWN] }],
    ]);
  });

  it('takes no time for aliases of aliases', () => {
    const levels = Array.from({ length: 20 }, (_, level) => `&l${level + 1} [*l${level}, *l${level}, *l${level}]`);
    const anchors = [`&l0 x`, ...levels].map((value) => `      - ${value}`).join('\n');
    const text = `Resources:\n  Orders:\n    Type: AWS::AmazonMQ::Broker\n    Metadata:\n      rabbitmq-conformance:\n${anchors}\n`;

    expect(judge(text).readings).toHaveLength(1);
  });
});
