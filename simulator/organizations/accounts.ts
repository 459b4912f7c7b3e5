import type { Account } from '../aws/aws-state.ts';
import { AwsError } from '../aws/call.ts';
import { leaveOrganization as leave } from '../aws/organization.ts';
import type { Request } from './requests.ts';
import { accountArn, pageOf, SINCE } from './requests.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
export function listAccounts(request: Request): unknown {
  const { accounts } = request.organization;
  return pageOf(
    request,
    'Accounts',
    accounts.map((account) => describe(request, account)),
  );
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html */
export function describeAccount(request: Request): unknown {
  return { Account: describe(request, requireAccount(request)) };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html */
export function listDelegatedAdministrators(request: Request): unknown {
  const { ServicePrincipal: service } = request.input;
  const administrators = request.organization.accounts.filter(({ delegations }) =>
    service === undefined ? delegations.length > 0 : delegations.some((one) => one === service),
  );
  return pageOf(
    request,
    'DelegatedAdministrators',
    administrators.map((account) => ({ ...describe(request, account), DelegationEnabledDate: SINCE })),
  );
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedServicesForAccount.html */
export function listDelegatedServices(request: Request): unknown {
  const { id, delegations } = requireAccount(request);
  if (delegations.length === 0) {
    const message = `The account ${id} is not registered as a delegated administrator.`;
    throw new AwsError(400, 'AccountNotRegisteredException', message);
  }
  return pageOf(
    request,
    'DelegatedServices',
    delegations.map((ServicePrincipal) => ({ ServicePrincipal, DelegationEnabledDate: SINCE })),
  );
}

/** An account as lists have it. */
export function describe({ state, organization }: Request, { id, name, status, isManagement }: Account) {
  return {
    Id: id,
    Arn: accountArn(state, organization, id),
    Email: `${id}@example.com`,
    Name: name,
    Status: status,
    State: status,
    JoinedMethod: isManagement ? 'INVITED' : 'CREATED',
    JoinedTimestamp: SINCE,
  };
}

function requireAccount({ organization, input }: Request): Account {
  const account = organization.accounts.find(({ id }) => id === input.AccountId);
  if (account) return account;
  const message = `The organization has no account ${input.AccountId}.`;
  throw new AwsError(400, 'AccountNotFoundException', message);
}

/**
 * The account is suspended, and out of reach.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
 */
export function closeAccount(request: Request): undefined {
  requireAccount(request).status = 'SUSPENDED';
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html */
export function leaveOrganization({ state, caller }: Request): undefined {
  if (caller.isManagement) {
    const message = 'You cannot remove the management account from the organization.';
    throw new AwsError(400, 'MasterCannotLeaveOrganizationException', message);
  }
  leave(state, caller.id);
}
