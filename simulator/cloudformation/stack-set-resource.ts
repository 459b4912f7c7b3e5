import type { StackSet, StackSetTargets } from '../aws/stack-set-record.ts';
import { readObject, requireBucket, requireObject } from '../s3/s3.ts';
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
import { readTemplateUrl } from './template-url.ts';

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
    ...['StackSetName', 'Description', 'PermissionModel', 'CallAs', 'Capabilities', 'Parameters'],
    ...['TemplateBody', 'TemplateURL'],
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
    const plan = planOf(place, properties);
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
    updateStackSet(
      place.state,
      setOf(place, resource.ref),
      instancesOf(before),
      planOf(place, properties),
      place.types,
    );
    return resource;
  },
  delete(place, { ref }, properties) {
    deleteStackSet(place.state, setOf(place, ref), instancesOf(properties), place.types);
  },
};

function setOf({ state, ...place }: ResourcePlace, ref: string): StackSet {
  const set = findStackSet(state, place, ref);
  if (!set) throw new Error(`StackSetNotFoundException: StackSet ${ref} not found`);
  return set;
}

function planOf(place: ResourcePlace, properties: Properties): StackSetPlan {
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
      templateBody: readTemplate(place, properties),
      parameters: Object.fromEntries(
        parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
      ),
    },
    ...instancesOf(properties),
    autoDeploys: Enabled === true,
    retainsOnRemoval: RetainStacksOnAccountRemoval === true,
    dependsOn: DependsOn as readonly string[],
  };
}

/** What a plan says of its stacks, without their template, which may be gone when they are. */
function instancesOf(properties: Properties): Pick<StackSetPlan, 'targets' | 'preferences'> {
  return {
    targets: (properties.StackInstancesGroup as readonly InstancesGroup[]).map(targetsOf),
    preferences: (properties.OperationPreferences ?? {}) as OperationPreferences,
  };
}

/** The template that is part of the properties or, read as whoever deploys the stack, at a URL of S3. */
function readTemplate({ state, accountId, principalArn }: ResourcePlace, properties: Properties): string {
  const { TemplateBody, TemplateURL } = properties;
  if ((TemplateBody === undefined) === (TemplateURL === undefined)) {
    throw new Error('ValidationError: Specify exactly one of TemplateBody and TemplateURL.');
  }
  if (TemplateURL === undefined) return requireTemplateBody(properties);
  return readTemplateUrl(String(TemplateURL), (bucket, key) =>
    principalArn === undefined
      ? requireObject(requireBucket(state, bucket), key)
      : readObject(state, { principalArn, accountId, name: 'AWSCloudFormation' }, bucket, key),
  );
}

function targetsOf({ DeploymentTargets, Regions }: InstancesGroup): StackSetTargets {
  const { OrganizationalUnitIds: units, AccountFilterType = 'NONE', Accounts = [] } = DeploymentTargets;
  if (!['NONE', 'DIFFERENCE'].includes(AccountFilterType)) {
    throw new UnsupportedTemplateError(`the account filter ${AccountFilterType} of StackSets`);
  }
  requireFilter(AccountFilterType, Accounts);
  return { units, excludedAccounts: Accounts, regions: Regions };
}
