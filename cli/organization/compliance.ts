import type { Place } from './port.ts';

/** A rule in an account and region that has results. */
export interface AggregatedRule {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
}

/** What a rule found about a broker. */
export interface RuleResult {
  readonly resourceId: string;
  readonly compliance: string | undefined;
  readonly annotation: string | undefined;
  readonly time: Date | undefined;
}

/** The calls that read results of rules. Every function may reject with an error of the AWS SDK. */
export interface ComplianceCalls {
  /** The results of a rule in an account and region, of all types. */
  results(ruleName: string, place: Place): Promise<readonly RuleResult[]>;
  /** The rules of an account with a result that is COMPLIANT or NON_COMPLIANT. */
  aggregatedRules(
    aggregator: string,
    region: string,
    of: { readonly accountId: string; readonly region?: string | undefined },
  ): Promise<readonly AggregatedRule[]>;
  /** Only results that are COMPLIANT or NON_COMPLIANT. */
  aggregatedResults(aggregator: string, region: string, rule: AggregatedRule): Promise<readonly RuleResult[]>;
}

/** The IAM actions of each call. */
export const COMPLIANCE_ACTIONS: Readonly<Record<keyof ComplianceCalls, readonly string[]>> = {
  results: ['config:GetComplianceDetailsByConfigRule'],
  aggregatedRules: ['config:DescribeAggregateComplianceByConfigRules'],
  aggregatedResults: ['config:GetAggregateComplianceDetailsByConfigRule'],
};
