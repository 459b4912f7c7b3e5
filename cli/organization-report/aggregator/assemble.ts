import type { ReportedBroker } from '../report.ts';
import type { EnteredPlace, PlaceToEnter } from './in-accounts.ts';
import { judge } from './judge.ts';
import type { OwnResult } from './own-rules.ts';
import { isFor } from './own-rules.ts';
import type { Coverage } from './places.ts';
import { placeKey, recordsBrokers } from './places.ts';
import type { AggregatedPack, AggregatorRequest, ComplianceChange } from './port.ts';
import type { AggregatedResults } from './read-results.ts';
import type { AgeRequest } from './remarks.ts';
import { oldestCurrent } from './remarks.ts';
import type { BrokerToReport } from './reported-brokers.ts';
import { namesOf, toName, toReported } from './reported-brokers.ts';

/**
 * Adds the brokers that only rules know: AWS Config records late, or not at all. Where it does record brokers, one without
 * a configuration whose results are too old is gone, and they have not been removed yet.
 */
export function addUnrecorded(
  recorded: readonly BrokerToReport[],
  { results }: AggregatedResults,
  coverage: Coverage,
  age: AgeRequest,
): { readonly brokers: readonly BrokerToReport[]; readonly gone: number } {
  const records = recordsBrokers(coverage);
  const oldest = oldestCurrent(age);
  const isOld = ({ time }: OwnResult) => time !== undefined && time.toISOString() < oldest;
  const known = new Set(recorded.flatMap((broker) => namesOf(broker).map((name) => `${placeKey(broker)}/${name}`)));
  const unrecorded: BrokerToReport[] = [];
  let gone = 0;
  for (const [key, byResource] of results) {
    const [accountId = '', region = ''] = key.split('/');
    for (const [name, own] of byResource) {
      if (known.has(`${key}/${name}`)) continue;
      if (records(accountId, region) === 'yes' && own.every(isOld)) gone += 1;
      else unrecorded.push({ accountId, region, resourceId: own[0]?.resourceId ?? name });
    }
  }
  return { brokers: [...recorded, ...unrecorded], gone };
}

/** The results of a broker that the aggregator shows. */
export type LookUp = (broker: BrokerToReport) => readonly OwnResult[];

/** Finds results by any name that they can have for a broker. */
export function indexResults({ results }: AggregatedResults): LookUp {
  return (broker) => {
    const ofPlace = results.get(placeKey(broker));
    return ofPlace === undefined ? [] : namesOf(broker).flatMap((name) => ofPlace.get(name) ?? []);
  };
}

/** Where brokers lack results: of a check, or of one of several rules for it, which may say something graver. */
export function findLacking(
  { checks, now }: AggregatorRequest,
  brokers: readonly BrokerToReport[],
  lookUp: LookUp,
  { rules }: AggregatedResults,
): readonly PlaceToEnter[] {
  const places = new Map<string, { readonly broker: BrokerToReport; readonly checks: Set<string> }>();
  for (const broker of brokers) {
    const results = lookUp(broker);
    const key = placeKey(broker);
    const shown = new Set(results.map(({ rule }) => rule.name));
    const silent = (rules.get(key) ?? []).filter(({ name }) => !shown.has(name));
    const missing = checks.filter(
      (check) =>
        !check.isForFiles &&
        (judge(check, results, { now }) === undefined || silent.some((rule) => isFor(rule, check.id))),
    );
    if (missing.length === 0) continue;
    const place = places.get(key) ?? { broker, checks: new Set<string>() };
    places.set(key, place);
    for (const { id } of missing) place.checks.add(id);
  }
  return [...places].map(
    ([
      key,
      {
        broker: { accountId, region },
        checks: missing,
      },
    ]) => ({
      ...{ accountId, region, checks: [...missing], rules: rules.get(key) ?? [] },
    }),
  );
}

/** The brokers of the report, in the order of their keys. @param known.changes when the compliance of brokers last changed */
export function reportBrokers(
  request: AggregatorRequest,
  brokers: readonly BrokerToReport[],
  known: {
    readonly lookUp: LookUp;
    readonly results: AggregatedResults;
    readonly changes: readonly ComplianceChange[];
    readonly packs: ReadonlyMap<string, AggregatedPack> | undefined;
    readonly entered: ReadonlyMap<string, EnteredPlace>;
  },
): readonly ReportedBroker[] {
  const { lookUp, results, changes, packs, entered: places } = known;
  const changeOf = new Map(changes.map((change) => [`${placeKey(change)}/${toName(change.resourceId)}`, change]));
  return brokers
    .map((broker) => {
      const key = placeKey(broker);
      const names = namesOf(broker);
      const entered = places.get(key);
      const direct = (entered?.results ?? []).filter(({ resourceId }) => names.includes(toName(resourceId)));
      const knowledge = {
        ...{ rules: results.rules.get(key) ?? [], pack: packs?.get(key), arePacksKnown: packs !== undefined },
        ...{ entered, hasRole: request.roleName !== undefined, failure: results.failures.get(key) },
      };
      const change = names.flatMap((each) => changeOf.get(`${key}/${each}`) ?? [])[0];
      return toReported(request, broker, [...lookUp(broker), ...direct], { change, knowledge });
    })
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
