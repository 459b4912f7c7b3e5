import type { Finding } from '../organization/rows.ts';
import { fine, some, toDo } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import { formatAge } from './age.ts';
import { repairPacks, startEvaluations } from './commands.ts';
import type { Evaluated } from './evaluation.ts';
import { evaluate } from './evaluation.ts';
import type { Evaluations, PlaceReading, StatusContext, StatusFacts } from './facts.ts';
import { accountsOf, byReason, regionsOf, subjectOf, whereOf } from './group.ts';
import { packOf } from './places.ts';
import { STATUS_ACTIONS } from './port.ts';
import { judgeUnseen } from './unseen.ts';

interface Place extends Evaluations, Evaluated {
  readonly accountId: string;
  readonly region: string;
}

/** Rules, the age of results, and brokers that could not be evaluated. */
export function judgeEvaluations(context: StatusContext, facts: StatusFacts): readonly Finding[] {
  const { readings } = facts;
  const places = readings.flatMap(({ accountId, region, evaluations }): readonly Place[] =>
    evaluations.ok ? [{ accountId, region, ...evaluations.value, ...evaluate(context, evaluations.value) }] : [],
  );
  const bare = places.filter(({ rules, seenBy }) => seenBy === 'account' && rules.length === 0);
  const withRules = places.filter((place) => !bare.includes(place));
  return [
    ...sumUp(context, places, readings.length),
    ...judgeRules(
      context,
      facts,
      // Where there is no pack, another row says so.
      places.filter(
        ({ accountId, region, missingRules }) =>
          missingRules.length > 0 && ['ok', 'not-visible'].includes(packOf(context, facts, accountId, region)),
      ),
    ),
    ...judgeAges(context, withRules),
    ...judgeUnknown(withRules),
    ...judgeWithoutResult(withRules),
    ...sumUpUnseen(readings),
  ];
}

function sumUp({ now }: StatusContext, places: readonly Place[], all: number): readonly Finding[] {
  const good = places.filter(
    ({ missingRules, isStale, unknown, withoutResult }) =>
      missingRules.length === 0 && !isStale && unknown.length === 0 && withoutResult.length === 0,
  );
  if (good.length === 0) return [];
  const brokers = good.reduce((sum, { evaluated }) => sum + evaluated.length, 0);
  const ages = good.flatMap(({ oldest }) => (oldest === undefined ? [] : [now.getTime() - oldest.getTime()]));
  const age = ages.length === 0 ? '' : ` The oldest result is ${formatAge(Math.max(...ages))} old.`;
  return [
    fine(
      `${good.length} of ${count(all, 'account and region', 'accounts and regions')}`,
      `${count(brokers, 'broker')} evaluated.${age}`,
    ),
  ];
}

function judgeRules(context: StatusContext, facts: StatusFacts, places: readonly Place[]): readonly Finding[] {
  return byReason(places.map((place) => ({ ...place, reason: place.missingRules.join(', ') }))).map(([names, group]) =>
    toDo(
      subjectOf(group),
      `These rules do not exist (${whereOf(group)}): ${names}.`,
      ['Create the pack again:', ...repairPacks(context, facts, group)].join('\n'),
      located(group),
    ),
  );
}

function judgeAges(context: StatusContext, places: readonly Place[]): readonly Finding[] {
  const stale = places.filter(({ isStale }) => isStale);
  if (stale.length === 0) return [];
  const { now, settings } = context;
  const ages = stale.map(({ oldest = now }) => now.getTime() - oldest.getTime());
  const { frequency, refresh } = settings;
  const schedule = refresh === 1 ? frequency : `${frequency}, with refresh=${refresh}`;
  return [
    toDo(
      subjectOf(stale),
      `Results are up to ${formatAge(Math.max(...ages))} old, though the schedule is ${schedule} (${whereOf(stale)}).`,
      ['The log of the function says why. Have AWS Config evaluate the rules now:', ...startEvaluations(stale)].join(
        '\n',
      ),
      located(stale),
    ),
  ];
}

function judgeUnknown(places: readonly Place[]): readonly Finding[] {
  const affected = places.filter(({ unknown }) => unknown.length > 0);
  const unknown = affected.flatMap((place) => place.unknown.map((broker) => ({ ...place, ...broker })));
  if (unknown.length === 0) return [];
  const listed = unknown.map(
    ({ accountId, region, resourceId, annotation }) => `${resourceId} (${accountId}, ${region}): ${annotation}`,
  );
  return [
    toDo(
      `${count(unknown.length, 'unknown broker')}`,
      some(listed),
      ['Fix the reason, then have AWS Config evaluate the rules:', ...startEvaluations(affected)].join('\n'),
      located(affected),
    ),
  ];
}

function judgeWithoutResult(places: readonly Place[]): readonly Finding[] {
  const affected = places.filter(({ withoutResult }) => withoutResult.length > 0);
  const seen = affected.filter(({ seenBy }) => seenBy === 'account');
  const aggregated = affected.filter(({ seenBy }) => seenBy === 'aggregator');
  const describe = (group: readonly Place[]) =>
    `${some(group.flatMap(({ withoutResult }) => withoutResult))} (${whereOf(group)})`;
  return [
    ...(seen.length === 0
      ? []
      : [
          toDo(
            subjectOf(seen),
            `AWS Config has recorded brokers that no rule has a result for: ${describe(seen)}.`,
            ['Have AWS Config evaluate the rules:', ...startEvaluations(seen)].join('\n'),
            located(seen),
          ),
        ]),
    ...(aggregated.length === 0
      ? []
      : [
          {
            status: 'not-visible' as const,
            subject: subjectOf(aggregated),
            detail: `The aggregator has no result for these brokers: ${describe(aggregated)}. They may be unknown or exempt.`,
            action: 'Use --role-name <a role in every account>, because an aggregator does not show NOT_APPLICABLE.',
            ...located(aggregated),
          },
        ]),
  ];
}

function sumUpUnseen(readings: readonly PlaceReading[]): readonly Finding[] {
  const unseenPlaces = readings.flatMap(({ accountId, region, evaluations }) =>
    evaluations.ok ? [] : [{ accountId, region, ...evaluations }],
  );
  const actions = [...STATUS_ACTIONS.ruleNames, ...STATUS_ACTIONS.results, ...STATUS_ACTIONS.brokers];
  return judgeUnseen('Rules and results', unseenPlaces, actions);
}

function located(places: readonly { readonly accountId: string; readonly region: string }[]) {
  return { accounts: accountsOf(places), regions: regionsOf(places) };
}
