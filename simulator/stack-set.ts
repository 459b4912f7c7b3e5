import type { Account } from './aws-state.ts';
import { accountOf } from './aws-state.ts';
import { UnsupportedTemplateError } from './intrinsics.ts';
import type { StackPlace } from './stack.ts';
import { deployStack } from './stack.ts';

type Properties = Readonly<Record<string, unknown>>;

interface Targets {
  readonly OrganizationalUnitIds: readonly string[];
  readonly AccountFilterType?: string;
  readonly Accounts?: readonly string[];
}

/**
 * Deploys a service-managed StackSet into the accounts of its organizational units, in each of its regions, but never
 * into the management account.
 * @throws Error if more accounts fail than the StackSet tolerates
 */
export function deployStackSet(place: StackPlace, properties: Properties): void {
  if (properties.PermissionModel !== 'SERVICE_MANAGED') {
    throw new UnsupportedTemplateError(`A StackSet with the permission model ${properties.PermissionModel}.`);
  }
  const administrator = accountOf(place.state, place.accountId);
  const expected = administrator.isManagement ? 'SELF' : 'DELEGATED_ADMIN';
  if (properties.CallAs !== expected) throw new Error(`AccessDenied: ${place.accountId} has to call as ${expected}.`);

  const template = JSON.parse(String(properties.TemplateBody));
  const parameters = Object.fromEntries(
    ((properties.Parameters ?? []) as readonly { ParameterKey: string; ParameterValue: string }[]).map(
      ({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue],
    ),
  );
  for (const group of properties.StackInstancesGroup as readonly { DeploymentTargets: Targets; Regions: string[] }[]) {
    const accounts = [...place.state.accounts.values()].filter((account) => isTarget(account, group.DeploymentTargets));
    const failures = new Map<string, string>();
    for (const account of accounts) {
      for (const region of group.Regions) {
        const stackName = `StackSet-${properties.StackSetName}-${place.state.unique(8)}`;
        try {
          deployStack({ ...place, accountId: account.id, region, stackName, exports: new Map() }, template, parameters);
        } catch (error) {
          if (error instanceof UnsupportedTemplateError) throw error;
          failures.set(account.id, (error as Error).message);
        }
      }
    }
    const { FailureTolerancePercentage = 0 } = (properties.OperationPreferences ?? {}) as Properties;
    if (failures.size > Math.floor((accounts.length * Number(FailureTolerancePercentage)) / 100)) {
      throw new Error(
        `${properties.StackSetName} failed in ${failures.size} accounts: ${[...failures.values()].join(' ')}`,
      );
    }
  }
}

function isTarget(
  account: Account,
  { OrganizationalUnitIds, AccountFilterType = 'NONE', Accounts = [] }: Targets,
): boolean {
  if (account.isManagement || !OrganizationalUnitIds.some((unit) => account.units.includes(unit))) return false;
  switch (AccountFilterType) {
    case 'NONE':
      return true;
    case 'DIFFERENCE':
      return !Accounts.includes(account.id);
    default:
      throw new UnsupportedTemplateError(`A StackSet with the account filter ${AccountFilterType}.`);
  }
}
