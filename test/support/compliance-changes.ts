import type { BusEvent } from '../../simulator/aws/messaging.ts';

type Result = readonly [complianceType: string, annotation?: string];

export interface ComplianceChange {
  readonly ruleName?: string;
  /** What the ARN of the rule has after `config-rule/`. */
  readonly ruleId?: string;
  readonly resourceType?: string;
  readonly messageType?: string;
  readonly source?: string;
  readonly detailType?: string;
  readonly now: Result;
  readonly before?: Result;
}

/**
 * An event of AWS Config, with the members that AWS documents and others have recorded: without an annotation where the
 * rule gave none, and without the result before where there was none.
 * https://docs.aws.amazon.com/config/latest/developerguide/example-config-rule-compliance-notification.html
 * https://github.com/awslabs/aws-config-rules, of a rule in a pack
 */
export function complianceChange({
  ruleName = 'rabbitmq-no-public-access-conformance-pack-qayjyopmd',
  ruleId = 'aws-service-rule/config-conforms.amazonaws.com/config-rule-axgui2',
  resourceType = 'AWS::AmazonMQ::Broker',
  messageType = 'ComplianceChangeNotification',
  source = 'aws.config',
  detailType = 'Config Rules Compliance Change',
  now,
  before,
}: ComplianceChange): BusEvent {
  const resourceId = 'b-1234a5b6-78cd-901e-2fgh-3i45j6k178l9';
  const result = ([complianceType, annotation]: Result) => ({
    evaluationResultIdentifier: {
      evaluationResultQualifier: { configRuleName: ruleName, resourceType, resourceId, evaluationMode: 'DETECTIVE' },
      orderingTimestamp: '2026-01-31T11:04:51.916Z',
    },
    complianceType,
    resultRecordedTime: '2026-01-31T11:05:04.582Z',
    configRuleInvokedTime: '2026-01-31T11:05:04.294Z',
    ...(annotation === undefined ? {} : { annotation }),
  });
  return {
    version: '0',
    id: 'f0eae78e-0ccc-4079-a509-206fca99c4fc',
    'detail-type': detailType,
    source,
    account: '111122223333',
    time: '2026-01-31T11:05:05Z',
    region: 'eu-west-1',
    resources: [],
    detail: {
      resourceId,
      awsRegion: 'eu-west-1',
      awsAccountId: '111122223333',
      configRuleName: ruleName,
      recordVersion: '1.0',
      configRuleARN: `arn:aws:config:eu-west-1:111122223333:config-rule/${ruleId}`,
      messageType,
      newEvaluationResult: result(now),
      ...(before ? { oldEvaluationResult: result(before) } : {}),
      notificationCreationTime: '2026-01-31T11:05:05.374Z',
      resourceType,
    },
  };
}
