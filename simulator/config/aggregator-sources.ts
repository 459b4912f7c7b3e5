import type { Aggregator } from '../aws/aggregator-record.ts';
import type { Account, AwsState } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { accountOf } from '../aws/organization.ts';
import { paginate } from '../aws/pages.ts';
import { DEFAULT_REGIONS } from '../aws/regions.ts';
import type { Simulation } from '../aws/simulation.ts';

/** The accounts that an organization's aggregator collects from. */
export function sourcesOf(state: AwsState, { accountId }: Aggregator): readonly Account[] {
  const { organizationId } = accountOf(state, accountId);
  return [...state.accounts.values()].filter((one) => one.organizationId === organizationId && one.status === 'ACTIVE');
}

/**
 * AWS does not say what the sources of an organization's aggregator are. Here they are accounts in regions, with recorders
 * or without.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationAggregatorSourcesStatus.html
 */
export function describeSources({ state }: Simulation, input: Call['input'], aggregator: Aggregator): unknown {
  const wanted = input.UpdateStatus as readonly string[] | undefined;
  const sources = sourcesOf(state, aggregator).flatMap(({ id, optionalRegions }) =>
    [...DEFAULT_REGIONS, ...optionalRegions].map((AwsRegion) => ({
      SourceId: id,
      SourceType: 'ACCOUNT',
      AwsRegion,
      LastUpdateStatus: 'SUCCEEDED',
      LastUpdateTime: state.now() / 1_000,
    })),
  );
  const found = sources.filter(({ LastUpdateStatus }) => wanted?.includes(LastUpdateStatus) ?? true);
  const { page, token } = paginate(found, input.NextToken, Number(input.Limit || 100), 100);
  return { AggregatedSourceStatusList: page, NextToken: token };
}
