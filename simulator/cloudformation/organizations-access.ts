import type { Request } from './requests.ts';
import { orRefuse, text } from './requests.ts';
import { requireAdministrator } from './stack-sets.ts';

/**
 * Whether the organization lets StackSets act in its accounts.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeOrganizationsAccess.html
 * @throws AwsError for an account that is not an administrator
 */
export function describeOrganizationsAccess(request: Request) {
  const { place, simulation } = request;
  const { state } = simulation;
  orRefuse(() => requireAdministrator(state, place, text(request, 'CallAs') ?? 'SELF'));
  const isTrusted = state.trustedServices.has('member.org.stacksets.cloudformation.amazonaws.com');
  return { Status: isTrusted ? 'ENABLED' : 'DISABLED' };
}
