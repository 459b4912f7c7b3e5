import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { warnOfEndedExemptions } from '../constructs/ended-exemptions.ts';
import { outputLogRemediation } from '../constructs/log-remediation.ts';
import { outputManagementAccount } from '../constructs/management-account-commands.ts';
import { outputStatus } from '../constructs/pack-outputs.ts';
import { MAX_TEMPLATE_BODY_LENGTH, ServiceManagedStackSet, synthesizeTemplate } from '../constructs/stack-set.ts';
import { packName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings.ts';
import { ACCOUNT_DESCRIPTION, addAccountPack } from './account.ts';
import type { ShapeProps } from './shape-props.ts';

/** `stack-set`: the function and the pack in each account and region. */
export class StackSetStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, {
      description: 'Deploys AWS Config rules for Amazon MQ RabbitMQ brokers to organizational units.',
      ...props,
    });
    new ServiceManagedStackSet(this, 'Accounts', {
      settings,
      stackSetName: packName(settings),
      description: ACCOUNT_DESCRIPTION,
      template: accountTemplate(settings),
      regions: settings.regions,
      excludedAccounts: settings.excludedAccounts,
      autoDeploymentDependsOn: settings.autoDeploymentDependsOn,
      capability: 'CAPABILITY_IAM',
    });
    warnOfEndedExemptions(this, settings);
    outputStatus(this, settings);
    outputLogRemediation(this, settings);
    outputManagementAccount(this, settings);
  }
}

/** The template of the StackSet for the deployment `stack-set`. */
export function accountTemplate(settings: Settings): string {
  const template = synthesizeTemplate(ACCOUNT_DESCRIPTION, (stack) => addAccountPack(stack, settings, 'inline'));
  const length = Buffer.byteLength(template);
  const entries = settings.ruleExemptions.current.length;
  if (length <= MAX_TEMPLATE_BODY_LENGTH || entries === 0) return template;
  throw new SettingsError(
    `Setting "exemptions" is "${settings.exemptions}": its ${entries} entries for brokers make the template of deployment "stack-set" ` +
      `${length - MAX_TEMPLATE_BODY_LENGTH} bytes too large. It has ${length} bytes, and AWS allows ${MAX_TEMPLATE_BODY_LENGTH}. ` +
      'Combine entries, for example with * and "accounts", shorten the reasons, or choose deployment "organization", which ' +
      'has no such limit.',
  );
}
