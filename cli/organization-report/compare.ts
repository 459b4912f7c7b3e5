import { byPlace, identityOf, placeOf, toFormer } from './identity.ts';
import type {
  OrganizationReport,
  ReportChanges,
  ReportedBroker,
  ReportedPlace,
  ReportedResult,
  ResultReference,
} from './report.ts';

/** A broker now and in the previous report; `undefined` where it was not there and is not known to be new. */
interface Pair {
  readonly broker: ReportedBroker;
  readonly before: ReportedBroker | 'new' | undefined;
}

/**
 * What differs from a previous report of the same organization. Only what was seen both times is compared: a broker is new
 * if it was created since, or if all of its account and region was seen then, and it is gone if all of it is seen now.
 * An account and region that was read before the previous report read it is not compared: a file can be old.
 */
export function compareReports(previous: OrganizationReport, current: OrganizationReport): ReportChanges {
  const before = new Map(previous.brokers.map((broker) => [identityOf(broker), broker]));
  const [placesBefore, placesNow] = [byPlace(previous.places), byPlace(current.places)];
  const notCompared = current.places.filter((place) => {
    const then = placesBefore.get(placeOf(place) ?? '');
    return then !== undefined && readTime(place, current) < readTime(then, previous);
  });
  const older = new Set(notCompared.map(placeOf));
  const isNew = (broker: ReportedBroker) =>
    (broker.createdAt !== undefined && broker.createdAt > previous.createdAt) ||
    placesBefore.get(placeOf(broker) ?? '')?.visibility === 'seen';
  const pairs = current.brokers
    .filter((broker) => !older.has(placeOf(broker)))
    .map(
      (broker): Pair => ({
        broker,
        before: before.get(identityOf(broker)) ?? (isNew(broker) ? 'new' : undefined),
      }),
    );
  const known = new Set(current.brokers.map(identityOf));
  const missing = previous.brokers.filter((broker) => !known.has(identityOf(broker)));
  const isSeen = (broker: ReportedBroker) =>
    placesNow.get(placeOf(broker) ?? '')?.visibility === 'seen' && !older.has(placeOf(broker));
  const compared = new Set(previous.checks.map(({ id }) => id));
  const changed = (isChange: (now: ReportedResult, then: ReportedResult | undefined) => boolean) =>
    pairs.flatMap((pair) => referencesOf(pair, compared, isChange));
  return {
    since: previous.createdAt,
    previous: previous.summary,
    newFailures: changed((now, then) => now.verdict === 'fail' && then?.verdict !== 'fail'),
    // What is exempt is a failure too.
    fixed: changed((now, then) => now.verdict === 'pass' && (then?.verdict === 'fail' || then?.verdict === 'exempt')),
    newlyExempt: changed((now, then) => now.verdict === 'exempt' && then?.verdict !== 'exempt'),
    newlyUnknown: changed((now, then) => now.verdict === 'unknown' && then?.verdict !== 'unknown'),
    newBrokers: pairs.filter((pair) => pair.before === 'new').map(({ broker }) => broker.key),
    goneBrokers: missing.filter(isSeen).map(toFormer),
    outOfSight: {
      brokers: missing.filter((broker) => !isSeen(broker)).map(toFormer),
      places: previous.places.flatMap((place) => lostPlace(place, placesNow)),
    },
    ...(notCompared.length > 0 && { notCompared }),
  };
}

/** When a report read an account and region, in milliseconds. */
function readTime({ readAt }: ReportedPlace, { createdAt }: OrganizationReport): number {
  return Date.parse(readAt ?? createdAt);
}

function referencesOf(
  { broker, before }: Pair,
  compared: ReadonlySet<string>,
  isChange: (now: ReportedResult, then: ReportedResult | undefined) => boolean,
): readonly ResultReference[] {
  if (before === undefined) return [];
  return broker.results
    .filter((now) => {
      if (!compared.has(now.check)) return false;
      return isChange(now, before === 'new' ? undefined : before.results.find(({ check }) => check === now.check));
    })
    .map(({ check }) => ({ broker: broker.key, check }));
}

/** A place that was seen, at least in part, and is not seen now, as it is now. */
function lostPlace(
  { accountId, region, visibility }: ReportedPlace,
  placesNow: ReadonlyMap<string, ReportedPlace>,
): readonly ReportedPlace[] {
  if (visibility === 'not-seen') return [];
  const now = placesNow.get(`${accountId}/${region}`);
  if (now === undefined) return [{ accountId, region, visibility: 'not-seen', reason: 'This report is not about it.' }];
  return now.visibility === 'not-seen' ? [now] : [];
}

/**
 * The brokers, with findings that go on since the previous report: they have been there since then at the latest, or since
 * when that report says.
 */
export function carrySince(
  brokers: readonly ReportedBroker[],
  previous: Pick<OrganizationReport, 'brokers' | 'createdAt'>,
): readonly ReportedBroker[] {
  const before = new Map(previous.brokers.map((broker) => [identityOf(broker), broker]));
  return brokers.map((broker) => {
    const then = before.get(identityOf(broker));
    if (!then) return broker;
    return { ...broker, results: broker.results.map((result) => withSince(result, broker, then, previous.createdAt)) };
  });
}

/**
 * AWS Config says when any result of the broker last changed. After the previous report, that can be this one, which then
 * passed in between, unless another check explains it.
 */
function withSince(
  result: ReportedResult,
  now: ReportedBroker,
  { results }: ReportedBroker,
  createdAt: string,
): ReportedResult {
  const { check, verdict, since } = result;
  const verdictThen = (id: string) => results.find((other) => other.check === id)?.verdict;
  const then = results.find((other) => other.check === check);
  if (verdict === 'pass' || verdict === 'skip' || then?.verdict !== verdict) return result;
  const isExplained = now.results.some((other) => other.verdict !== verdictThen(other.check));
  if (since !== undefined && since > createdAt && !isExplained) return result;
  const [earliest] = [then.since ?? createdAt, since].filter((time) => time !== undefined).sort();
  return { ...result, since: earliest };
}
