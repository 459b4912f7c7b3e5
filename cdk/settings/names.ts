import type { Settings } from './settings.ts';

type Prefixed = Pick<Settings, 'namePrefix'>;

/** The name of the role that the function assumes, which is the same in all accounts of the organization. */
export function evaluationRoleName({ namePrefix }: Prefixed): string {
  return `${namePrefix}-evaluation`;
}

/** The name of the StackSet that deploys the evaluation role. */
export function roleStackSetName({ namePrefix }: Prefixed): string {
  return `${namePrefix}-evaluation-role`;
}

/**
 * The name of the function's own role, if it serves an organization, in a region, or the pattern for all regions.
 * With the longest prefix and region, it has 58 of the 64 characters that IAM allows.
 */
export function evaluatorRoleName({ namePrefix }: Prefixed, region: string): string {
  return `${namePrefix}-evaluator-${region}`;
}

/** The name of the runbook that turns on general logging, and of its role in the accounts of an organization. */
export function logRemediationName({ namePrefix }: Prefixed): string {
  return `${namePrefix}-log-remediation`;
}

/** The name of the StackSet that brings the conformance pack to the accounts of an organization, in each region. */
export function packStackSetName({ namePrefix }: Prefixed): string {
  return `${namePrefix}-pack`;
}

/** The name of the stack with the pack of a management account that is the administrator, if a StackSet brings the others. */
export function managementPackStackName({ namePrefix }: Prefixed, region: string): string {
  return `${namePrefix}-management-pack-${region}`;
}

/** The name of the conformance pack, of an organization or an account. */
export function packName({ namePrefix }: Prefixed): string {
  return namePrefix;
}

/** The name of the dashboard, which is the only one in the account: of one region, or of all. */
export function dashboardName({ namePrefix }: Prefixed, region?: string): string {
  return region === undefined ? namePrefix : `${namePrefix}-${region}`;
}

/** The name of the query for CloudWatch Logs Insights that lists the last complete run of each rule in each account. */
export function completeRunsQueryName({ namePrefix }: Prefixed): string {
  return `${namePrefix}/complete-runs`;
}

/** The name of the query for CloudWatch Logs Insights that lists the accounts without an evaluation role. */
export function missingRolesQueryName({ namePrefix }: Prefixed): string {
  return `${namePrefix}/missing-roles`;
}

/** The name of the query for CloudWatch Logs Insights that lists the brokers that are exempt. */
export function exemptBrokersQueryName({ namePrefix }: Prefixed): string {
  return `${namePrefix}/exempt-brokers`;
}

/** The name of the event bus in the administrator account that all accounts and regions send results to. */
export function notificationBusName({ namePrefix }: Prefixed): string {
  return namePrefix;
}

/** The name of the rule that sends them, in every account and region, and of its StackSet. */
export function forwardingRuleName({ namePrefix }: Prefixed): string {
  return `${namePrefix}-notifications`;
}

/**
 * The name of that rule's role in a region, or the pattern for all regions. With the longest prefix and region, it has 61
 * of the 64 characters that IAM allows.
 */
export function forwarderRoleName({ namePrefix }: Prefixed, region: string): string {
  return `${namePrefix}-notifications-${region}`;
}
