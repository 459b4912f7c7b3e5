import type { AwsState, Delegation } from '../aws/aws-state.ts';
import { isAdministrator } from '../aws/organization.ts';

/**
 * For AWS Config: aggregators and packs of an organization.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutOrganizationConformancePack.html
 * @throws Error for an account that is not an administrator
 */
export function requireConfigAdministrator(state: AwsState, accountId: string, delegation: Delegation): void {
  if (isAdministrator(state, accountId, delegation)) return;
  throw new Error(`OrganizationAccessDeniedException: ${accountId} is not an administrator for ${delegation}.`);
}
