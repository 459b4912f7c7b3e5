import type { Call } from '../aws/endpoints.ts';
import { AwsError } from '../aws/endpoints.ts';
import type { Place, Simulation } from '../aws/simulation.ts';
import { AGGREGATE_READS, describeAggregators } from './aggregator-reads.ts';
import {
  describeComplianceByResource,
  describeComplianceByRule,
  describePackCompliance,
  getComplianceDetails,
} from './compliance-reads.ts';
import { putEvaluations } from './put-evaluations.ts';
import { getResourceHistory, listDiscoveredResources } from './resource-reads.ts';
import { ruleNamed } from './rules.ts';

type Operation = (simulation: Simulation, input: Call['input'], place: Place) => unknown;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...AGGREGATE_READS,
  DescribeComplianceByConfigRule: describeComplianceByRule,
  DescribeComplianceByResource: describeComplianceByResource,
  DescribeConfigurationAggregators: describeAggregators,
  DescribeConformancePackCompliance: describePackCompliance,
  GetComplianceDetailsByConfigRule: getComplianceDetails,
  GetResourceConfigHistory: getResourceHistory,
  ListDiscoveredResources: listDiscoveredResources,
  PutEvaluations: putEvaluations,
};

/** Answers a call to AWS Config. @throws AwsError as the service would */
export function configService(simulation: Simulation, call: Call, place: Place): unknown {
  const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
  if (!operation)
    throw new AwsError(400, 'UnknownOperationException', `The simulator does not support ${call.operation}.`);
  return operation(simulation, call.input, place);
}

/**
 * The ARN that a policy has to allow a call for.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsconfig.html
 */
export function configResource({ state }: Simulation, { operation, input }: Call, place: Place): string {
  if (operation !== 'GetComplianceDetailsByConfigRule') return '*';
  const rule = ruleNamed(state, String(input.ConfigRuleName), place);
  const { accountId, region } = place;
  return rule?.arn ?? `arn:${state.partition}:config:${region}:${accountId}:config-rule/${input.ConfigRuleName}`;
}
