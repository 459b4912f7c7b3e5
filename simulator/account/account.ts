import { authorize } from '../aws/authorization.ts';
import type { Account } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { commonError, unknownOperation } from '../aws/common-errors.ts';
import { accountOf, isAdministrator } from '../aws/organization.ts';
import { paginate } from '../aws/pages.ts';
import { DEFAULT_REGIONS, OPTIONAL_REGIONS } from '../aws/regions.ts';
import type { Session, Simulation } from '../aws/simulation.ts';

const SERVICE = 'account.amazonaws.com';
const MAX_PAGE_SIZE = 50;
const CODES = { size: 'ValidationException', token: 'ValidationException' };

/** Answers a call to Account Management. @throws AwsError as the service would */
export function accountManagement(simulation: Simulation, call: Call, session: Session): unknown {
  if (call.operation !== 'ListRegions') throw unknownOperation(call);
  return listRegions(simulation, call.input, session);
}

/** https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html */
function listRegions(simulation: Simulation, input: Call['input'], session: Session): unknown {
  const account = accountOfCall(simulation, input, session);
  const wanted = input.RegionOptStatusContains as readonly string[] | undefined;
  const regions = [
    ...DEFAULT_REGIONS.map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED_BY_DEFAULT' })),
    ...OPTIONAL_REGIONS.map((RegionName) => ({
      RegionName,
      RegionOptStatus: account.optionalRegions.has(RegionName) ? 'ENABLED' : 'DISABLED',
    })),
  ].filter(({ RegionOptStatus }) => wanted?.includes(RegionOptStatus) ?? true);
  const size = Number(input.MaxResults ?? MAX_PAGE_SIZE);
  const { page, token } = paginate(regions, input.NextToken, size, MAX_PAGE_SIZE, CODES);
  return { Regions: page, NextToken: token };
}

/**
 * The caller's account, or another one of the organization for an administrator.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html
 */
function accountOfCall(simulation: Simulation, { AccountId }: Call['input'], session: Session): Account {
  const { state } = simulation;
  const own = accountOf(state, session.accountId);
  const action = 'account:ListRegions';
  if (AccountId === undefined) {
    authorize(simulation, session, { action, resource: `arn:${state.partition}:account::${own.id}:account` });
    return own;
  }
  const accounts = [...state.accounts.values()];
  const { organizationId } = own;
  const management = accounts.find((one) => one.isManagement && one.organizationId === organizationId);
  const path = `account/${organizationId}/${AccountId}`;
  authorize(simulation, session, { action, resource: `arn:${state.partition}:account::${management?.id}:${path}` });
  const account = accounts.find((one) => one.id === AccountId && one.organizationId === organizationId);
  if (account && account !== own && state.trustedServices.has(SERVICE) && isAdministrator(state, own.id, SERVICE)) {
    return account;
  }
  throw commonError('account', 'denied', `${own.id} may not read the regions of the account ${AccountId}.`);
}
