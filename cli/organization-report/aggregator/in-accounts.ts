import pMap from 'p-map';
import { placeOf } from '../../organization/context.ts';
import type { Identity } from '../../organization/port.ts';
import { CONCURRENCY } from '../../organization/recorder-sources.ts';
import { explainFailure } from '../../scan/failures.ts';
import { enumerate } from '../../text/enumerate.ts';
import type { ReportProblem } from '../report.ts';
import type { Attempt } from './attempt.ts';
import { attempt, REMEDIES } from './attempt.ts';
import type { OwnResult, OwnRule } from './own-rules.ts';
import { isFor, toOwnRule } from './own-rules.ts';
import { placeKey } from './places.ts';
import type { ReadObserver, ReportCalls } from './port.ts';
import { REPORT_ACTIONS } from './port.ts';

/** An account and region where brokers lack results. */
export interface PlaceToEnter {
  readonly accountId: string;
  readonly region: string;
  /** The checks that a broker lacks a result of. */
  readonly checks: readonly string[];
  /** The rules that the aggregator shows there. */
  readonly rules: readonly OwnRule[];
}

/** What an account and region says itself. */
export interface EnteredPlace {
  readonly rules: readonly OwnRule[];
  readonly results: readonly OwnResult[];
}

/**
 * Reads results of all types in the accounts, with a role. That is the only place where those are that say NOT_APPLICABLE.
 * @returns what was read, by {@link placeKey}, and a problem for each account that cannot be read
 * @throws Unusable
 */
export async function readInAccounts(
  { identity, roleName }: { readonly identity: Identity; readonly roleName: string },
  places: readonly PlaceToEnter[],
  calls: Pick<ReportCalls, 'ruleNames' | 'results'>,
  observer: ReadObserver,
): Promise<{ readonly entered: ReadonlyMap<string, EnteredPlace>; readonly problems: readonly ReportProblem[] }> {
  const accounts = [...Map.groupBy(places, ({ accountId }) => accountId)];
  observer.onStep('accounts', accounts.length);
  const read = await pMap(
    accounts,
    async ([accountId, ofAccount]) => {
      const outcomes: (readonly [PlaceToEnter, Attempt<EnteredPlace>])[] = [];
      // One after the other, so that the role is assumed once.
      for (const place of ofAccount) {
        outcomes.push([place, await attempt(enter({ identity, roleName }, place, calls))]);
      }
      observer.onPart();
      return { accountId, outcomes };
    },
    { concurrency: CONCURRENCY },
  );
  return {
    entered: new Map(
      read.flatMap(({ outcomes }) =>
        outcomes.flatMap(([place, outcome]) => (outcome.ok ? [[placeKey(place), outcome.value] as const] : [])),
      ),
    ),
    problems: read.flatMap(({ accountId, outcomes }) => {
      const failed = outcomes.flatMap(([{ region }, outcome]) =>
        outcome.ok ? [] : [{ region, error: outcome.error }],
      );
      return failed.length === 0 ? [] : [explain(accountId, roleName, failed)];
    }),
  };
}

async function enter(
  context: { readonly identity: Identity; readonly roleName: string },
  { accountId, region, checks, rules: shown }: PlaceToEnter,
  calls: Pick<ReportCalls, 'ruleNames' | 'results'>,
): Promise<EnteredPlace> {
  const place = placeOf(context, accountId, region);
  if (place === undefined) throw new Error('without a role, no other account can be read');
  const isShown = checks.every((check) => shown.some((rule) => isFor(rule, check)));
  const rules = isShown
    ? shown
    : (await calls.ruleNames(place)).flatMap((name) => toOwnRule({ name, accountId, region }));
  const results: OwnResult[] = [];
  for (const rule of rules.filter((rule) => checks.some((check) => isFor(rule, check)))) {
    for (const result of await calls.results(rule.name, place)) results.push({ ...result, rule });
  }
  return { rules, results };
}

function explain(
  accountId: string,
  roleName: string,
  failed: readonly { readonly region: string; readonly error: unknown }[],
): ReportProblem {
  const regions = enumerate(failed.map(({ region }) => region));
  const denied =
    `check that the role ${roleName} is there, that it trusts you, and that it may call ` +
    enumerate([...REPORT_ACTIONS.ruleNames, ...REPORT_ACTIONS.results]);
  const what = `The results of brokers in ${regions} cannot be read with the role`;
  return { source: accountId, message: explainFailure(what, failed[0]?.error, { ...REMEDIES, denied }) };
}
