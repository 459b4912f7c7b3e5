import { AwsError } from '../aws/call.ts';
import type { DetailedStatus, StackInstance, StackSet, StackSetOperation } from '../aws/stack-set-record.ts';
import { time } from './descriptions.ts';
import { pageOf } from './reads.ts';
import type { Request } from './requests.ts';
import { orRefuse, text, validationError } from './requests.ts';
import { requireStackSet } from './stack-set-requests.ts';
import { requireAdministrator, stackSetsOf } from './stack-sets.ts';

/** @throws AwsError */
export function listStackSets(request: Request) {
  const { simulation, place } = request;
  orRefuse(() => requireAdministrator(simulation.state, place, text(request, 'CallAs') ?? 'SELF'));
  // Nothing is kept of a StackSet that is deleted.
  const all = text(request, 'Status') === 'DELETED' ? [] : stackSetsOf(simulation.state, place);
  return pageOf(request, 'Summaries', all.map(summarize));
}

function summarize({ name, id, description, autoDeploys, retainsOnRemoval, dependsOn }: StackSet) {
  return {
    ...{ StackSetName: name, StackSetId: id, Description: description, Status: 'ACTIVE', DriftStatus: 'NOT_CHECKED' },
    AutoDeployment: {
      Enabled: autoDeploys,
      RetainStacksOnAccountRemoval: autoDeploys ? retainsOnRemoval : undefined,
      DependsOn: dependsOn.length === 0 ? undefined : dependsOn,
    },
    PermissionModel: 'SERVICE_MANAGED',
    ManagedExecution: { Active: true },
  };
}

/** @throws AwsError */
export function describeStackSet(request: Request) {
  const set = requireStackSet(request);
  const { DriftStatus, ...summary } = summarize(set);
  const { templateBody, parameters } = set.content;
  return {
    StackSet: {
      ...summary,
      TemplateBody: templateBody,
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Capabilities: set.capabilities,
      Tags: [],
      StackSetARN: set.arn,
      OrganizationalUnitIds: [...new Set(set.targets.flatMap(({ units }) => units))],
      Regions: [...new Set(set.targets.flatMap(({ regions }) => regions))],
    },
  };
}

/** @throws AwsError */
export function listStackInstances(request: Request) {
  const set = requireStackSet(request);
  const lastOperation = set.operations.at(-1)?.id;
  const summaries = instancesOf(request, set).map((instance: StackInstance) => ({
    StackSetId: set.id,
    Region: instance.region,
    Account: instance.accountId,
    StackId: instance.stackId,
    Status: instance.status,
    StatusReason: instance.reason,
    StackInstanceStatus: { DetailedStatus: instance.detailedStatus },
    OrganizationalUnitId: instance.unit,
    DriftStatus: 'NOT_CHECKED',
    LastOperationId: lastOperation,
  }));
  return pageOf(request, 'Summaries', summaries);
}

/** The instances that a request asks for. */
function instancesOf(request: Request, { instances }: StackSet): readonly StackInstance[] {
  const filters = (request.input.Filters ?? []) as readonly { readonly Name: string; readonly Values: string }[];
  const unknown = filters.find(({ Name }) => Name !== 'DETAILED_STATUS');
  if (unknown) throw validationError(`The simulator does not support the filter ${unknown.Name}.`);
  const wanted = new Map(filters.map(({ Name, Values }) => [Name, Values]));
  const account = text(request, 'StackInstanceAccount');
  const region = text(request, 'StackInstanceRegion');
  return [...instances.values()].filter(
    (instance) =>
      instance.accountId === (account ?? instance.accountId) &&
      instance.region === (region ?? instance.region) &&
      instance.detailedStatus === (wanted.get('DETAILED_STATUS') ?? instance.detailedStatus),
  );
}

/** Newest first. @throws AwsError */
export function listStackSetOperations(request: Request) {
  const { operations } = requireStackSet(request);
  return pageOf(request, 'Summaries', operations.toReversed().map(summarizeOperation));
}

// It ends when it begins.
function summarizeOperation({ id, action, status, time: at, results }: StackSetOperation) {
  const failed = results.filter((result) => RESULTS[result.status] === 'FAILED').length;
  return {
    ...{ OperationId: id, Action: action, Status: status, CreationTimestamp: time(at), EndTimestamp: time(at) },
    StatusDetails: { FailedStackInstancesCount: failed },
  };
}

/** @throws AwsError */
export function describeStackSetOperation(request: Request) {
  const set = requireStackSet(request);
  return { StackSetOperation: { StackSetId: set.id, ...summarizeOperation(requireOperation(request, set)) } };
}

/** @throws AwsError */
export function listStackSetOperationResults(request: Request) {
  const set = requireStackSet(request);
  const summaries = requireOperation(request, set).results.map(({ accountId, region, status, reason }) => ({
    ...{ Account: accountId, Region: region, Status: RESULTS[status], StatusReason: reason },
  }));
  return pageOf(request, 'Summaries', summaries);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationResultSummary.html */
const RESULTS: Readonly<Record<DetailedStatus, string>> = {
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  INOPERABLE: 'FAILED',
  CANCELLED: 'CANCELLED',
  SKIPPED_SUSPENDED_ACCOUNT: 'CANCELLED',
};

function requireOperation(request: Request, { operations }: StackSet): StackSetOperation {
  const id = text(request, 'OperationId');
  const operation = operations.find((one) => one.id === id);
  if (!operation) throw new AwsError(404, 'OperationNotFoundException', `Operation ${id} not found`);
  return operation;
}
