import { UnsupportedTemplateError } from '../template/unsupported.ts';
import type { Account, AccountPlan, AwsState, Delegation } from './aws-state.ts';
import { makeAccount } from './aws-state.ts';
import { orRollBack } from './roll-back.ts';

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

/** Why an account did not get what it should, and what tries that again, as AWS Config does for hours. */
export type JoiningProblem = Error & { readonly retry?: () => void };

/**
 * An account joins the organization, and gets what that deploys by itself.
 * @throws UnsupportedTemplateError
 */
export function joinOrganization(state: AwsState, plan: AccountPlan): readonly JoiningProblem[] {
  const account = makeAccount(plan);
  state.accounts.set(account.id, account);
  return [...state.autoDeployments].flatMap((deploy): readonly JoiningProblem[] => {
    const attempt = () => orRollBack(state, () => deploy(account));
    try {
      return attempt() ?? [];
    } catch (error) {
      if (error instanceof UnsupportedTemplateError) throw error;
      return [Object.assign(error as Error, { retry: attempt })];
    }
  });
}
