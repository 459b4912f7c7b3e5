import type { Rule } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { paginate } from '../aws/pages.ts';
import type { Place } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';
import { rulesIn } from './rules.ts';

type Input = Call['input'];

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigRules.html */
export function describeRules(simulation: Simulation, input: Input, place: Place) {
  const rules = requireRules(simulation, input.ConfigRuleNames, place);
  const { page, token } = paginate(rules, input.NextToken, 25, 25);
  return { ConfigRules: page.map(describeRule), NextToken: token };
}

function describeRule(rule: Rule) {
  return {
    ConfigRuleName: rule.name,
    ConfigRuleArn: rule.arn,
    ConfigRuleId: rule.arn.split('/').at(-1),
    Scope: { ComplianceResourceTypes: rule.resourceTypes },
    Source: {
      Owner: 'CUSTOM_LAMBDA',
      SourceIdentifier: rule.functionArn,
      SourceDetails: rule.messageTypes.map((MessageType) => ({ EventSource: 'aws.config', MessageType })),
    },
    InputParameters: rule.parameters,
    ConfigRuleState: 'ACTIVE',
    CreatedBy: 'config-conforms.amazonaws.com',
  };
}

/**
 * Makes rules due, see `dueEvents`.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigRulesEvaluation.html
 */
export function startEvaluation(simulation: Simulation, input: Input, place: Place) {
  for (const { arn } of requireRules(simulation, input.ConfigRuleNames, place)) simulation.state.dueRules.add(arn);
  return {};
}

function requireRules({ state }: Simulation, names: unknown, place: Place): readonly Rule[] {
  const rules = rulesIn(state, place);
  if (!Array.isArray(names) || names.length === 0) return rules;
  return names.map((name: unknown) => {
    const found = rules.find((rule) => rule.name === name);
    if (!found) throw new AwsError(400, 'NoSuchConfigRuleException', `There is no rule ${name}.`);
    return found;
  });
}
