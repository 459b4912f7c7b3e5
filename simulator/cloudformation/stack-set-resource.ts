import type { StackSet, StackSetTargets } from '../aws/stack-set-record.ts';
import type { Properties, ResourcePlace, ResourceType } from '../stacks/resource-type.ts';
import { named, ResourceFailure } from '../stacks/resource-type.ts';
import { requireTemplateBody } from '../template/template-body.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import type { OperationPreferences } from './stack-set-operations.ts';
import type { StackSetPlan } from './stack-sets.ts';
import {
  createInstances,
  createStackSet,
  deleteStackSet,
  findStackSet,
  requireFilter,
  updateStackSet,
} from './stack-sets.ts';

interface InstancesGroup {
  readonly DeploymentTargets: {
    readonly OrganizationalUnitIds: readonly string[];
    readonly AccountFilterType?: string;
    readonly Accounts?: readonly string[];
  };
  readonly Regions: readonly string[];
}

/** A service-managed StackSet, as a resource of a stack. */
export const STACK_SET: ResourceType = {
  properties: [
    ...['StackSetName', 'Description', 'PermissionModel', 'CallAs', 'Capabilities', 'TemplateBody', 'Parameters'],
    ...['AutoDeployment.Enabled', 'AutoDeployment.RetainStacksOnAccountRemoval', 'ManagedExecution.Active'],
    'AutoDeployment.DependsOn',
    ...['OperationPreferences.ConcurrencyMode', 'OperationPreferences.FailureTolerancePercentage'],
    ...['OperationPreferences.MaxConcurrentPercentage', 'OperationPreferences.RegionConcurrencyType'],
    'StackInstancesGroup.DeploymentTargets.OrganizationalUnitIds',
    'StackInstancesGroup.DeploymentTargets.AccountFilterType',
    ...['StackInstancesGroup.DeploymentTargets.Accounts', 'StackInstancesGroup.Regions', 'Tags'],
  ],
  createOnly: ['StackSetName', 'PermissionModel'],
  create(place, _, properties) {
    const plan = planOf(properties);
    const set = createStackSet(place.state, place, plan, place.types);
    try {
      createInstances(place.state, set, plan.preferences, place.types);
    } catch (error) {
      if (error instanceof UnsupportedTemplateError) throw error;
      throw new ResourceFailure((error as Error).message, named(set.id));
    }
    return named(set.id);
  },
  update(place, resource, properties, before) {
    updateStackSet(place.state, setOf(place, resource.ref), planOf(before), planOf(properties), place.types);
    return resource;
  },
  delete(place, { ref }, properties) {
    deleteStackSet(place.state, setOf(place, ref), planOf(properties), place.types);
  },
};

function setOf({ state, ...place }: ResourcePlace, ref: string): StackSet {
  const set = findStackSet(state, place, ref);
  if (!set) throw new Error(`StackSetNotFoundException: StackSet ${ref} not found`);
  return set;
}

function planOf(properties: Properties): StackSetPlan {
  const { PermissionModel, CallAs = 'SELF', Capabilities = [], AutoDeployment, Description = '' } = properties;
  if (PermissionModel !== 'SERVICE_MANAGED') {
    throw new UnsupportedTemplateError(`the permission model ${PermissionModel} of StackSets`);
  }
  const {
    Enabled = false,
    RetainStacksOnAccountRemoval = false,
    DependsOn = [],
  } = (AutoDeployment ?? {}) as Properties;
  const parameters = (properties.Parameters ?? []) as readonly { ParameterKey: string; ParameterValue: string }[];
  return {
    name: String(properties.StackSetName),
    description: String(Description),
    callAs: String(CallAs),
    capabilities: Capabilities as readonly string[],
    content: {
      templateBody: requireTemplateBody(properties),
      parameters: Object.fromEntries(
        parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
      ),
    },
    targets: (properties.StackInstancesGroup as readonly InstancesGroup[]).map(targetsOf),
    autoDeploys: Enabled === true,
    retainsOnRemoval: RetainStacksOnAccountRemoval === true,
    dependsOn: DependsOn as readonly string[],
    preferences: (properties.OperationPreferences ?? {}) as OperationPreferences,
  };
}

function targetsOf({ DeploymentTargets, Regions }: InstancesGroup): StackSetTargets {
  const { OrganizationalUnitIds: units, AccountFilterType = 'NONE', Accounts = [] } = DeploymentTargets;
  if (!['NONE', 'DIFFERENCE'].includes(AccountFilterType)) {
    throw new UnsupportedTemplateError(`the account filter ${AccountFilterType} of StackSets`);
  }
  requireFilter(AccountFilterType, Accounts);
  return { units, excludedAccounts: Accounts, regions: Regions };
}
