import type { AwsState } from '../aws/aws-state.ts';
import { isServiceTrusted } from '../aws/iam.ts';
import type { Place } from '../aws/place.ts';
import { aggregatorPolicyArn } from '../aws/roles.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { requireConfigAdministrator } from './administrator.ts';

/**
 * Makes the aggregator of an organization, or changes the one with its name.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationAggregator.html
 * @returns its ARN
 * @throws Error if AWS Config would refuse it
 */
export function putAggregator(
  state: AwsState,
  { accountId, region }: Place,
  { ConfigurationAggregatorName, OrganizationAggregationSource }: Readonly<Record<string, unknown>>,
): string {
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
  const known = [...state.aggregators.values()].find(
    (one) => one.name === name && one.accountId === accountId && one.region === region,
  );
  const arn =
    known?.arn ??
    `arn:${state.partition}:config:${region}:${accountId}:config-aggregator/config-aggregator-${state.unique(8)}`;
  state.aggregators.set(arn, { name, arn, accountId, region, roleArn: source.RoleArn, allRegions: true });
  return arn;
}
