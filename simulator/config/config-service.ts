import type { Call } from '../aws/call.ts';
import { unknownOperation } from '../aws/common-errors.ts';
import type { Place } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';
import { AGGREGATE_READS, describeAggregators } from './aggregator-reads.ts';
import {
  describeComplianceByResource,
  describeComplianceByRule,
  describePackCompliance,
  getComplianceDetails,
} from './compliance-reads.ts';
import { deleteAccountPack, packArn } from './delete-pack.ts';
import {
  describeOrganizationPackStatuses,
  describeOrganizationPacks,
  describePackStatus,
  describePacks,
  getOrganizationPackDetails,
} from './pack-reads.ts';
import { putEvaluations } from './put-evaluations.ts';
import {
  associateTypes,
  deleteRecorder,
  putChannel,
  putRecorder,
  startRecorder,
  stopRecorder,
} from './recorder-changes.ts';
import { describeRecorderStatus, describeRecorders } from './recorder-reads.ts';
import { getResourceHistory, listDiscoveredResources } from './resource-reads.ts';
import { describeRules, startEvaluation } from './rule-reads.ts';
import { ruleNamed } from './rules.ts';
import { selectOwn } from './select.ts';

type Operation = (simulation: Simulation, input: Call['input'], place: Place) => unknown;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...AGGREGATE_READS,
  AssociateResourceTypes: associateTypes,
  DeleteConfigurationRecorder: deleteRecorder,
  DeleteConformancePack: deleteAccountPack,
  DescribeComplianceByConfigRule: describeComplianceByRule,
  DescribeComplianceByResource: describeComplianceByResource,
  DescribeConfigRules: describeRules,
  DescribeConfigurationAggregators: describeAggregators,
  DescribeConfigurationRecorderStatus: describeRecorderStatus,
  DescribeConfigurationRecorders: describeRecorders,
  DescribeConformancePackCompliance: describePackCompliance,
  DescribeConformancePackStatus: describePackStatus,
  DescribeConformancePacks: describePacks,
  DescribeOrganizationConformancePackStatuses: describeOrganizationPackStatuses,
  DescribeOrganizationConformancePacks: describeOrganizationPacks,
  GetComplianceDetailsByConfigRule: getComplianceDetails,
  GetOrganizationConformancePackDetailedStatus: getOrganizationPackDetails,
  GetResourceConfigHistory: getResourceHistory,
  ListDiscoveredResources: listDiscoveredResources,
  PutConfigurationRecorder: putRecorder,
  PutDeliveryChannel: putChannel,
  PutEvaluations: putEvaluations,
  SelectResourceConfig: selectOwn,
  StartConfigRulesEvaluation: startEvaluation,
  StartConfigurationRecorder: startRecorder,
  StopConfigurationRecorder: stopRecorder,
};

/** Answers a call to AWS Config. @throws AwsError as the service would */
export function configService(simulation: Simulation, call: Call, place: Place): unknown {
  const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
  if (!operation) throw unknownOperation(call);
  return operation(simulation, call.input, place);
}

/**
 * The ARN that a policy has to allow a call for.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsconfig.html
 */
export function configResource({ state }: Simulation, { operation, input }: Call, place: Place): string {
  if (operation === 'DeleteConformancePack') return packArn(state, place, String(input.ConformancePackName));
  if (operation !== 'GetComplianceDetailsByConfigRule') return '*';
  const rule = ruleNamed(state, String(input.ConfigRuleName), place);
  const { accountId, region } = place;
  return rule?.arn ?? `arn:${state.partition}:config:${region}:${accountId}:config-rule/${input.ConfigRuleName}`;
}
