import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { Match } from 'aws-cdk-lib/aws-events';

/**
 * The ARNs of the rules of packs, in any account and region. Whoever creates a rule chooses its name, but not its ARN.
 * https://docs.aws.amazon.com/config/latest/developerguide/service-linked-awsconfig-rules.html
 */
const RULE_OF_A_PACK = '*:config-rule/aws-service-rule/config-conforms.amazonaws.com/*';

export const COMPLIANCE_CHANGE = 'Config Rules Compliance Change';

/**
 * Matches the events with which AWS Config says that a rule of our pack has another result for a broker.
 * https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
 * @param ruleNames as the pack has them; an account's rules have a suffix after them
 * @param detail what else must be in the event
 */
export function complianceChanges(
  ruleNames: readonly string[],
  detail: Readonly<Record<string, unknown>> = {},
): EventPattern {
  return {
    source: ['aws.config'],
    detailType: [COMPLIANCE_CHANGE],
    detail: {
      messageType: ['ComplianceChangeNotification'],
      resourceType: ['AWS::AmazonMQ::Broker'],
      // The whole of what stands before AWS Config's own characters, so that no rule with a longer name matches.
      configRuleName: Match.anyOf(...ruleNames.map((name) => Match.prefix(`${name}-conformance-pack-`))),
      configRuleARN: Match.wildcard(RULE_OF_A_PACK),
      ...detail,
    },
  };
}
