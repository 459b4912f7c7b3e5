import { Aws, Duration } from 'aws-cdk-lib';
import type { CfnAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { docsUrl } from '../../checks/guide.ts';
import type { MetricName } from '../../checks/metrics.ts';
import { METRICS_NAMESPACE } from '../../checks/metrics.ts';
import { missingRolesQueryName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';

const PERIOD = Duration.minutes(5);

export interface AlarmsProps {
  readonly settings: Settings;
  readonly evaluator: IFunction;
  /** Whether the function assumes the evaluation role of other accounts, which may be missing. */
  readonly assumesRoles: boolean;
}

/** Alarms on problems that AWS Config does not show. The description of each says what it means and what to do. */
export function addAlarms(scope: Construct, { settings, evaluator, assumesRoles }: AlarmsProps): void {
  const options = { period: PERIOD, statistic: 'Sum' };
  const own = (metricName: MetricName) =>
    new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { service: settings.namePrefix },
      ...options,
    });
  // Not one alarm on the sum of errors and throttles: a sum has no value if one of the two has none, and a function
  // whose every invocation is throttled has no errors.
  const alarms = [
    createAlarm(
      scope,
      'Errors',
      evaluator.metricErrors(options),
      'The evaluator failed. Results may be stale. Lambda repeats the event twice. Its log has the reason.',
    ),
    createAlarm(
      scope,
      'Throttles',
      evaluator.metricThrottles(options),
      'The evaluator was throttled. Results are late. Check the Lambda concurrency of the account.',
    ),
    createAlarm(
      scope,
      'EventsDropped',
      evaluator.metric('AsyncEventsDropped', options),
      'Lambda gave up on an event of AWS Config after three failures or six hours. The queue of failed events has it. ' +
        'Fix the reason, then evaluate the rule again.',
    ),
    createAlarm(
      scope,
      'UnknownBrokers',
      own('UnknownBrokers'),
      'Some brokers could not be evaluated, and have no result. The log of the evaluator names them.',
    ),
    createSilenceAlarm(scope, evaluator, settings),
    ...(assumesRoles
      ? [
          createAlarm(
            scope,
            'RoleMissing',
            own('RoleMissing'),
            'The evaluator could not assume the evaluation role of an account. Nothing is evaluated there. ' +
              `The query ${missingRolesQueryName(settings)} in CloudWatch Logs Insights lists the accounts.`,
          ),
        ]
      : []),
  ];
  const { alarmTopicName } = settings;
  if (alarmTopicName === undefined) return;
  const topicArn = `arn:${Aws.PARTITION}:sns:${Aws.REGION}:${Aws.ACCOUNT_ID}:${alarmTopicName}`;
  const action = new SnsAction(Topic.fromTopicArn(scope, 'AlarmTopic', topicArn));
  for (const alarm of alarms) alarm.addAlarmAction(action);
}

/** Goes off at the first event in five minutes. */
function createAlarm(scope: Construct, id: string, metric: IMetric, meaning: string): Alarm {
  return new Alarm(scope, id, {
    metric,
    alarmDescription: describe(id, meaning),
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

const SCHEDULE_HOURS: Readonly<Record<Settings['frequency'], number>> = {
  One_Hour: 1,
  Three_Hours: 3,
  Six_Hours: 6,
  Twelve_Hours: 12,
  TwentyFour_Hours: 24,
};

/** AWS Config does not promise to keep the schedule to the minute. */
const MARGIN_HOURS = 2;

/**
 * Goes off if nothing invokes the function for longer than the schedule. Periods of an hour may cover seven days, shorter
 * ones only one: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
function createSilenceAlarm(scope: Construct, evaluator: IFunction, { frequency }: Settings): Alarm {
  const id = 'NoInvocations';
  const hours = SCHEDULE_HOURS[frequency] + MARGIN_HOURS;
  const alarm = new Alarm(scope, id, {
    metric: evaluator.metricInvocations({ period: Duration.hours(1), statistic: 'Sum' }),
    alarmDescription: describe(
      id,
      `AWS Config has not invoked the evaluator for ${hours} hours, although each rule has a schedule. ` +
        'Nothing is evaluated. Check that the conformance pack is deployed.',
    ),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    evaluationPeriods: hours,
    // A metric of Lambda has no value where there was no invocation.
    treatMissingData: TreatMissingData.BREACHING,
  });
  // Before the first deployment of the rules, nothing invokes the function. If no rule is created at all, the alarm goes
  // off after this time. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
  (alarm.node.defaultChild as CfnAlarm).warmUpConfiguration = { warmUpPeriodDurationInMinutes: hours * 60 };
  return alarm;
}

function describe(id: string, meaning: string): string {
  return `${meaning} What to do: ${docsUrl('monitoring', id.toLowerCase())}`;
}
