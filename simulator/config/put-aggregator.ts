import type { AwsState } from '../aws/aws-state.ts';
import { isServiceTrusted } from '../aws/iam.ts';
import { aggregatorPolicyArn } from '../aws/roles.ts';
import type { Place } from '../aws/simulation.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { requireConfigAdministrator } from './administrator.ts';

/**
 * Makes the aggregator of an organization.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationAggregator.html
 * @throws Error if AWS Config would refuse it
 */
export function putAggregator(
  state: AwsState,
  { accountId, region }: Place,
  { ConfigurationAggregatorName, OrganizationAggregationSource }: Readonly<Record<string, unknown>>,
): void {
  const name = String(ConfigurationAggregatorName);
  const source = OrganizationAggregationSource as { RoleArn: string; AllAwsRegions?: boolean } | undefined;
  if (!source?.AllAwsRegions) {
    throw new UnsupportedTemplateError(`an aggregator that does not cover an organization in all regions: ${name}`);
  }
  requireConfigAdministrator(state, accountId, 'config.amazonaws.com');
  const role = state.roles.get(source.RoleArn);
  const request = { action: 'sts:AssumeRole', resource: source.RoleArn, context: {} };
  if (!role || !isServiceTrusted(role.trust, 'config.amazonaws.com', request)) {
    throw new Error(`InvalidRoleException: ${source.RoleArn} cannot be assumed by AWS Config.`);
  }
  if (!role.managedPolicyArns?.includes(aggregatorPolicyArn(state))) {
    throw new Error(`InvalidRoleException: ${source.RoleArn} may not list the accounts of the organization.`);
  }
  const arn = `arn:${state.partition}:config:${region}:${accountId}:config-aggregator/config-aggregator-${state.unique(8)}`;
  state.aggregators.push({ name, arn, accountId, region, roleArn: source.RoleArn, allRegions: true });
}
