import type { Rule } from '../aws/aws-state.ts';
import type { Result, Simulation } from '../aws/simulation.ts';

/** AWS Config does not say of a rule, a resource or a pack that it is NOT_APPLICABLE. */
export type Compliance = 'COMPLIANT' | 'NON_COMPLIANT' | 'INSUFFICIENT_DATA';

/** The results of a rule that say COMPLIANT or NON_COMPLIANT: all that compliance is made of, and all that an aggregator has. */
export function decisiveResults({ results }: Simulation, rule: Rule): readonly Result[] {
  return [...(results.get(rule.arn)?.values() ?? [])].filter(({ compliance }) => compliance !== 'NOT_APPLICABLE');
}

/**
 * One that is bad makes all bad; where there is none, nothing is known.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_Compliance.html
 */
export function foldCompliance(parts: readonly string[]): Compliance {
  if (parts.includes('NON_COMPLIANT')) return 'NON_COMPLIANT';
  return parts.includes('COMPLIANT') ? 'COMPLIANT' : 'INSUFFICIENT_DATA';
}

/** The compliance of a rule, with the number of the resources that make it so. */
export function complianceOfRule(simulation: Simulation, rule: Rule) {
  const results = decisiveResults(simulation, rule);
  const compliance = foldCompliance(results.map((result) => result.compliance));
  return { compliance, contributors: results.filter((result) => result.compliance === compliance).length };
}

/** The compliance of a conformance pack, with the numbers of its rules. */
export function complianceOfPack(simulation: Simulation, rules: readonly Rule[]) {
  const parts = rules.map((rule) => complianceOfRule(simulation, rule).compliance);
  const count = (value: Compliance) => parts.filter((part) => part === value).length;
  return {
    compliance: foldCompliance(parts),
    compliantRules: count('COMPLIANT'),
    nonCompliantRules: count('NON_COMPLIANT'),
    allRules: rules.length,
  };
}
