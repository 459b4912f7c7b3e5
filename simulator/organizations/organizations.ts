import { authorize } from '../aws/authorization.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { commonError, unknownOperation } from '../aws/common-errors.ts';
import { accountOf } from '../aws/organization.ts';
import type { Session, Simulation } from '../aws/simulation.ts';
import {
  closeAccount,
  describeAccount,
  listAccounts,
  listDelegatedAdministrators,
  listDelegatedServices,
} from './accounts.ts';
import type { Request } from './requests.ts';
import { accountArn, organizationOf, parentArn } from './requests.ts';
import { describeUnit, listAccountsOf, listRoots, listUnitsOf } from './units.ts';
import { describeOrganization, listTrustedServices } from './whole.ts';

const OPERATIONS: Readonly<Record<string, (request: Request) => unknown>> = {
  CloseAccount: closeAccount,
  DescribeAccount: describeAccount,
  DescribeOrganization: describeOrganization,
  DescribeOrganizationalUnit: describeUnit,
  ListAccounts: listAccounts,
  ListAccountsForParent: listAccountsOf,
  ListAWSServiceAccessForOrganization: listTrustedServices,
  ListDelegatedAdministrators: listDelegatedAdministrators,
  ListDelegatedServicesForAccount: listDelegatedServices,
  ListOrganizationalUnitsForParent: listUnitsOf,
  ListRoots: listRoots,
};

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
  const { organizationId, isManagement, delegations } = accountOf(state, session.accountId);
  if (organizationId === undefined) {
    throw new AwsError(400, 'AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
  }
  const request = { state, organization: organizationOf(state, organizationId), input: call.input };
  authorize(simulation, session, { action: `organizations:${call.operation}`, resource: resourceOf(request) });
  if (call.operation !== 'DescribeOrganization' && !isManagement && delegations.length === 0) {
    throw commonError('organizations', 'denied', "You don't have permissions to access this resource.");
  }
  if (call.operation === 'CloseAccount' && !isManagement) {
    throw commonError('organizations', 'denied', "You don't have permissions to access this resource.");
  }
  return operation(request);
}

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
function resourceOf({ state, organization, input }: Request): string {
  const { AccountId, ParentId, OrganizationalUnitId } = input;
  if (AccountId !== undefined) return accountArn(state, organization, String(AccountId));
  const parent = ParentId ?? OrganizationalUnitId;
  return parent === undefined ? '*' : parentArn(state, organization, String(parent));
}
