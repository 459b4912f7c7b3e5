import { Aws, Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Alarm, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { METRICS_NAMESPACE, SERVICE_NAME } from '../../checks/metrics.ts';
import type { Settings } from '../settings/settings.ts';

const PERIOD = Duration.minutes(5);

/** Alarms on problems that AWS Config does not show: failed invocations and brokers that could not be read. */
export function addAlarms(scope: Construct, evaluator: IFunction, { alarmTopicName }: Settings): void {
  const unknown = new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: 'UnknownBrokers',
    dimensionsMap: { service: SERVICE_NAME },
    statistic: 'Sum',
    period: PERIOD,
  });
  // Not one alarm on the sum of errors and throttles: a sum has no value if one of the two has none, and a function
  // whose every invocation is throttled has no errors.
  const alarms = [
    createAlarm(
      scope,
      'Errors',
      evaluator.metricErrors({ period: PERIOD }),
      'The evaluator failed. Results may be stale. See its log.',
    ),
    createAlarm(
      scope,
      'Throttles',
      evaluator.metricThrottles({ period: PERIOD }),
      'The evaluator was throttled. Results may be late. Check the Lambda concurrency of the account.',
    ),
    createAlarm(
      scope,
      'UnknownBrokers',
      unknown,
      'Some brokers could not be evaluated. The log of the evaluator names them.',
    ),
  ];
  if (alarmTopicName === undefined) return;
  const topicArn = `arn:${Aws.PARTITION}:sns:${Aws.REGION}:${Aws.ACCOUNT_ID}:${alarmTopicName}`;
  const action = new SnsAction(Topic.fromTopicArn(scope, 'AlarmTopic', topicArn));
  for (const alarm of alarms) alarm.addAlarmAction(action);
}

function createAlarm(scope: Construct, id: string, metric: IMetric, alarmDescription: string): Alarm {
  return new Alarm(scope, id, {
    metric,
    alarmDescription,
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
