import type { Settings } from './settings.ts';

/**
 * Where CloudFormation has no `AWS::Lambda::ResourcePolicy`, of the regions that `organization` can have, by the schemas of
 * cfn-lint 1.58.0, with which a test compares this. AWS announced such policies for its commercial regions only:
 * https://aws.amazon.com/about-aws/whats-new/2026/08/aws-lambda-full-iam-resource-based-policies/
 */
export const REGIONS_WITHOUT_RESOURCE_POLICY: readonly string[] = ['me-central-1', 'us-gov-east-1', 'us-gov-west-1'];

/** Whether the function of a region answers the accounts of the organization only. In `organization`. */
export function isLimitedToOrganization({ functionAccess }: Settings, region: string): boolean {
  return functionAccess === 'organization' && !REGIONS_WITHOUT_RESOURCE_POLICY.includes(region);
}
