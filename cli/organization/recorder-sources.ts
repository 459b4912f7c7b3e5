import pMap from 'p-map';
import { isCollected, isOf } from './aggregator-coverage.ts';
import type { Context } from './context.ts';
import { placeOf, ruleRegions } from './context.ts';
import type { Aggregator, Aws } from './port.ts';
import type { Recording } from './recording.ts';
import { judgeRecorders } from './recording.ts';
import { attempt } from './rows.ts';

/** The number of concurrent calls to other accounts and regions. */
export const CONCURRENCY = 10;

/** An account and region, and how AWS Config records brokers there. */
export interface RecordingPlace {
  readonly accountId: string;
  readonly region: string;
  readonly recording: Recording;
  /** The source, if it is not AWS Config in the account itself. */
  readonly seenBy?: string;
}

type RecorderCalls = Pick<Aws, 'recorders' | 'aggregators' | 'aggregatorSources' | 'aggregatedRecorders'>;

/** Reads how each account and region records: in the account if possible, else in an organization aggregator. */
export async function readRecordings(
  context: Context<RecorderCalls>,
  accountIds: readonly string[],
): Promise<readonly RecordingPlace[]> {
  const pairs = accountIds.flatMap((accountId) => ruleRegions(context).map((region) => ({ accountId, region })));
  const direct = await pMap(pairs, (pair) => readDirectly(context, pair), { concurrency: CONCURRENCY });
  if (direct.every(({ recording }) => recording.kind !== 'not-visible')) return direct;
  const lookUp = await openAggregators(context);
  return direct.map((place) => {
    if (place.recording.kind !== 'not-visible') return place;
    const aggregated = lookUp(place.accountId, place.region);
    return aggregated === undefined ? place : { ...place, ...aggregated };
  });
}

async function readDirectly(
  context: Context<RecorderCalls>,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): Promise<RecordingPlace> {
  const place = placeOf(context, accountId, region);
  if (place === undefined) {
    const reason = 'neither a role in the account nor an aggregator shows the recorder.';
    return { accountId, region, recording: { kind: 'not-visible', reason } };
  }
  const recorders = await attempt(context.aws.recorders(place));
  const recording: Recording = recorders.ok
    ? judgeRecorders(recorders.value)
    : // Without the account, so that many accounts with the same reason share one finding.
      { kind: 'not-visible', reason: recorders.reason.replaceAll(accountId, '<account>') };
  return { accountId, region, recording };
}

type LookUp = (accountId: string, region: string) => Pick<RecordingPlace, 'recording' | 'seenBy'> | undefined;

/**
 * Reads the organization aggregators in the regions of the deployment. They know the recorders, because AWS Config
 * always records these.
 * https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html#drift-detection
 */
async function openAggregators(context: Context<RecorderCalls>): Promise<LookUp> {
  const lookUps = await pMap(
    context.regions,
    async (region) => {
      const aggregators = await attempt(context.aws.aggregators(region));
      if (!aggregators.ok) return [];
      const ofOrganization = aggregators.value.filter(({ isOfOrganization }) => isOfOrganization);
      return pMap(ofOrganization, (aggregator) => openAggregator(context, aggregator, region), { concurrency: 1 });
    },
    { concurrency: CONCURRENCY },
  );
  return (accountId, region) => {
    for (const lookUp of lookUps.flat()) {
      const found = lookUp(accountId, region);
      if (found) return found;
    }
    return undefined;
  };
}

async function openAggregator(
  { aws }: Context<RecorderCalls>,
  aggregator: Aggregator,
  region: string,
): Promise<LookUp> {
  const sources = await attempt(aws.aggregatorSources(aggregator.name, region));
  if (!sources.ok || sources.value.length === 0) return () => undefined;
  const recorders = await attempt(aws.aggregatedRecorders(aggregator.name, region));
  // No recorder at all means that the type is not collected, not that no account has a recorder.
  if (!recorders.ok || recorders.value.length === 0) return () => undefined;
  return (accountId, ofRegion) => {
    const collector = { regions: aggregator.regions, sources: sources.value };
    if (!isCollected(collector, accountId, ofRegion)) return undefined;
    const own = recorders.value.filter((item) => item.accountId === accountId && item.region === ofRegion);
    // Only an account that the aggregator collects from can count as having no recorder.
    if (own.length === 0 && !sources.value.some((source) => isOf(source, accountId, ofRegion))) return undefined;
    return {
      recording: judgeRecorders(own.map(({ recorder }) => recorder)),
      seenBy: `the aggregator ${aggregator.name} in ${region}`,
    };
  };
}
