import type { Rule } from '../aws/aws-state.ts';
import type { Result, Simulation } from '../aws/simulation.ts';
import { defaultBusArn, deliverEvent } from '../events/deliver.ts';

/**
 * Sends the event that a rule has another result for a resource, if it has.
 * https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
 * Samples: https://docs.aws.amazon.com/config/latest/developerguide/example-config-rule-compliance-notification.html
 * @param before the result until now, if there was one
 */
export function sendComplianceChange(
  { state }: Simulation,
  ruleArn: string,
  result: Result,
  before: Result | undefined,
): void {
  const rule = state.rules.get(ruleArn);
  if (!rule || before?.compliance === result.compliance) return;
  const { accountId, region } = rule;
  const time = new Date(state.now()).toISOString();
  deliverEvent(state, defaultBusArn(state, rule), {
    version: '0',
    id: `00000000-0000-4000-8000-${state.unique(12)}`,
    'detail-type': 'Config Rules Compliance Change',
    source: 'aws.config',
    account: accountId,
    time: time.replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [],
    detail: {
      resourceId: result.resourceId,
      awsRegion: region,
      awsAccountId: accountId,
      configRuleName: rule.name,
      recordVersion: '1.0',
      configRuleARN: rule.arn,
      messageType: 'ComplianceChangeNotification',
      newEvaluationResult: inEventForm(rule, result),
      // The first result has none before it.
      ...(before ? { oldEvaluationResult: inEventForm(rule, before) } : {}),
      notificationCreationTime: time,
      resourceType: result.resourceType,
    },
  });
}

function inEventForm({ name }: Rule, result: Result) {
  const { resourceType, resourceId, compliance, annotation, orderingTime, recordedTime } = result;
  const recorded = new Date(recordedTime).toISOString();
  return {
    evaluationResultIdentifier: {
      evaluationResultQualifier: { configRuleName: name, resourceType, resourceId, evaluationMode: 'DETECTIVE' },
      orderingTimestamp: new Date(orderingTime).toISOString(),
    },
    complianceType: compliance,
    resultRecordedTime: recorded,
    configRuleInvokedTime: recorded,
    ...(annotation === undefined ? {} : { annotation }),
  };
}
