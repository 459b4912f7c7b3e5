import { Aws } from 'aws-cdk-lib';
import { parse, stringify } from 'yaml';
import { logRemediationName } from '../settings/names.ts';
import { LOGGING_RULE } from '../settings/pack.ts';
import type { Settings } from '../settings/settings.ts';

const AUTOMATIC = {
  // The defaults: after five failed attempts within a minute, AWS Config stops trying.
  MaximumAutomaticAttempts: 5,
  RetryAttemptSeconds: 60,
  // Less than the defaults of 10 and 50: nobody watches, so few brokers change at a time, and the first errors end it.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-config-remediationconfiguration-ssmcontrols.html
  ExecutionControls: { SsmControls: { ConcurrentExecutionRatePercentage: 5, ErrorPercentage: 5 } },
} as const;

/**
 * The ARN of the role with the fixed name that it has in all accounts of an organization. AWS Config replaces the ID of
 * the administrator account with the ID of each account; see docs/assumptions.md.
 */
export function namedRoleArn(settings: Settings): string {
  return `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role${settings.rolePath}${logRemediationName(settings)}`;
}

/**
 * The pack of the settings, with the remediation of the general logging rule if the settings enable it.
 * @param roleArn goes into the pack as text, because neither a parameter nor a function is allowed there
 * https://docs.aws.amazon.com/config/latest/developerguide/cpack-prerequisites.html#cpack-prerequisites-remediations
 */
export function remediatedPack(settings: Settings, roleArn: string): string {
  const { logRemediation, pack } = settings;
  if (logRemediation === 'none') return pack.template;
  const template = parse(pack.template);
  const ruleId = Object.keys(template.Resources).find(
    (id) => template.Resources[id].Properties.ConfigRuleName === LOGGING_RULE,
  );
  if (ruleId === undefined) throw new RangeError(`The pack has no rule ${LOGGING_RULE}.`);
  const isAutomatic = logRemediation === 'automatic';
  template.Resources[`${ruleId}Remediation`] = {
    Type: 'AWS::Config::RemediationConfiguration',
    DependsOn: ruleId,
    Properties: {
      ConfigRuleName: LOGGING_RULE,
      ResourceType: 'AWS::AmazonMQ::Broker',
      TargetType: 'SSM_DOCUMENT',
      TargetId: logRemediationName(settings),
      Parameters: {
        AutomationAssumeRole: { StaticValue: { Values: [roleArn] } },
        BrokerId: { ResourceValue: { Value: 'RESOURCE_ID' } },
      },
      Automatic: isAutomatic,
      ...(isAutomatic ? AUTOMATIC : {}),
    },
  };
  return stringify(template, { lineWidth: 0, aliasDuplicateObjects: false });
}
