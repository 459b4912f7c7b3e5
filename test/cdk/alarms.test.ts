import { readFileSync } from 'node:fs';
import { docsUrl } from '../../checks/guide.ts';
import { METRICS_NAMESPACE } from '../../checks/metrics.ts';
import type { Context, propertiesOf, SynthesizedStack } from '../support/cdk.ts';
import { innerTemplate, SHAPES, synthesize, synthesizeOne } from '../support/cdk.ts';

const ALARM = 'AWS::CloudWatch::Alarm';

type Alarms = ReadonlyMap<string, ReturnType<typeof propertiesOf>[number]>;

/** The alarms of a template, by their metrics. */
function alarmsIn({ template }: Pick<SynthesizedStack, 'template'>): Alarms {
  return new Map(
    Object.values(template.findResources(ALARM)).map(({ Properties }) => [String(Properties.MetricName), Properties]),
  );
}

function evaluatorOf(context: Context): SynthesizedStack {
  const found = synthesize(context).find(({ name }) => name.includes('-evaluator-'));
  if (!found) throw new Error('There is no evaluator.');
  return found;
}

const organization = evaluatorOf(SHAPES.organization);
const alarms = alarmsIn(organization);
const accountWith = (context: Context) => alarmsIn(synthesizeOne({ ...SHAPES.account, ...context }));

function inStackSet(context: Context): Alarms {
  const [stack] = synthesize({ ...SHAPES['stack-set'], ...context });
  if (!stack) throw new Error('There is no stack.');
  return alarmsIn(innerTemplate(stack));
}

const OF_ACCOUNT = ['Errors', 'Throttles', 'AsyncEventsDropped', 'UnknownBrokers', 'Invocations'];

test('each failure that AWS Config does not show has an alarm; roles can be missing in an organization only', () => {
  expect([...alarms.keys()]).toEqual([...OF_ACCOUNT, 'RoleMissing']);
  expect([...accountWith({}).keys()]).toEqual(OF_ACCOUNT);
});

test('they look on the metrics of Lambda for the function, or on those of the deployment', () => {
  const [id] = Object.keys(organization.template.findResources('AWS::Lambda::Function'));
  const ofFunction = ['AWS/Lambda', [{ Name: 'FunctionName', Value: `<${id}>` }]];
  const own = [METRICS_NAMESPACE, [{ Name: 'service', Value: 'rabbitmq-conformance' }]];
  const looked = [...alarms].map(([name, { Namespace, Dimensions }]) => [name, [Namespace, Dimensions]]);
  expect(Object.fromEntries(looked)).toEqual({
    ...{ Errors: ofFunction, Throttles: ofFunction, AsyncEventsDropped: ofFunction, Invocations: ofFunction },
    ...{ UnknownBrokers: own, RoleMissing: own },
  });
});

test('a deployment with another prefix has other metrics', () => {
  const { Dimensions } = accountWith({ namePrefix: 'mq' }).get('UnknownBrokers') ?? {};
  expect(Dimensions).toEqual([{ Name: 'service', Value: 'mq' }]);
});

test('they go off at the first event in five minutes, and not for want of data', () => {
  for (const [name, alarm] of alarms) {
    if (name === 'Invocations') continue;
    expect(alarm).toMatchObject({
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      Period: 300,
      TreatMissingData: 'notBreaching',
    });
    expect(alarm).not.toHaveProperty('WarmUpConfiguration');
  }
});

test.each([
  ['One_Hour', 3],
  ['Three_Hours', 5],
  ['Six_Hours', 8],
  ['Twelve_Hours', 14],
  ['TwentyFour_Hours', 26],
])('on the schedule %s, %i hours without an invocation are too many, also after the deployment', (frequency, hours) => {
  expect(accountWith({ frequency }).get('Invocations')).toMatchObject({
    Statistic: 'Sum',
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    EvaluationPeriods: hours,
    Period: 3_600,
    TreatMissingData: 'breaching',
    WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: hours * 60 },
    AlarmDescription: expect.stringContaining(` for ${hours} hours`),
  });
});

test('CloudWatch takes their periods and times', () => {
  for (const frequency of ['One_Hour', 'TwentyFour_Hours']) {
    for (const { Period, EvaluationPeriods, WarmUpConfiguration } of accountWith({ frequency }).values()) {
      expect(Period * EvaluationPeriods).toBeLessThanOrEqual(Period < 3_600 ? 86_400 : 604_800);
      expect(WarmUpConfiguration?.WarmUpPeriodDurationInMinutes ?? 1).toBeLessThanOrEqual(2_880);
    }
  }
});

test('the description of each says what it means, and links to what to do', () => {
  const sections = [...readFileSync('docs/monitoring.md', 'utf8').matchAll(/^### (\w+)$/gm)].map(
    ([, name = '']) => name,
  );
  const links = [...alarms.values()].map(({ AlarmDescription }) => {
    const [, meaning = '', link] = /^(.*\.) What to do: (\S+)$/.exec(AlarmDescription) ?? [];
    expect(meaning.split(' ').length).toBeGreaterThan(10);
    return link;
  });
  expect(links).toEqual(sections.map((name) => docsUrl('monitoring', name.toLowerCase())));
});

test('they tell a topic in the account and region of the function, if there is one', () => {
  const topic = 'arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:ops';
  const told = [...accountWith({ alarmTopicName: 'ops' }).values()].map(({ AlarmActions }) => AlarmActions);
  expect(told).toEqual(OF_ACCOUNT.map(() => [topic]));
  for (const alarm of alarms.values()) {
    expect(alarm).not.toHaveProperty('AlarmActions');
    expect(alarm).not.toHaveProperty('AlarmName');
  }
});

test('they can be left out, and are in a stack-set only where that is asked for', () => {
  expect(accountWith({ alarms: 'false' }).size).toBe(0);
  expect(inStackSet({}).size).toBe(0);
  expect([...inStackSet({ alarms: true, alarmTopicName: 'ops' }).keys()]).toEqual(OF_ACCOUNT);
});

test('each region of an organization has them, once', () => {
  for (const { name, template } of synthesize(SHAPES.organization)) {
    template.resourceCountIs(ALARM, name.includes('-evaluator-') ? 6 : 0);
  }
});
