import { CHECKS, COMBINED_RULE } from '../../../checks/registry.ts';
import type { AggregatedRule, RuleResult } from '../../organization/compliance.ts';

/** A rule of this project in an account and region. */
export interface OwnRule extends AggregatedRule {
  /** The ID of its check, or the name of the rule for several. */
  readonly base: string;
}

/** A result of a rule of this project. */
export interface OwnResult extends RuleResult {
  readonly rule: OwnRule;
}

const BASES: readonly string[] = [...CHECKS.map(({ id }) => id), COMBINED_RULE];

// https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html
const SUFFIX = '-conformance-pack-';

/** A rule of a conformance pack, if it is one of this project: the pack appends to its name. */
export function toOwnRule(rule: AggregatedRule): readonly OwnRule[] {
  const base = BASES.find((name) => rule.name.startsWith(`${name}${SUFFIX}`));
  return base === undefined ? [] : [{ ...rule, base }];
}

/** Whether a rule evaluates a check. The rule for several may leave some out. */
export function isFor({ base }: OwnRule, check: string): boolean {
  return base === check || base === COMBINED_RULE;
}
