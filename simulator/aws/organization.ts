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
 * An account joins the organization, and gets what that deploys by itself, in an order that satisfies dependencies.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_AutoDeployment.html
 * @throws UnsupportedTemplateError
 */
export function joinOrganization(state: AwsState, plan: AccountPlan): readonly JoiningProblem[] {
  const account = makeAccount(plan);
  state.accounts.set(account.id, account);
  const problems = new Map<string, readonly JoiningProblem[]>();
  const deploy = (arn: string): readonly JoiningProblem[] => {
    const known = problems.get(arn);
    if (known) return known;
    const { join, dependsOn } = state.autoDeployments.get(arn) ?? {};
    const failed = dependsOn?.().find((dependency) => deploy(dependency).length > 0);
    const found =
      failed === undefined ? join?.(account) : [new Error(`${arn} is not deployed because ${failed} failed.`)];
    problems.set(arn, found ?? []);
    return found ?? [];
  };
  return [...state.autoDeployments.keys()].flatMap(deploy);
}

/** An account leaves the organization, and loses what that deployed. */
export function leaveOrganization(state: AwsState, accountId: string): void {
  const account = accountOf(state, accountId);
  for (const { leave } of state.autoDeployments.values()) leave(account);
  account.organizationId = undefined;
  account.units = [];
}
