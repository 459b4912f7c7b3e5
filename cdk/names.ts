import type { Settings } from './settings.ts';

type Prefixed = Pick<Settings, 'namePrefix'>;

/** Of the role that the function assumes in the accounts of the organization. The same in all of them. */
export function evaluationRoleName({ namePrefix }: Prefixed): string {
  return `${namePrefix}-evaluation`;
}

/**
 * Of the function's own role where it serves an organization, in a region, or the pattern of all regions.
 * With the longest prefix and the longest region it has 58 characters of the 64 that IAM allows.
 */
export function evaluatorRoleName({ namePrefix }: Prefixed, region: string): string {
  return `${namePrefix}-evaluator-${region}`;
}

/** Of the runbook that switches logs on, and of its role where all accounts of an organization have it. */
export function logRemediationName({ namePrefix }: Prefixed): string {
  return `${namePrefix}-log-remediation`;
}

/** Of a conformance pack, an organization's or an account's. */
export function packName({ namePrefix }: Prefixed): string {
  return namePrefix;
}
