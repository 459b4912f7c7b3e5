import { isOfOrganization } from './check-targets.ts';
import type { Given } from './known-settings.ts';
import { complain } from './known-settings.ts';
import type { Settings } from './settings.ts';

export function checkAccounts(settings: Settings): readonly string[] {
  const { deployment, administrator, managementAccount, managementAccountCovered, administratorAccount } = settings;
  const isDelegated = deployment === 'organization' && administrator === 'delegated';
  const problems: string[] = [];
  if (isDelegated && managementAccount === undefined) {
    problems.push(complain('managementAccount', 'is required if "administrator" is "delegated"'));
  }
  if (deployment === 'organization' && !isDelegated && managementAccount !== undefined) {
    problems.push(
      `Setting "managementAccount" is "${managementAccount}", but it is only for administrator "delegated". A ` +
        'management account that is the administrator is always covered. To exclude it, add it to "excludedAccounts".',
    );
  }
  if (isOfOrganization(settings) && managementAccountCovered && !isDelegated) {
    problems.push(
      'Setting "managementAccountCovered" is true, but it is only for deployment "organization" with administrator ' +
        '"delegated". A management account that is the administrator is always covered. Deployment "stack-set" never ' +
        'covers the management account.',
    );
  }
  if (deployment === 'management-account' && administratorAccount === undefined) {
    problems.push(complain('administratorAccount', 'is required for deployment "management-account"'));
  }
  if (deployment !== 'management-account' && administratorAccount !== undefined) {
    problems.push('Setting "administratorAccount" is only for deployment "management-account".');
  }
  return problems;
}

// These settings select or exclude targets of a deployment. To ignore them silently would be a surprise.
const NOT_FOR_ACCOUNT = [
  'organizationalUnits',
  'organizationId',
  'managementAccount',
  'excludedAccounts',
  'failureTolerancePercentage',
  'autoDeploymentDependsOn',
  'packs',
] as const;

/** Only a StackSet with rules has to wait for recorders. AWS Config tries again until an account of its packs has one. */
export function checkDependencies({ deployment, packs, autoDeploymentDependsOn }: Settings): readonly string[] {
  if (deployment !== 'organization' || packs === 'stack-set' || autoDeploymentDependsOn.length === 0) return [];
  return [
    'Setting "autoDeploymentDependsOn" is not for deployment "organization" with "packs" "organization". There, AWS Config ' +
      'waits up to 7 hours for the recorder of an account that joins. Remove the setting.',
  ];
}

export function checkAccountShape({ deployment }: Settings, given: Given): readonly string[] {
  if (deployment !== 'account') return [];
  return NOT_FOR_ACCOUNT.filter((name) => given[name] !== undefined).map(
    (name) =>
      `Setting "${name}" is not for deployment "account", which covers one account and region. Remove the setting, or ` +
      'choose another deployment. In cdk.json, you can also move it into the member of the deployment that it is for.',
  );
}
