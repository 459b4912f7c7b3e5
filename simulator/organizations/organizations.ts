import { authorize } from '../aws/authorization.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { commonError, unknownOperation } from '../aws/common-errors.ts';
import { accountOf } from '../aws/organization.ts';
import type { Session, Simulation } from '../aws/simulation.ts';
import {
  closeAccount,
  describeAccount,
  leaveOrganization,
  listAccounts,
  listDelegatedAdministrators,
  listDelegatedServices,
} from './accounts.ts';
import {
  attachPolicy,
  createPolicy,
  deletePolicy,
  describePolicy,
  detachPolicy,
  listPolicies,
  listPoliciesForTarget,
  policyArn,
} from './policies.ts';
import type { Request } from './requests.ts';
import { accountArn, organizationOf, parentArn } from './requests.ts';
import { describeUnit, enablePolicyType, listAccountsOf, listParents, listRoots, listUnitsOf } from './units.ts';
import { describeOrganization, listTrustedServices } from './whole.ts';

const OPERATIONS: Readonly<Record<string, (request: Request) => unknown>> = {
  AttachPolicy: attachPolicy,
  CloseAccount: closeAccount,
  CreatePolicy: createPolicy,
  DeletePolicy: deletePolicy,
  DescribeAccount: describeAccount,
  DescribeOrganization: describeOrganization,
  DescribeOrganizationalUnit: describeUnit,
  DescribePolicy: describePolicy,
  DetachPolicy: detachPolicy,
  EnablePolicyType: enablePolicyType,
  LeaveOrganization: leaveOrganization,
  ListAccounts: listAccounts,
  ListAccountsForParent: listAccountsOf,
  ListAWSServiceAccessForOrganization: listTrustedServices,
  ListDelegatedAdministrators: listDelegatedAdministrators,
  ListDelegatedServicesForAccount: listDelegatedServices,
  ListOrganizationalUnitsForParent: listUnitsOf,
  ListParents: listParents,
  ListPolicies: listPolicies,
  ListPoliciesForTarget: listPoliciesForTarget,
  ListRoots: listRoots,
};

/** What every member may do. */
const OF_MEMBERS = ['DescribeOrganization', 'LeaveOrganization'];

/** What delegated administrators may do only by a resource policy of the organization, which is not simulated. */
const OF_MANAGEMENT = /^(Attach|Close|Create|Delete|Detach|Enable)/;

/**
 * Answers a call to AWS Organizations. All but the organization itself is only for its management account and delegated
 * administrators.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
 * @throws AwsError as the service would
 */
export function organizations(simulation: Simulation, call: Call, session: Session): unknown {
  const { state } = simulation;
  const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
  if (!operation) throw unknownOperation(call);
  const caller = accountOf(state, session.accountId);
  const { organizationId, isManagement, delegations } = caller;
  if (organizationId === undefined) {
    throw new AwsError(400, 'AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
  }
  const request = { state, organization: organizationOf(state, organizationId), caller, input: call.input };
  authorize(simulation, session, { action: `organizations:${call.operation}`, resource: resourceOf(request) });
  const isAdministrator = isManagement || (delegations.length > 0 && !OF_MANAGEMENT.test(call.operation));
  if (!isAdministrator && !OF_MEMBERS.includes(call.operation)) {
    throw commonError('organizations', 'denied', "You don't have permissions to access this resource.");
  }
  return operation(request);
}

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
function resourceOf({ state, organization, input }: Request): string {
  const { AccountId, ParentId, OrganizationalUnitId, PolicyId } = input;
  if (PolicyId !== undefined) {
    const { organizationId } = state.controlPolicies.all.get(String(PolicyId)) ?? {};
    return policyArn(state, organization, { id: String(PolicyId), ...(organizationId ? { organizationId } : {}) });
  }
  if (AccountId !== undefined) return accountArn(state, organization, String(AccountId));
  const parent = ParentId ?? OrganizationalUnitId;
  return parent === undefined ? '*' : parentArn(state, organization, String(parent));
}
