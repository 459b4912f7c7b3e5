import type { AwsState, Rule } from '../aws/aws-state.ts';
import type { Place } from '../aws/place.ts';

/** The rules of an account and region. */
export function rulesIn({ rules }: AwsState, place: Place): readonly Rule[] {
  return [...rules.values()].filter((rule) => isIn(rule, place));
}

/** The rule of a name in an account and region. */
export function ruleNamed({ rules }: AwsState, name: string, place: Place): Rule | undefined {
  return [...rules.values()].find((rule) => rule.name === name && isIn(rule, place));
}

function isIn(rule: Rule, { accountId, region }: Place): boolean {
  return rule.accountId === accountId && rule.region === region;
}
