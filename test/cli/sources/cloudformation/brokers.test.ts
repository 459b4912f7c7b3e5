// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has them.
import { evaluate } from '../../support.ts';
import type { Json } from './support.ts';
import { GOOD, judge, PASS, SKIP, templateOf, toJson, toYaml, UNKNOWN } from './support.ts';

const NO_MODE = ['unknown', 'pass', 'pass'] as const;
const NO_ACCESS = ['pass', 'unknown', 'pass'] as const;
const NO_LOGGING = ['pass', 'pass', 'unknown'] as const;
const NOT_LOGGED = ['pass', 'pass', 'fail'] as const;

function without(name: keyof typeof GOOD): Json {
  const { [name]: _, ...others } = GOOD;
  return others;
}

const BROKERS: readonly (readonly [name: string, properties: unknown, verdicts: readonly string[]])[] = [
  ['a good cluster', GOOD, PASS],
  ['a single instance', { ...GOOD, DeploymentMode: 'SINGLE_INSTANCE' }, ['fail', 'pass', 'pass']],
  ['a mode of ActiveMQ', { ...GOOD, DeploymentMode: 'ACTIVE_STANDBY_MULTI_AZ' }, ['fail', 'pass', 'pass']],
  ['a mode that nobody knows', { ...GOOD, DeploymentMode: 'CLUSTER_MULTI_REGION' }, NO_MODE],
  ['a mode in lower case', { ...GOOD, DeploymentMode: 'cluster_multi_az' }, PASS],
  ['a mode in mixed case', { ...GOOD, DeploymentMode: 'Single_Instance' }, ['fail', 'pass', 'pass']],
  ['an empty mode', { ...GOOD, DeploymentMode: '' }, NO_MODE],
  ['a mode that is a list', { ...GOOD, DeploymentMode: ['CLUSTER_MULTI_AZ'] }, NO_MODE],
  ['no mode', without('DeploymentMode'), NO_MODE],
  ['a mode under a name in lower case', { ...without('DeploymentMode'), deploymentMode: 'CLUSTER_MULTI_AZ' }, NO_MODE],
  ['a null mode', { ...GOOD, DeploymentMode: null }, NO_MODE],
  ['an engine in lower case', { ...GOOD, EngineType: 'rabbitmq' }, PASS],
  ['an engine in mixed case', { ...GOOD, EngineType: 'RabbitMQ' }, PASS],
  ['no engine', without('EngineType'), UNKNOWN],
  ['a null engine', { ...GOOD, EngineType: null }, UNKNOWN],
  ['an engine that is a number', { ...GOOD, EngineType: 4 }, UNKNOWN],
  ['ActiveMQ', { ...GOOD, EngineType: 'ACTIVEMQ' }, SKIP],
  ['ActiveMQ in mixed case, public, without logs', { EngineType: 'ActiveMQ', PubliclyAccessible: true }, SKIP],
  ['ActiveMQ and nothing else', { EngineType: 'activemq' }, SKIP],
  ['a public broker', { ...GOOD, PubliclyAccessible: true }, ['pass', 'fail', 'pass']],
  ['a public broker as text', { ...GOOD, PubliclyAccessible: 'True' }, ['pass', 'fail', 'pass']],
  ['a private broker as text', { ...GOOD, PubliclyAccessible: 'false' }, PASS],
  ['a private broker as text in capitals', { ...GOOD, PubliclyAccessible: 'FALSE' }, PASS],
  ['no public access', without('PubliclyAccessible'), NO_ACCESS],
  ['public access "no" in quotes', { ...GOOD, PubliclyAccessible: 'no' }, NO_ACCESS],
  ['public access 0', { ...GOOD, PubliclyAccessible: 0 }, NO_ACCESS],
  ['public access 0.5', { ...GOOD, PubliclyAccessible: 0.5 }, NO_ACCESS],
  ['public access null', { ...GOOD, PubliclyAccessible: null }, NO_ACCESS],
  ['no Logs', without('Logs'), NOT_LOGGED],
  ['empty Logs', { ...GOOD, Logs: {} }, NOT_LOGGED],
  ['Logs with Audit only', { ...GOOD, Logs: { Audit: true } }, NOT_LOGGED],
  ['logging that is off', { ...GOOD, Logs: { General: false } }, NOT_LOGGED],
  ['logging that is off as text', { ...GOOD, Logs: { General: 'False' } }, NOT_LOGGED],
  ['logging that is on as text', { ...GOOD, Logs: { General: 'true' } }, PASS],
  ['logging that is null', { ...GOOD, Logs: { General: null } }, NO_LOGGING],
  ['logging that is a number', { ...GOOD, Logs: { General: 1 } }, NO_LOGGING],
  ['Logs that are null', { ...GOOD, Logs: null }, NO_LOGGING],
  ['Logs that are true', { ...GOOD, Logs: true }, NO_LOGGING],
  ['Logs that are a list', { ...GOOD, Logs: [{ General: true }] }, NO_LOGGING],
  ['no properties', undefined, UNKNOWN],
  ['null properties', null, UNKNOWN],
  ['properties that are a list', [GOOD], UNKNOWN],
];

