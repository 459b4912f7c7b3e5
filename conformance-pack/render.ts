import { stringify } from 'yaml';
import type { Check } from '../checks/check.ts';
import { BROKER_RESOURCE_TYPE } from '../checks/configuration-item.ts';
import { guideUrl } from '../checks/guide.ts';

/** Where the pack is committed. */
export const PACK_PATH = 'conformance-pack/rabbitmq-conformance.yaml';

// A custom rule may have both triggers. An item too large for an event comes as an oversized one.
// https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config-rules.html
const CHANGE_MESSAGES = ['ConfigurationItemChangeNotification', 'OversizedConfigurationItemChangeNotification'];

/**
 * The conformance pack as YAML: a rule for each check. Only parameters and literals, as nothing else is certain
 * to work in a pack, so that it can also be deployed by hand.
 * https://docs.aws.amazon.com/config/latest/developerguide/custom-conformance-pack.html
 */
export function renderPack(checks: readonly Check[]): string {
  const pack = {
    Parameters: {
      EvaluatorFunctionArn: {
        Type: 'String',
        Description: 'ARN of the Lambda function that evaluates the brokers, in the region of the pack.',
      },
      Frequency: {
        Type: 'String',
        Description:
          'How often all brokers are evaluated, besides every change of one: ' +
          'One_Hour, Three_Hours, Six_Hours, Twelve_Hours or TwentyFour_Hours.',
        Default: 'TwentyFour_Hours',
      },
    },
    Resources: Object.fromEntries(checks.map((check) => [logicalId(check.id), renderRule(check)])),
  };
  return `# Generated from the registry of checks by npm run generate.\n${stringify(pack, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function renderRule({ id, description }: Check) {
  return {
    Type: 'AWS::Config::ConfigRule',
    Properties: {
      ConfigRuleName: id,
      Description: `${description} ${guideUrl({ id })}`,
      InputParameters: { checks: id },
      Scope: { ComplianceResourceTypes: [BROKER_RESOURCE_TYPE] },
      Source: {
        Owner: 'CUSTOM_LAMBDA',
        SourceIdentifier: { Ref: 'EvaluatorFunctionArn' },
        SourceDetails: [
          ...CHANGE_MESSAGES.map((MessageType) => ({ EventSource: 'aws.config', MessageType })),
          {
            EventSource: 'aws.config',
            MessageType: 'ScheduledNotification',
            MaximumExecutionFrequency: { Ref: 'Frequency' },
          },
        ],
      },
    },
  };
}

/** `rabbitmq-no-public-access` → `RabbitmqNoPublicAccess`. */
function logicalId(id: string): string {
  return id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
