import type { Aggregator } from '../aws/aggregator-record.ts';
import type { Rule } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { paginate } from '../aws/pages.ts';
import type { Place } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';
import { describeSources, hasCollected, sourcesOf } from './aggregator-sources.ts';
import { complianceOfPack, complianceOfRule, decisiveResults } from './compliance.ts';
import { selectAggregated } from './select.ts';

type Input = Call['input'];

type Read = (simulation: Simulation, input: Input, aggregator: Aggregator) => unknown;

/** What an aggregator of the organization is asked, by operation. It shows COMPLIANT and NON_COMPLIANT results only. */
export const AGGREGATE_READS = {
  DescribeAggregateComplianceByConfigRules: ofAggregator(complianceByRules),
  DescribeAggregateComplianceByConformancePacks: ofAggregator(complianceByPacks),
  DescribeConfigurationAggregatorSourcesStatus: ofAggregator(describeSources),
  GetAggregateComplianceDetailsByConfigRule: ofAggregator(complianceDetails),
  SelectAggregateResourceConfig: ofAggregator(selectAggregated),
};

/** Reads from the aggregator that is named, in the account and region of the caller. */
function ofAggregator(read: Read) {
  return (simulation: Simulation, input: Input, place: Place): unknown => {
    const name = String(input.ConfigurationAggregatorName);
    const aggregator = aggregatorsIn(simulation, place).find((candidate) => candidate.name === name);
    if (aggregator) return read(simulation, input, aggregator);
    throw new AwsError(400, 'NoSuchConfigurationAggregatorException', `There is no aggregator ${name}.`);
  };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationAggregators.html */
export function describeAggregators(simulation: Simulation, input: Input, place: Place): unknown {
  const { page, token } = paginate(aggregatorsIn(simulation, place), input.NextToken, Number(input.Limit || 100), 100);
  return {
    ConfigurationAggregators: page.map(({ name, arn, allRegions, regions, accountIds, roleArn }) => ({
      ConfigurationAggregatorName: name,
      ConfigurationAggregatorArn: arn,
      ...(accountIds === undefined
        ? { OrganizationAggregationSource: { RoleArn: roleArn, AllAwsRegions: allRegions, AwsRegions: regions } }
        : { AccountAggregationSources: [{ AccountIds: accountIds, AllAwsRegions: allRegions, AwsRegions: regions }] }),
    })),
    NextToken: token,
  };
}

function aggregatorsIn({ state }: Simulation, { accountId, region }: Place): readonly Aggregator[] {
  return [...state.aggregators.values()].filter((one) => one.accountId === accountId && one.region === region);
}

/** The rules of all accounts of an aggregator, as far as a filter asks for them. */
function rulesOf({ state }: Simulation, aggregator: Aggregator, filters: unknown): readonly Rule[] {
  const accounts = new Set(sourcesOf(state, aggregator).map(({ id }) => id));
  const { AccountId, AwsRegion, ConfigRuleName } = (filters ?? {}) as Readonly<Record<string, string | undefined>>;
  return [...state.rules.values()].filter(
    (rule) =>
      accounts.has(rule.accountId) &&
      hasCollected(state, aggregator, rule.accountId, rule.region) &&
      rule.accountId === (AccountId ?? rule.accountId) &&
      rule.region === (AwsRegion ?? rule.region) &&
      rule.name === (ConfigRuleName ?? rule.name),
  );
}

// Rules without results are left out:
// https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeAggregateComplianceByConfigRules.html
function complianceByRules(simulation: Simulation, input: Input, aggregator: Aggregator): unknown {
  const { ComplianceType } = (input.Filters ?? {}) as { readonly ComplianceType?: string };
  const rules = rulesOf(simulation, aggregator, input.Filters)
    .map((rule) => ({ rule, ...complianceOfRule(simulation, rule) }))
    .filter(({ compliance }) => compliance !== 'INSUFFICIENT_DATA' && compliance === (ComplianceType ?? compliance));
  const { page, token } = paginate(rules, input.NextToken, Number(input.Limit || 1_000), 1_000);
  return {
    AggregateComplianceByConfigRules: page.map(({ rule, compliance, contributors }) => ({
      ConfigRuleName: rule.name,
      Compliance: {
        ComplianceType: compliance,
        ComplianceContributorCount: { CappedCount: contributors, CapExceeded: false },
      },
      AccountId: rule.accountId,
      AwsRegion: rule.region,
    })),
    NextToken: token,
  };
}

// https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeAggregateComplianceByConformancePacks.html
function complianceByPacks(simulation: Simulation, input: Input, aggregator: Aggregator): unknown {
  const rules = rulesOf(simulation, aggregator, input.Filters);
  const packs = [...Map.groupBy(rules, (rule) => `${rule.accountId}/${rule.region}/${rule.packName}`).values()];
  const { page, token } = paginate(packs, input.NextToken, Number(input.Limit || 100), 100);
  return {
    AggregateComplianceByConformancePacks: page.map((ofPack) => {
      const { compliance, compliantRules, nonCompliantRules, allRules } = complianceOfPack(simulation, ofPack);
      return {
        ConformancePackName: ofPack[0]?.packName,
        Compliance: {
          ComplianceType: compliance,
          CompliantRuleCount: compliantRules,
          NonCompliantRuleCount: nonCompliantRules,
          TotalRuleCount: allRules,
        },
        AccountId: ofPack[0]?.accountId,
        AwsRegion: ofPack[0]?.region,
      };
    }),
    NextToken: token,
  };
}

// https://docs.aws.amazon.com/config/latest/APIReference/API_GetAggregateComplianceDetailsByConfigRule.html
function complianceDetails(simulation: Simulation, input: Input, aggregator: Aggregator): unknown {
  const [rule] = rulesOf(simulation, aggregator, input);
  const results = rule ? decisiveResults(simulation, rule) : [];
  const wanted = results.filter(({ compliance }) => compliance === (input.ComplianceType ?? compliance));
  const { page, token } = paginate(wanted, input.NextToken, Number(input.Limit || 50), 100);
  return {
    AggregateEvaluationResults: page.map((result) => ({
      EvaluationResultIdentifier: {
        EvaluationResultQualifier: {
          ConfigRuleName: rule?.name,
          ResourceType: result.resourceType,
          ResourceId: result.resourceId,
        },
        OrderingTimestamp: result.orderingTime / 1_000,
      },
      ComplianceType: result.compliance,
      ResultRecordedTime: result.recordedTime / 1_000,
      Annotation: result.annotation,
      AccountId: rule?.accountId,
      AwsRegion: rule?.region,
    })),
    NextToken: token,
  };
}
