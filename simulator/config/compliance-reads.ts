import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { paginate } from '../aws/pages.ts';
import type { Place } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';
import { complianceOfRule, decisiveResults, foldCompliance } from './compliance.ts';
import { ruleNamed, rulesIn } from './rules.ts';

type Input = Call['input'];

/** https://docs.aws.amazon.com/config/latest/APIReference/API_GetComplianceDetailsByConfigRule.html */
export function getComplianceDetails(simulation: Simulation, input: Input, place: Place): unknown {
  const rule = ruleNamed(simulation.state, String(input.ConfigRuleName), place);
  if (!rule) throw noRule(input.ConfigRuleName);
  const types = (input.ComplianceTypes ?? ['COMPLIANT', 'NON_COMPLIANT']) as readonly string[];
  const results = [...(simulation.results.get(rule.arn)?.values() ?? [])].filter(({ compliance }) =>
    types.includes(compliance),
  );
  const { page, token } = paginate(results, input.NextToken, Number(input.Limit || 10), 100);
  return {
    EvaluationResults: page.map((result) => ({
      ComplianceType: result.compliance,
      Annotation: result.annotation,
      ResultRecordedTime: result.recordedTime / 1_000,
      EvaluationResultIdentifier: {
        OrderingTimestamp: result.orderingTime / 1_000,
        EvaluationResultQualifier: {
          ConfigRuleName: rule.name,
          ResourceType: result.resourceType,
          ResourceId: result.resourceId,
        },
      },
    })),
    NextToken: token,
  };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeComplianceByConfigRule.html */
export function describeComplianceByRule(simulation: Simulation, input: Input, place: Place): unknown {
  const names = input.ConfigRuleNames as readonly string[] | undefined;
  const rules = rulesIn(simulation.state, place).filter(({ name }) => names?.includes(name) ?? true);
  const missing = names?.find((name) => !rules.some((rule) => rule.name === name));
  if (missing !== undefined) throw noRule(missing);
  const { page, token } = paginate(rules, input.NextToken, 25, 25);
  return {
    ComplianceByConfigRules: page.map((rule) => {
      const { compliance, contributors } = complianceOfRule(simulation, rule);
      return {
        ConfigRuleName: rule.name,
        Compliance: {
          ComplianceType: compliance,
          ComplianceContributorCount: { CappedCount: Math.min(contributors, 25), CapExceeded: contributors > 25 },
        },
      };
    }),
    NextToken: token,
  };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeComplianceByResource.html */
export function describeComplianceByResource(simulation: Simulation, input: Input, place: Place): unknown {
  const results = rulesIn(simulation.state, place).flatMap((rule) => decisiveResults(simulation, rule));
  const resources = [...Map.groupBy(results, ({ resourceId }) => resourceId)].filter(
    ([resourceId]) => resourceId === (input.ResourceId ?? resourceId),
  );
  const { page, token } = paginate(resources, input.NextToken, Number(input.Limit || 10), 100);
  return {
    ComplianceByResources: page.map(([ResourceId, ofResource]) => ({
      ResourceType: ofResource[0]?.resourceType,
      ResourceId,
      Compliance: { ComplianceType: foldCompliance(ofResource.map(({ compliance }) => compliance)) },
    })),
    NextToken: token,
  };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConformancePackCompliance.html */
export function describePackCompliance(simulation: Simulation, input: Input, place: Place): unknown {
  const rules = rulesIn(simulation.state, place).filter(({ packName }) => packName === input.ConformancePackName);
  if (rules.length === 0) {
    throw new AwsError(400, 'NoSuchConformancePackException', `There is no pack ${input.ConformancePackName}.`);
  }
  const { page, token } = paginate(rules, input.NextToken, Number(input.Limit || 100), 1_000);
  return {
    ConformancePackName: input.ConformancePackName,
    ConformancePackRuleComplianceList: page.map((rule) => ({
      ConfigRuleName: rule.name,
      ComplianceType: complianceOfRule(simulation, rule).compliance,
      Controls: [],
    })),
    NextToken: token,
  };
}

function noRule(name: unknown): AwsError {
  return new AwsError(400, 'NoSuchConfigRuleException', `There is no rule ${name}.`);
}
