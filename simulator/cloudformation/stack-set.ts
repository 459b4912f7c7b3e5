import type { Account } from '../aws/aws-state.ts';
import { accountOf, isAdministrator } from '../aws/organization.ts';
import { requireTemplateBody } from '../template/template-body.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import type { DeployStack, Properties, StackPlace } from './resource-type.ts';
import type { StackTemplate } from './stack-template.ts';

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
 * @throws Error if more accounts fail in a region than the StackSet tolerates
 */
export function deployStackSet(place: StackPlace, properties: Properties, deployStack: DeployStack): void {
  const { StackSetName: name, PermissionModel, Capabilities = [], AutoDeployment } = properties;
  if (PermissionModel !== 'SERVICE_MANAGED') {
    throw new UnsupportedTemplateError(`the permission model ${PermissionModel} of StackSets`);
  }
  requireAdministrator(place, properties);
  const template = JSON.parse(requireTemplateBody(properties));
  requireCapabilities(template, Capabilities as readonly string[]);
  const parameters = Object.fromEntries(
    ((properties.Parameters ?? []) as readonly { ParameterKey: string; ParameterValue: string }[]).map(
      ({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue],
    ),
  );
  const deployTo = (account: Account, region: string): readonly Error[] => {
    const stackName = `StackSet-${name}-${place.state.unique(8)}`;
    const target = { ...place, accountId: account.id, region, stackName, exports: new Map<string, unknown>() };
    try {
      deployStack(target, template, parameters);
      return [];
    } catch (error) {
      if (error instanceof UnsupportedTemplateError) throw error;
      return [error as Error];
    }
  };

  // Counted in each region, and rounded down:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
  const { FailureTolerancePercentage = 0 } = (properties.OperationPreferences ?? {}) as Properties;
  for (const { DeploymentTargets, Regions } of properties.StackInstancesGroup as readonly InstancesGroup[]) {
    const accounts = [...place.state.accounts.values()].filter((account) => isTarget(account, DeploymentTargets));
    const tolerated = Math.floor((accounts.length * Number(FailureTolerancePercentage)) / 100);
    for (const region of Regions) {
      const problems = accounts.flatMap((account) => deployTo(account, region));
      if (problems.length <= tolerated) continue;
      const reasons = problems.map(({ message }) => message).join(' ');
      throw new Error(`${name} failed in ${problems.length} of ${accounts.length} accounts in ${region}: ${reasons}`);
    }
    if (!(AutoDeployment as Properties | undefined)?.Enabled) continue;
    place.state.autoDeployments.push((account) =>
      isTarget(account, DeploymentTargets) ? Regions.flatMap((region) => deployTo(account, region)) : [],
    );
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-delegated-admin.html
function requireAdministrator({ state, accountId }: StackPlace, { CallAs = 'SELF' }: Properties): void {
  const { isManagement } = accountOf(state, accountId);
  const isKnown = isAdministrator(state, accountId, 'member.org.stacksets.cloudformation.amazonaws.com');
  if (CallAs === 'DELEGATED_ADMIN' && (isManagement || !isKnown)) {
    throw new Error(`ValidationError: Account used is not a delegated administrator (${accountId}).`);
  }
  if (CallAs === 'SELF' && !(isManagement && isKnown)) {
    throw new Error(
      `ValidationError: You must be the management account or delegated admin account of an organization (${accountId}).`,
    );
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html
function requireCapabilities({ Resources }: StackTemplate, given: readonly string[]): void {
  const roles = Object.values(Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  if (roles.length === 0 || given.includes('CAPABILITY_NAMED_IAM')) return;
  const isNamed = roles.some(({ Properties: own }) => Object.hasOwn((own ?? {}) as Properties, 'RoleName'));
  if (isNamed || !given.includes('CAPABILITY_IAM')) {
    const missing = isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
    throw new Error(`InsufficientCapabilitiesException: Requires capabilities : [${missing}]`);
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
      throw new UnsupportedTemplateError(`the account filter ${AccountFilterType} of StackSets`);
  }
}
