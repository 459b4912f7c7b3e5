import { Match } from 'aws-cdk-lib/assertions';
import { METRICS_NAMESPACE, SERVICE_NAME } from '../../checks/metrics.ts';
import type { Context, Resource } from '../support/cdk.ts';
import { innerTemplate, SHAPES, synthesize, synthesizeOne } from '../support/cdk.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const FUNCTION = 'AWS::Lambda::Function';

const account = synthesizeOne(SHAPES.account).template;
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY_ARN = `arn:aws:kms:eu-west-1:111122223333:key/${KEY_ID}`;
const OF_STACK = 'arn:<AWS::Partition>:kms:<AWS::Region>';
const MULTI_REGION_KEY_ID = 'mrk-1234abcd12ab34cd56ef1234567890ab';

function accountWith(context: Context) {
  return synthesizeOne({ ...SHAPES.account, ...context }).template;
}

function alarms(template: typeof account): readonly Resource['Properties'][] {
  return Object.values(template.findResources(ALARM)).map(({ Properties }) => Properties);
}

describe('the function', () => {
  it('has room and time for thousands of brokers', () => {
    account.hasResourceProperties(FUNCTION, { Timeout: 300, MemorySize: 256 });
  });

  it('reserves concurrency only where that is asked for, as new accounts have none to reserve', () => {
    account.hasResourceProperties(FUNCTION, { ReservedConcurrentExecutions: Match.absent() });
    accountWith({ reservedConcurrency: '5' }).hasResourceProperties(FUNCTION, { ReservedConcurrentExecutions: 5 });
  });

  it('writes to the log group that is in the stack', () => {
    const [id] = Object.keys(account.findResources(LOG_GROUP));
    account.hasResourceProperties(FUNCTION, { LoggingConfig: { LogGroup: `<${id}>` } });
    account.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: `<${id}.Arn>` }),
            ]),
          },
        },
      ],
    });
  });
});

describe('the log group', () => {
  it('is kept for a year, without a key and beyond the stack', () => {
    account.hasResource(LOG_GROUP, {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { RetentionInDays: 365, KmsKeyId: Match.absent(), LogGroupName: Match.absent() },
    });
  });

  it('is kept for as long as is asked for', () => {
    accountWith({ logRetentionDays: '30' }).hasResourceProperties(LOG_GROUP, { RetentionInDays: 30 });
  });

  it.each([
    ['a key of the account', KEY_ID, `${OF_STACK}:<AWS::AccountId>:key/${KEY_ID}`],
    [
      'a multi-Region key of the account',
      MULTI_REGION_KEY_ID,
      `${OF_STACK}:<AWS::AccountId>:key/${MULTI_REGION_KEY_ID}`,
    ],
    // Which is in no other region than that of its ARN.
    ['a key of another account', KEY_ARN, KEY_ARN],
    // Whose ARN has another region in each.
    [
      'a multi-Region key of another account',
      `arn:aws:kms:us-east-1:111122223333:key/${MULTI_REGION_KEY_ID}`,
      `${OF_STACK}:111122223333:key/${MULTI_REGION_KEY_ID}`,
    ],
  ])('can be encrypted with %s, whether the region is given or not', (_, logKmsKey, arn) => {
    for (const regions of [{}, { regions: 'eu-west-1' }]) {
      accountWith({ ...regions, logKmsKey }).hasResourceProperties(LOG_GROUP, { KmsKeyId: arn });
    }
  });
});

describe('the alarms', () => {
  it('look on errors, throttles and unknown brokers, one each', () => {
    const [id] = Object.keys(account.findResources(FUNCTION));
    const ofFunction = { Namespace: 'AWS/Lambda', Dimensions: [{ Name: 'FunctionName', Value: `<${id}>` }] };
    const metrics = alarms(account).map(({ Namespace, MetricName, Dimensions }) => ({
      Namespace,
      MetricName,
      Dimensions,
    }));
    expect(metrics).toEqual([
      { ...ofFunction, MetricName: 'Errors' },
      { ...ofFunction, MetricName: 'Throttles' },
      {
        Namespace: METRICS_NAMESPACE,
        MetricName: 'UnknownBrokers',
        Dimensions: [{ Name: 'service', Value: SERVICE_NAME }],
      },
    ]);
  });

  it('go off at the first, and not for want of data', () => {
    for (const alarm of alarms(account)) {
      expect(alarm).toMatchObject({
        Statistic: 'Sum',
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        EvaluationPeriods: 1,
        Period: 300,
        TreatMissingData: 'notBreaching',
      });
      expect(alarm).not.toHaveProperty('AlarmActions');
      expect(alarm).not.toHaveProperty('AlarmName');
    }
  });

  it('tell a topic in the account and region of the function', () => {
    const topic = 'arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:ops';
    const told = alarms(accountWith({ alarmTopicName: 'ops' })).map(({ AlarmActions }) => AlarmActions);
    expect(told).toEqual([[topic], [topic], [topic]]);
  });

  it('can be left out', () => {
    accountWith({ alarms: 'false' }).resourceCountIs(ALARM, 0);
  });

  it('are in each region of an organization, and in a stack-set where that is asked for', () => {
    for (const { name, template } of synthesize(SHAPES.organization)) {
      template.resourceCountIs(ALARM, name.includes('-evaluator-') ? 3 : 0);
    }
    const [stackSet] = synthesize({ ...SHAPES['stack-set'], alarms: true, alarmTopicName: 'ops' });
    if (stackSet) innerTemplate(stackSet).template.resourceCountIs(ALARM, 3);
  });
});