describe.each([
  ['JSON', toJson],
  ['YAML', toYaml],
])('in %s', (_, write) => {
  it.each(BROKERS)('%s', (_, properties, verdicts) => {
    expect(judge(write(templateOf(properties))).verdicts).toEqual(verdicts);
  });

  it.each([
    [without('EngineType'), 'EngineType is missing from the template, but CloudFormation requires it.'],
    [without('DeploymentMode'), 'DeploymentMode is missing from the template, but CloudFormation requires it.'],
    [without('PubliclyAccessible'), 'PubliclyAccessible is missing from the template, but CloudFormation requires it.'],
    [{ ...GOOD, PubliclyAccessible: 'no' }, 'PubliclyAccessible has the invalid value "no" in the template.'],
    [
      { ...GOOD, PubliclyAccessible: null },
      'PubliclyAccessible is not known: it is null, and CloudFormation rejects null.',
    ],
    [{ ...GOOD, Logs: true }, 'Logs.General is not known: it is in true, and an object is required there.'],
  ])('why %j is not known', (properties, detail) => {
    expect(judge(write(templateOf(properties))).details).toContain(detail);
  });
});

it.each([
  [300, /, and there is no parameter "p{276}"\.$/],
  [301, /, and there is no parameter "p{276}…\.$/],
])('a reason of %d characters is printed in 300 of them', (length, detail) => {
  const DeploymentMode = { Ref: 'p'.repeat(length - 'there is no parameter ""'.length) };
  expect(judge(toJson(templateOf({ ...GOOD, DeploymentMode }))).details[0]).toMatch(detail);
});

describe('a scalar without quotes', () => {
  const text = (value: string) => `
    Resources:
      Broker:
        Type: AWS::AmazonMQ::Broker
        Properties: {EngineType: RABBITMQ, DeploymentMode: CLUSTER_MULTI_AZ, PubliclyAccessible: ${value}, Logs: {General: true}}`;

  it.each(['false', 'False', 'FALSE', 'no', 'No', 'NO', 'off', 'Off', 'OFF'])('%s is false', (value) => {
    expect(judge(text(value)).verdicts).toEqual(PASS);
  });

  it.each(['true', 'True', 'TRUE', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'])('%s is true', (value) => {
    expect(judge(text(value)).verdicts).toEqual(['pass', 'fail', 'pass']);
  });

  it.each([
    ['n', 'CloudFormation may read n as something else: put it in quotes'],
    ['!!bool no', 'CloudFormation may read no as something else: put it in quotes'],
    ['0.0', 'CloudFormation may read 0.0 as something else: put it in quotes'],
    ['0x0', 'CloudFormation may read 0x0 as something else: put it in quotes'],
    ['~', 'CloudFormation rejects null'],
  ])('%s is not known', (value, why) => {
    const { verdicts, details } = judge(text(value));
    expect(verdicts).toEqual(NO_ACCESS);
    expect(details[1]).toContain(why);
  });

  it.each(['!!str false', '"false"', "'False'", '! false', '!!str "FALSE"'])('%s is the text', (value) => {
    expect(judge(text(value)).verdicts).toEqual(PASS);
  });

  it.each(['nO', 'oFF', '0', 'nein', '"off"', '!!str no'])('%s is no boolean', (value) => {
    expect(judge(text(value)).verdicts).toEqual(NO_ACCESS);
  });
});

describe('of the audit log', () => {
  const ADVICE = 'Logs.Audit is true, but Amazon MQ rejects it because RabbitMQ has no audit logs. Remove Audit.';
  const audit = (value: unknown, properties: Json = {}) =>
    judge(
      toYaml(
        templateOf(
          { ...GOOD, ...properties, Logs: { General: true, Audit: value } },
          { Parameters: { On: { Type: 'String', Default: 'true' }, Any: { Type: 'String' } } },
        ),
      ),
    );

  it.each([
    ['true', true],
    ['"True"', 'True'],
    ['a parameter that is true', { Ref: 'On' }],
  ])('it is said that Amazon MQ refuses it: %s', (_, value) => {
    const { readings, verdicts } = audit(value);
    expect(readings.map(({ advice }) => advice)).toEqual([[ADVICE]]);
    expect(verdicts).toEqual(PASS);
  });

  it.each([
    ['false', false, {}],
    ['a parameter that is not known', { Ref: 'Any' }, {}],
    ['true or false', { 'Fn::If': ['Unknown', true, false] }, {}],
    ['true on ActiveMQ, which has one', true, { EngineType: 'ACTIVEMQ' }],
    ['true on an engine that is not known', true, { EngineType: { Ref: 'Any' } }],
  ])('nothing is said: %s', (_, value, properties) => {
    expect(audit(value, properties).readings.map(({ advice }) => advice)).toEqual([[]]);
  });
});

it.each([
  [
    '3.10.20',
    [
      'EngineVersion is 3.10, which Amazon MQ no longer accepts for new RabbitMQ brokers: choose one of 3.13, 4.2, 4.3.',
    ],
  ],
  ['3.13', []],
  ['4.2', []],
  ['5.0', []],
  [{ Ref: 'Version' }, []],
])('of the version %j it is said that it is gone, if it is', (EngineVersion, advice) => {
  const { readings } = judge(toYaml(templateOf({ ...GOOD, EngineVersion })));
  expect(readings.map((reading) => reading.advice)).toEqual([advice]);
});

it('the name of a broker is taken from the template where it is known', () => {
  const parameters = { Parameters: { Stage: { Type: 'String', Default: 'test' } } };
  const nameOf = (BrokerName: unknown) =>
    judge(toJson(templateOf({ ...GOOD, BrokerName }, parameters))).readings[0]?.broker.name;
  expect(nameOf('orders')).toBe('orders');
  expect(nameOf({ 'Fn::Sub': 'orders-${Stage}' })).toBe('orders-test');
  expect(nameOf({ 'Fn::Sub': '${AWS::StackName}-orders' })).toBeUndefined();
});

it.each([
  ['that is text', { 'aws:cdk:path': 'OrdersStack/Orders/Resource' }, 'OrdersStack/Orders/Resource'],
  ['that is no text', { 'aws:cdk:path': { Ref: 'Path' } }, undefined],
  ['without Metadata that is an object', 'text', undefined],
])('has the path of the CDK %s', async (_, Metadata, constructPath) => {
  const template = { Resources: { Orders: { Type: 'AWS::AmazonMQ::Broker', Metadata, Properties: GOOD } } };
  const { output } = await evaluate(template);
  expect(output.results.map((result) => result.constructPath)).toEqual(output.results.map(() => constructPath));
});
