import { isDeepStrictEqual } from 'node:util';
import type { Request } from './requests.ts';
import { validationError } from './requests.ts';

const TEMPLATE = ['StackName', 'TemplateBody', 'TemplateURL', 'Parameters', 'Capabilities', 'Tags', 'RoleARN'];
const INSTANCES = ['StackSetName', 'CallAs', 'DeploymentTargets', 'Regions', 'OperationPreferences', 'OperationId'];
const LIST = ['NextToken', 'MaxResults'];

/** What each operation takes into account, and what has no effect on a simulated stack. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  ContinueUpdateRollback: ['StackName', 'RoleARN', 'ResourcesToSkip', 'ClientRequestToken'],
  CreateChangeSet: [
    ...TEMPLATE,
    ...['UsePreviousTemplate', 'ChangeSetName', 'ChangeSetType', 'Description', 'OnStackFailure'],
    // There are no nested stacks.
    ...['IncludeNestedStacks', 'ClientToken'],
  ],
  CreateStack: [
    ...TEMPLATE,
    ...['DisableRollback', 'OnFailure', 'RetainExceptOnCreate', 'EnableTerminationProtection', 'ClientRequestToken'],
  ],
  CreateStackInstances: INSTANCES,
  DeleteChangeSet: ['ChangeSetName', 'StackName'],
  DeleteStack: ['StackName', 'RetainResources', 'RoleARN', 'ClientRequestToken'],
  DeleteStackInstances: [...INSTANCES, 'RetainStacks'],
  DeleteStackSet: ['StackSetName', 'CallAs'],
  DescribeChangeSet: ['ChangeSetName', 'StackName', 'IncludePropertyValues'],
  DescribeEvents: ['StackName', 'ChangeSetName', 'OperationId', 'Filters'],
  DescribeOrganizationsAccess: ['CallAs'],
  DescribeStackEvents: ['StackName', 'NextToken'],
  DescribeStackResources: ['StackName', 'LogicalResourceId'],
  DescribeStackSet: ['StackSetName', 'CallAs'],
  DescribeStackSetOperation: ['StackSetName', 'CallAs', 'OperationId'],
  DescribeStacks: ['StackName', 'NextToken'],
  ExecuteChangeSet: ['ChangeSetName', 'StackName', 'DisableRollback', 'RetainExceptOnCreate', 'ClientRequestToken'],
  // Without transforms, both stages are the same.
  GetTemplate: ['StackName', 'ChangeSetName', 'TemplateStage'],
  GetTemplateSummary: ['TemplateBody', 'TemplateURL', 'StackName'],
  ListChangeSets: ['StackName'],
  ListHookResults: ['TargetType', 'TargetId', 'TypeArn', 'Status'],
  ListStackInstances: ['StackSetName', 'CallAs', 'Filters', 'StackInstanceAccount', 'StackInstanceRegion', ...LIST],
  ListStackResources: ['StackName', 'NextToken'],
  ListStackSetOperationResults: ['StackSetName', 'CallAs', 'OperationId', ...LIST],
  ListStackSetOperations: ['StackSetName', 'CallAs', ...LIST],
  ListStackSets: ['CallAs', 'Status', ...LIST],
  ListStacks: ['StackStatusFilter', 'NextToken'],
  RollbackStack: ['StackName', 'RoleARN', 'RetainExceptOnCreate', 'ClientRequestToken'],
  UpdateStack: [...TEMPLATE, 'UsePreviousTemplate', 'DisableRollback', 'RetainExceptOnCreate', 'ClientRequestToken'],
  UpdateStackInstances: INSTANCES,
  UpdateTerminationProtection: ['StackName', 'EnableTerminationProtection'],
};

/** Values that ask for nothing, beside empty ones and `false`. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  DeletionMode: 'STANDARD',
  DeploymentConfig: { Mode: 'STANDARD' },
};

/** @throws AwsError for an input that the simulation would ignore */
export function refuseUnknownInputs({ input }: Request, operation: string): void {
  const known = ['Action', 'Version', ...(INPUTS[operation] ?? [])];
  const unknown = Object.entries(input).find(
    ([name, value]) =>
      !known.includes(name) && value !== '' && value !== 'false' && !isDeepStrictEqual(value, DEFAULTS[name]),
  );
  if (unknown) throw validationError(`The simulator does not support the input ${unknown[0]} of ${operation}.`);
}
