import pMap from 'p-map';
import { CONCURRENCY } from '../../organization/recorder-sources.ts';
import { codeOf, explainFailure } from '../../scan/failures.ts';
import type { ReportProblem } from '../report.ts';
import type { Attempt } from './attempt.ts';
import { allow, attempt, REMEDIES } from './attempt.ts';
import type { FoundAggregator } from './find.ts';
import type { OwnResult, OwnRule } from './own-rules.ts';
import { toOwnRule } from './own-rules.ts';
import { placeKey } from './places.ts';
import type { ReadObserver, ReportCalls } from './port.ts';
import { REPORT_ACTIONS } from './port.ts';
import { toName } from './reported-brokers.ts';

/** An account, and its regions in which results are expected. */
export interface AccountToRead {
  readonly accountId: string;
  readonly regions: readonly string[];
}

/** The accounts in which results may be, and all regions of which results count. */
export interface WhereToRead {
  readonly accounts: readonly AccountToRead[];
  readonly regions: readonly string[];
}

/** What the aggregator shows of the rules. Places have the keys of {@link placeKey}. */
export interface AggregatedResults {
  readonly rules: ReadonlyMap<string, readonly OwnRule[]>;
  /** By the ID of the broker. */
  readonly results: ReadonlyMap<string, ReadonlyMap<string, readonly OwnResult[]>>;
  /** Places whose results could not be read, and why. */
  readonly failures: ReadonlyMap<string, unknown>;
  readonly problems: readonly ReportProblem[];
}

/**
 * Reads the results of this project's rules: the rules of each account, in one call if there are few, then the results of
 * each rule. Where AWS Config has recorded no broker, a rule may know one nevertheless: it lists brokers itself.
 * @throws Unusable
 */
export async function readResults(
  aggregator: FoundAggregator,
  { accounts, regions }: WhereToRead,
  calls: ReportCalls,
  observer: ReadObserver,
): Promise<AggregatedResults> {
  const { name, region } = aggregator;
  const failures = new Map<string, unknown>();

  const each = async <I, O>(items: readonly I[], read: (item: I) => Promise<O>): Promise<readonly Attempt<O>[]> =>
    pMap(
      items,
      async (item) => {
        const outcome = await attempt(read(item));
        observer.onPart();
        return outcome;
      },
      { concurrency: CONCURRENCY },
    );

  observer.onStep('rules', accounts.length);
  const only = regions.length === 1 ? regions[0] : undefined;
  const listed = await each(accounts, ({ accountId }) =>
    calls.aggregatedRules(name, region, { accountId, region: only }),
  );
  const rules: OwnRule[] = [];
  for (const [index, { accountId, regions: expected }] of accounts.entries()) {
    const outcome = listed[index];
    if (outcome?.ok) {
      rules.push(...outcome.value.flatMap(toOwnRule).filter((rule) => regions.includes(rule.region)));
    } else if (outcome) {
      for (const each of expected) failures.set(placeKey({ accountId, region: each }), outcome.error);
    }
  }

  observer.onStep('results', rules.length);
  const read = await each(rules, (rule) => calls.aggregatedResults(name, region, rule));
  const results = new Map<string, Map<string, OwnResult[]>>();
  for (const [index, rule] of rules.entries()) {
    const outcome = read[index];
    if (outcome && !outcome.ok) failures.set(placeKey(rule), outcome.error);
    if (outcome?.ok) for (const result of outcome.value) addResult(results, { ...result, rule });
  }
  return { rules: Map.groupBy(rules, placeKey), results, failures, problems: explainFailures(name, failures) };
}

/** Adds a result to those of its resource. */
function addResult(results: Map<string, Map<string, OwnResult[]>>, result: OwnResult): void {
  const key = placeKey(result.rule);
  const ofPlace = results.get(key) ?? new Map<string, OwnResult[]>();
  results.set(key, ofPlace);
  const broker = toName(result.resourceId);
  ofPlace.set(broker, [...(ofPlace.get(broker) ?? []), result]);
}

/** One problem for each kind of failure: a thousand denied calls have the same remedy. */
function explainFailures(name: string, failures: ReadonlyMap<string, unknown>): readonly ReportProblem[] {
  const byCode = Map.groupBy(failures, ([, error]) => codeOf(error));
  const denied = allow([...REPORT_ACTIONS.aggregatedRules, ...REPORT_ACTIONS.aggregatedResults]);
  return [...byCode.values()].flatMap((group) => {
    const [[first, error] = []] = group;
    const where = group.length === 1 ? `${first}` : `${group.length} accounts and regions, ${first} among them,`;
    const what = `The results of the rules in ${where} cannot be read`;
    return [{ source: `aggregator ${name}`, message: explainFailure(what, error, { ...REMEDIES, denied }) }];
  });
}
