import { BROKER_RESOURCE_TYPE } from '../../../checks/configuration-item.ts';
import { byAccount, concerns, covers } from '../../organization/aggregator-coverage.ts';
import type { AggregatedRecorder, AggregatorSource } from '../../organization/port.ts';
import type { Problem } from '../../organization/recording.ts';
import { judgeRecorders } from '../../organization/recording.ts';
import { explainFailure } from '../../scan/failures.ts';
import type { ReportedPlace, ReportedRegions } from '../report.ts';
import type { Attempt } from './attempt.ts';
import { allow, REMEDIES } from './attempt.ts';
import type { FoundAggregator } from './find.ts';
import { REPORT_ACTIONS } from './port.ts';

/** What decides whether an account and region is seen. */
export interface Coverage {
  readonly aggregator: FoundAggregator;
  readonly sources: Attempt<readonly AggregatorSource[]>;
  readonly recorders: Attempt<readonly AggregatedRecorder[]>;
}

/**
 * Regions in which AWS Config has recorders, but does not record brokers. AWS lists every region:
 * https://docs.aws.amazon.com/config/latest/developerguide/what-is-resource-config-coverage.html
 */
const REGIONS_WITHOUT_TYPE: readonly string[] = ['ca-west-1', 'mx-central-1'];

const SCAN = 'To see its brokers, use rabbitmq-conformance scan.';

const PROBLEMS: Readonly<Record<Problem, string>> = {
  none: `There is no configuration recorder. Set one up that records ${BROKER_RESOURCE_TYPE}.`,
  stopped: 'The configuration recorder is stopped. Start it.',
  failing: 'The configuration recorder fails. Look at its last error, and repair it.',
  'without-brokers': `The configuration recorder does not record ${BROKER_RESOURCE_TYPE}. Add the type to it.`,
};

/** The key of an account and region in maps. */
export function placeKey({ accountId, region }: { readonly accountId: string; readonly region: string }): string {
  return `${accountId}/${region}`;
}

/** Returns for an account and region why not all of its brokers are proven to be in the report, if so. */
export function reasonsFor(coverage: Coverage): (accountId: string, region: string) => string | undefined {
  const recording = recordingReasons(coverage);
  const collection = collectionReasons(coverage);
  return (accountId, region) =>
    REGIONS_WITHOUT_TYPE.includes(region)
      ? `AWS Config does not record ${BROKER_RESOURCE_TYPE} in ${region}: use rabbitmq-conformance scan.`
      : (collection(accountId, region) ?? recording(accountId, region));
}

/**
 * Returns whether AWS Config records brokers in an account and region. `perhaps`: there is a recorder, or may be, but it
 * is not proven to record brokers.
 */
export function recordsBrokers({
  recorders,
}: Coverage): (accountId: string, region: string) => 'yes' | 'perhaps' | 'no' {
  // No recorder at all means that the type is not collected, not that no account has one.
  if (!recorders.ok || recorders.value.length === 0) return () => 'perhaps';
  const byPlace = Map.groupBy(recorders.value, placeKey);
  return (accountId, region) => {
    const own = byPlace.get(placeKey({ accountId, region }));
    if (own === undefined) return 'no';
    if (REGIONS_WITHOUT_TYPE.includes(region)) return 'perhaps';
    return judgeRecorders(own.map(({ recorder }) => recorder)).kind === 'recording' ? 'yes' : 'perhaps';
  };
}

/** @param hasBrokers whether any broker of it is in the report */
export function toPlace(
  accountId: string,
  region: string,
  reason: string | undefined,
  hasBrokers: boolean,
): ReportedPlace {
  if (reason === undefined) return { accountId, region, visibility: 'seen' };
  return { accountId, region, visibility: hasBrokers ? 'partly' : 'not-seen', reason };
}

