import { Aws, CfnOutput, type Stack } from 'aws-cdk-lib';
import { toOptions } from '../settings/options.ts';
import type { Settings } from '../settings/settings.ts';
import { readsSecurityGroups } from './permissions.ts';

// Settings that the roles in the management account must share with those in the other accounts.
const OF_ROLES = ['namePrefix', 'rolePath', 'permissionsBoundary', 'tags'] as const;

// Settings on which a role depends only if it may read security groups.
const OF_CHECKS = ['checks', 'checkParameters'] as const;

// Settings that make the results of the management account comparable with those of the other accounts.
const OF_EVALUATOR = [
  'bootstrapQualifier',
  ...OF_CHECKS,
  'rules',
  'frequency',
  'refresh',
  'reservedConcurrency',
  'logRetentionDays',
  'logKmsKey',
  'alarmTopicName',
  'logRemediation',
] as const;

// Settings of what sends events from the management account: the same in each of its regions.
const OF_FORWARDING = ['notifications', 'regions', ...OF_CHECKS, 'rules'] as const;

type Name = 'homeRegion' | (typeof OF_ROLES | typeof OF_CHECKS | typeof OF_EVALUATOR | typeof OF_FORWARDING)[number];

/** Deploys the evaluation role for the evaluators of this deployment to the management account. */
export function managementAccountRoleCommand(settings: Settings): string {
  const isNotified = settings.notifications !== 'none';
  const names: readonly Name[] = [
    'homeRegion',
    ...OF_ROLES,
    ...(isNotified ? OF_FORWARDING : []),
    ...(readsSecurityGroups(settings) ? OF_CHECKS : []),
  ];
  return (
    `npx cdk deploy ${isNotified ? '--all ' : ''}-c deployment=management-account -c administratorAccount=${Aws.ACCOUNT_ID} ` +
    options(settings, names)
  );
}

/** Adds an output with the command that covers the management account with a function and a pack of its own. */
export function outputManagementAccount(stack: Stack, settings: Settings): void {
  new CfnOutput(stack, 'ManagementAccount', {
    description:
      'Deploys to the management account, which no StackSet reaches. Run it with credentials of that account, where ' +
      'cdk.json does not have the settings of this deployment.',
    value: managementAccountCommand(settings),
  });
}

/** Deploys to the management account, in each region, what the other accounts have. */
function managementAccountCommand(settings: Settings): string {
  // The deployment `account` takes one region.
  return settings.regions
    .map(
      (region) =>
        `npx cdk deploy -c deployment=account -c regions=${region} ${options(settings, [...OF_ROLES, ...OF_EVALUATOR])}`,
    )
    .join(' && ');
}

function options(settings: Settings, names: readonly Name[]): string {
  const isLeftOut: Partial<Record<Name, boolean>> = { tags: isEmpty(settings.tags), refresh: settings.refresh === 1 };
  const needed = names.filter((name) => settings[name] !== 'none' && !isLeftOut[name]);
  return toOptions(Object.fromEntries(needed.map((name) => [name, settings[name]])));
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
