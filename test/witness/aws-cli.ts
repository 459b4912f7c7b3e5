import { brokerIdOf } from '../simulator/support.ts';

export const BROKER_TYPE = 'AWS::AmazonMQ::Broker';

/** Command lines of the AWS CLI. */
export const COMMANDS = {
  list: (...options: string[]) => ['mq', 'list-brokers', ...options],
  describe: (brokerId: string) => ['mq', 'describe-broker', '--broker-id', brokerId],
  put: (resultToken: string, evaluations: readonly object[]) => [
    ...['configservice', 'put-evaluations', '--result-token', resultToken],
    ...['--evaluations', JSON.stringify(evaluations)],
  ],
  details: (rule: string, ...options: string[]) => [
    ...['configservice', 'get-compliance-details-by-config-rule', '--config-rule-name', rule, ...options],
  ],
  history: (resourceId: string, ...options: string[]) => [
    ...['configservice', 'get-resource-config-history', '--resource-type', BROKER_TYPE],
    ...['--resource-id', resourceId, ...options],
  ],
  discovered: (...options: string[]) => [
    ...['configservice', 'list-discovered-resources', '--resource-type', BROKER_TYPE, ...options],
  ],
  assume: (roleArn: string) => ['sts', 'assume-role', '--role-arn', roleArn, '--role-session-name', 'witness'],
};

/** An evaluation as the AWS CLI takes it. */
export function evaluation(number: number, ComplianceType: string) {
  return {
    ComplianceResourceType: BROKER_TYPE,
    ComplianceResourceId: brokerIdOf(number),
    ComplianceType,
    Annotation: `about ${number}`,
    OrderingTimestamp: '2026-01-31T11:00:00Z',
  };
}