/** The regions that have anything, for an aggregator that collects from all. */
export function regionsSeen(
  { sources, recorders }: Coverage,
  others: readonly { readonly region: string }[],
): readonly string[] {
  const ofSources = sources.ok ? sources.value.flatMap(({ region }) => region ?? []) : [];
  const ofRecorders = recorders.ok ? recorders.value.map(({ region }) => region) : [];
  return [...new Set([...ofSources, ...ofRecorders, ...others.map(({ region }) => region)])].toSorted();
}

/**
 * Divides the regions of an aggregator that collects from all. Those where no account has anything are no part of the
 * report, unless it is not known: a failed collection shows no recorder either.
 * @param others what else has been found somewhere
 */
export function divideRegions(
  regions: readonly string[],
  { sources, recorders }: Coverage,
  others: readonly { readonly region: string }[],
): ReportedRegions {
  if (!recorders.ok || recorders.value.length === 0) return { reported: regions, withoutRecorder: [] };
  const failed = sources.ok ? sources.value.filter(({ status }) => status !== 'SUCCEEDED') : [];
  const used = new Set([...recorders.value, ...others, ...failed].map(({ region }) => region));
  return {
    reported: regions.filter((region) => used.has(region)),
    withoutRecorder: regions.filter((region) => !used.has(region)),
  };
}

type Reasons = (accountId: string, region: string) => string | undefined;

function collectionReasons({ aggregator, sources }: Coverage): Reasons {
  const { name, regions, isOfOrganization } = aggregator;
  if (!sources.ok) {
    const what = `It is not known whether the aggregator ${name} collects from here`;
    const reason = explainFailure(what, sources.error, {
      ...REMEDIES,
      denied: allow(REPORT_ACTIONS.aggregatorSources),
    });
    return () => reason;
  }
  const collectorOf = byAccount({ regions, sources: sources.value });
  const unproven = isOfOrganization
    ? `AWS Config does not say that the aggregator ${name} collects from here. Make the report again later. ${SCAN}`
    : `The aggregator ${name} is not told to collect from here. Add the account to it. ${SCAN}`;
  return (accountId, region) => {
    if (regions !== 'all' && !regions.includes(region)) {
      return `The aggregator ${name} does not collect from ${region}. Add the region to it. ${SCAN}`;
    }
    const collector = collectorOf(accountId);
    const failed = collector.sources.find(
      (source) => source.status !== 'SUCCEEDED' && concerns(source, accountId, region),
    );
    if (failed) return explainSource(name, failed);
    return covers(collector, accountId, region) ? undefined : unproven;
  };
}

function explainSource(name: string, { status, error }: AggregatorSource): string {
  const why = error === undefined ? '' : ` (${error.replace(/\.$/, '')})`;
  return status === 'OUTDATED'
    ? `What the aggregator ${name} has from here is out of date${why}. Make the report again later.`
    : `The aggregator ${name} could not collect from here${why}. AWS Config tries again by itself: make the report again later.`;
}

function recordingReasons({ aggregator: { name }, recorders }: Coverage): Reasons {
  const unknown = `It is not known whether AWS Config records ${BROKER_RESOURCE_TYPE} here`;
  if (!recorders.ok) {
    const remedies = { ...REMEDIES, denied: allow(REPORT_ACTIONS.aggregatedRecorders) };
    const reason = explainFailure(unknown, recorders.error, remedies);
    return () => reason;
  }
  // No recorder at all means that the type is not collected, not that no account has one.
  if (recorders.value.length === 0) {
    return () => `${unknown}: the aggregator ${name} shows no configuration recorder at all. ${SCAN}`;
  }
  const byPlace = Map.groupBy(recorders.value, placeKey);
  return (accountId, region) => {
    const own = byPlace.get(placeKey({ accountId, region })) ?? [];
    const recording = judgeRecorders(own.map(({ recorder }) => recorder));
    if (recording.kind === 'recording') return undefined;
    return recording.kind === 'not-visible' ? `${unknown}: ${recording.reason} ${SCAN}` : PROBLEMS[recording.kind];
  };
}
