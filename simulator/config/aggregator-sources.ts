import type { Aggregator } from '../aws/aggregator-record.ts';
import type { Account, AwsState } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { accountOf } from '../aws/organization.ts';
import { paginate } from '../aws/pages.ts';
import { placeKey } from '../aws/place.ts';
import { DEFAULT_REGIONS } from '../aws/regions.ts';
import type { Simulation } from '../aws/simulation.ts';

/** The accounts that an aggregator collects from. */
export function sourcesOf(state: AwsState, { accountId, accountIds }: Aggregator): readonly Account[] {
  const { organizationId } = accountOf(state, accountId);
  const isSource = (one: Account) => accountIds?.includes(one.id) ?? one.organizationId === organizationId;
  return [...state.accounts.values()].filter((one) => isSource(one) && one.status === 'ACTIVE');
}

/** Whether an aggregator has anything from one of its accounts in a region. From where it failed, it has nothing here. */
export function hasCollected(state: AwsState, { regions }: Aggregator, accountId: string, region: string): boolean {
  const isIncluded = regions?.includes(region) ?? true;
  return isIncluded && state.sourceProblems.get(placeKey({ accountId, region }))?.status !== 'FAILED';
}

/**
 * AWS does not say what the sources of an organization's aggregator are. Here they are accounts in regions, with recorders
 * or without.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationAggregatorSourcesStatus.html
 */
export function describeSources({ state }: Simulation, input: Call['input'], aggregator: Aggregator): unknown {
  const wanted = input.UpdateStatus as readonly string[] | undefined;
  const sources = sourcesOf(state, aggregator).flatMap(({ id, optionalRegions }) =>
    [...DEFAULT_REGIONS, ...optionalRegions]
      .filter((region) => aggregator.regions?.includes(region) ?? true)
      .map((AwsRegion) => {
        const problem = state.sourceProblems.get(placeKey({ accountId: id, region: AwsRegion }));
        return {
          ...{ SourceId: id, SourceType: 'ACCOUNT', AwsRegion, LastUpdateTime: state.now() / 1_000 },
          LastUpdateStatus: problem?.status ?? 'SUCCEEDED',
          ...(problem && { LastErrorCode: problem.code, LastErrorMessage: problem.message }),
        };
      }),
  );
  const found = sources.filter(({ LastUpdateStatus }) => wanted?.includes(LastUpdateStatus) ?? true);
  const { page, token } = paginate(found, input.NextToken, Number(input.Limit || 100), 100);
  return { AggregatedSourceStatusList: page, NextToken: token };
}
