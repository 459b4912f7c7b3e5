import type { Call } from '../aws/call.ts';
import { unknownOperation } from '../aws/common-errors.ts';
import type { Place } from '../aws/place.ts';
import type { Session, Simulation } from '../aws/simulation.ts';
import {
  createChangeSet,
  deleteChangeSet,
  describeChangeSet,
  executeChangeSet,
  listChangeSets,
} from './change-sets.ts';
import { refuseUnknownInputs } from './inputs.ts';
import {
  continueUpdateRollback,
  createStack,
  deleteStack,
  rollbackStack,
  updateStack,
  updateTerminationProtection,
} from './operations.ts';
import { describeOrganizationsAccess } from './organizations-access.ts';
import { finishPending } from './pending.ts';
import {
  describeStackEvents,
  describeStackResources,
  describeStacks,
  getTemplate,
  getTemplateSummary,
  listStackResources,
  listStacks,
} from './reads.ts';
import type { Request } from './requests.ts';
import { authorizeRequest } from './requests.ts';
import { RESOURCE_TYPES } from './resources.ts';
import { createStackInstances, deleteStackInstances, updateStackInstances } from './stack-instances.ts';
import {
  describeStackSet,
  describeStackSetOperation,
  listStackInstances,
  listStackSetOperationResults,
  listStackSetOperations,
  listStackSets,
} from './stack-set-reads.ts';
import { deleteStackSet } from './stack-set-requests.ts';

const OPERATIONS: Readonly<Record<string, (request: Request) => unknown>> = {
  ContinueUpdateRollback: continueUpdateRollback,
  CreateChangeSet: createChangeSet,
  CreateStack: createStack,
  CreateStackInstances: createStackInstances,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStack,
  DeleteStackInstances: deleteStackInstances,
  DeleteStackSet: deleteStackSet,
  DescribeChangeSet: describeChangeSet,
  // There are no checks before a deployment.
  DescribeEvents: () => ({ OperationEvents: [] }),
  DescribeOrganizationsAccess: describeOrganizationsAccess,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResources: describeStackResources,
  DescribeStackSet: describeStackSet,
  DescribeStackSetOperation: describeStackSetOperation,
  DescribeStacks: describeStacks,
  ExecuteChangeSet: executeChangeSet,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSets,
  ListHookResults: () => ({ HookResults: [] }),
  ListStackInstances: listStackInstances,
  ListStackResources: listStackResources,
  ListStackSetOperationResults: listStackSetOperationResults,
  ListStackSetOperations: listStackSetOperations,
  ListStackSets: listStackSets,
  ListStacks: listStacks,
  RollbackStack: rollbackStack,
  UpdateStack: updateStack,
  UpdateStackInstances: updateStackInstances,
  UpdateTerminationProtection: updateTerminationProtection,
};

/** Answers a call to CloudFormation. @throws AwsError as the service would */
export function cloudFormation(simulation: Simulation, call: Call, place: Place, session: Session): unknown {
  const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
  if (!operation) throw unknownOperation(call);
  if (!['DescribeStacks', 'DescribeStackEvents'].includes(call.operation)) finishPending(simulation.state);
  const request = { simulation, session, place, input: call.input, types: RESOURCE_TYPES };
  authorizeRequest(request, call.operation);
  refuseUnknownInputs(request, call.operation);
  return operation(request);
}
