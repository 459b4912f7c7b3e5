import type { AggregateEvaluationResult, ComplianceType, EvaluationResult } from '@aws-sdk/client-config-service';
import {
  paginateDescribeAggregateComplianceByConfigRules,
  paginateGetAggregateComplianceDetailsByConfigRule,
  paginateGetComplianceDetailsByConfigRule,
} from '@aws-sdk/client-config-service';
import { listAll } from '../scan/pages.ts';
import type { ConfigClients } from './clients.ts';
import type { ComplianceCalls, RuleResult } from './compliance.ts';

const ALL_TYPES: ComplianceType[] = ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE'];

// https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeAggregateComplianceByConfigRules.html
const RULES_PAGE_SIZE = 1_000;

/** The calls over the AWS SDK. @param config returns the client of a place */
export function complianceCalls(config: ConfigClients): ComplianceCalls {
  return {
    results: (ConfigRuleName, place) =>
      listAll(
        paginateGetComplianceDetailsByConfigRule(
          { client: config(place), pageSize: 100 },
          { ConfigRuleName, ComplianceTypes: ALL_TYPES },
        ),
        ({ EvaluationResults }) => EvaluationResults?.map(toResult),
      ),

    aggregatedRules: (ConfigurationAggregatorName, region, { accountId: AccountId, region: AwsRegion }) =>
      listAll(
        paginateDescribeAggregateComplianceByConfigRules(
          { client: config({ region }), pageSize: RULES_PAGE_SIZE },
          { ConfigurationAggregatorName, Filters: { AccountId, AwsRegion } },
        ),
        ({ AggregateComplianceByConfigRules }) =>
          AggregateComplianceByConfigRules?.map((rule) => ({
            name: rule.ConfigRuleName ?? '',
            accountId: rule.AccountId ?? AccountId,
            region: rule.AwsRegion ?? AwsRegion ?? '',
          })),
      ),

    aggregatedResults: (ConfigurationAggregatorName, region, { name, accountId, region: AwsRegion }) =>
      listAll(
        paginateGetAggregateComplianceDetailsByConfigRule(
          { client: config({ region }), pageSize: 100 },
          { ConfigurationAggregatorName, ConfigRuleName: name, AccountId: accountId, AwsRegion },
        ),
        ({ AggregateEvaluationResults }) => AggregateEvaluationResults?.map(toResult),
      ),
  };
}

function toResult(result: EvaluationResult | AggregateEvaluationResult): RuleResult {
  const { EvaluationResultIdentifier, ComplianceType, Annotation, ResultRecordedTime, ConfigRuleInvokedTime } = result;
  const times = [ResultRecordedTime, ConfigRuleInvokedTime].flatMap((time) => time?.getTime() ?? []);
  return {
    resourceId: EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId ?? '',
    compliance: ComplianceType,
    annotation: Annotation,
    time: times.length === 0 ? undefined : new Date(Math.max(...times)),
  };
}
