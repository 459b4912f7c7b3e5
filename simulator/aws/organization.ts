import type { Account, AccountPlan, AwsState, Delegation, JoiningProblem } from './aws-state.ts';
import { makeAccount } from './aws-state.ts';

/** @throws RangeError if there is no such account */
export function accountOf(state: AwsState, id: string): Account {
  const account = state.accounts.get(id);
  if (!account) throw new RangeError(`There is no account ${id}.`);
  return account;
}

/** Whether an account may do for its organization what a delegated administrator may. */
export function isAdministrator(state: AwsState, accountId: string, delegation: Delegation): boolean {
  const { organizationId, isManagement, delegations } = accountOf(state, accountId);
  return organizationId !== undefined && (isManagement || delegations.includes(delegation));
}

/**
 * An account joins the organization, and gets what that deploys by itself.
 * @throws UnsupportedTemplateError
 */
export function joinOrganization(state: AwsState, plan: AccountPlan): readonly JoiningProblem[] {
  const account = makeAccount(plan);
  state.accounts.set(account.id, account);
  return [...state.autoDeployments.values()].flatMap(({ join }) => join(account));
}

/** An account leaves the organization, and loses what that deployed. */
export function leaveOrganization(state: AwsState, accountId: string): void {
  const account = accountOf(state, accountId);
  for (const { leave } of state.autoDeployments.values()) leave(account);
  account.organizationId = undefined;
  account.units = [];
}
