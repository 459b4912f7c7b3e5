import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { warnOfEndedExemptions } from '../constructs/ended-exemptions.ts';
import { outputLogRemediation } from '../constructs/log-remediation.ts';
import { outputManagementAccount } from '../constructs/management-account-commands.ts';
import { outputStatus } from '../constructs/pack-outputs.ts';
import { ServiceManagedStackSet, synthesizeTemplate } from '../constructs/stack-set.ts';
import { packName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
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
  return synthesizeTemplate(ACCOUNT_DESCRIPTION, (stack) => addAccountPack(stack, settings, 'inline'));
}
