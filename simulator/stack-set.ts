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

interface InstancesGroup {
  readonly DeploymentTargets: Targets;
  readonly Regions: readonly string[];
}

/**
 * Deploys a service-managed StackSet into the accounts of its organizational units, in each of its regions, but never
 * into the management account. With automatic deployment also into accounts that join later.
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
  const deployTo = (account: Account, regions: readonly string[]): readonly Error[] =>
    regions.flatMap((region) => {
      const stackName = `StackSet-${properties.StackSetName}-${place.state.unique(8)}`;
      const target = { ...place, accountId: account.id, region, stackName, exports: new Map<string, unknown>() };
      try {
        deployStack(target, template, parameters);
        return [];
      } catch (error) {
        if (error instanceof UnsupportedTemplateError) throw error;
        return [error as Error];
      }
    });

  for (const { DeploymentTargets, Regions } of properties.StackInstancesGroup as readonly InstancesGroup[]) {
    const accounts = [...place.state.accounts.values()].filter((account) => isTarget(account, DeploymentTargets));
    const failed = accounts.map((account) => deployTo(account, Regions)).filter((problems) => problems.length > 0);
    const { FailureTolerancePercentage = 0 } = (properties.OperationPreferences ?? {}) as Properties;
    if (failed.length > Math.floor((accounts.length * Number(FailureTolerancePercentage)) / 100)) {
      const reasons = failed.map((problems) => problems.at(-1)?.message).join(' ');
      throw new Error(`${properties.StackSetName} failed in ${failed.length} accounts: ${reasons}`);
    }
    if (!(properties.AutoDeployment as Properties | undefined)?.Enabled) continue;
    place.state.autoDeployments.push((account) => {
      const [problem] = isTarget(account, DeploymentTargets) ? deployTo(account, Regions) : [];
      if (problem) throw problem;
    });
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
