import { maximumAge } from './age.ts';
import type { Evaluations, StatusContext } from './facts.ts';

/** How the evaluation of an account and region fares. */
export interface Evaluated {
  /** Rules of the settings that do not exist. */
  readonly missingRules: readonly string[];
  /** The newest and the oldest result, of those that are COMPLIANT or NON_COMPLIANT. */
  readonly newest: Date | undefined;
  readonly oldest: Date | undefined;
  readonly isStale: boolean;
  /** Brokers with a result that is COMPLIANT or NON_COMPLIANT. */
  readonly evaluated: readonly string[];
  readonly unknown: readonly { readonly resourceId: string; readonly annotation: string }[];
  /** Brokers that AWS Config has recorded, and a rule has no result for. */
  readonly withoutResult: readonly string[];
}

/** Judges what was read of an account and region. */
export function evaluate(
  { settings, now }: Pick<StatusContext, 'settings' | 'now'>,
  { seenBy, rules, results, brokers }: Evaluations,
): Evaluated {
  const decisive = results.filter(({ compliance }) => compliance === 'COMPLIANT' || compliance === 'NON_COMPLIANT');
  const times = decisive.flatMap(({ time }) => time?.getTime() ?? []).toSorted((a, b) => a - b);
  const dateOf = (time: number | undefined) => (time === undefined ? undefined : new Date(time));
  const unknown = results.flatMap(({ resourceId, compliance, annotation = '' }) =>
    // The words with which the function reports what it cannot evaluate.
    compliance === 'NOT_APPLICABLE' && annotation.includes('could not be evaluated')
      ? [{ resourceId, annotation }]
      : [],
  );
  const oldest = dateOf(times[0]);
  return {
    // An aggregator does not show a rule without results.
    missingRules:
      seenBy === 'aggregator'
        ? []
        : settings.pack.ruleNames.filter((name) => !rules.some((rule) => rule.startsWith(`${name}-conformance-pack-`))),
    newest: dateOf(times.at(-1)),
    oldest,
    isStale: oldest !== undefined && now.getTime() - oldest.getTime() > maximumAge(settings),
    evaluated: [...new Set(decisive.map(({ resourceId }) => resourceId))],
    unknown: [...new Map(unknown.map((broker) => [broker.resourceId, broker])).values()],
    withoutResult: brokers.filter((id) =>
      settings.pack.ruleNames.some(
        (name) =>
          !results.some(({ resourceId, rule }) => resourceId === id && rule.startsWith(`${name}-conformance-pack-`)),
      ),
    ),
  };
}
