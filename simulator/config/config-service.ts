import { accountOf } from '../aws/aws-state.ts';
import type { Call } from '../aws/endpoints.ts';
import { AwsError } from '../aws/endpoints.ts';
import { paginate } from '../aws/pages.ts';
import type { ConfigurationItem, Place, Simulation } from '../aws/simulation.ts';
import { at, placeKey } from '../aws/simulation.ts';
import { aggregateRead, describeAggregators, isAggregateRead } from './aggregator.ts';
import {
  describeComplianceByResource,
  describeComplianceByRule,
  describePackCompliance,
  getComplianceDetails,
} from './compliance-reads.ts';
import { putEvaluations } from './put-evaluations.ts';

const BROKER = 'AWS::AmazonMQ::Broker';

type Operation = (simulation: Simulation, input: Call['input'], place: Place) => unknown;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeComplianceByConfigRule: describeComplianceByRule,
  DescribeComplianceByResource: describeComplianceByResource,
  DescribeConfigurationAggregators: describeAggregators,
  DescribeConformancePackCompliance: describePackCompliance,
  GetComplianceDetailsByConfigRule: getComplianceDetails,
  GetResourceConfigHistory: getHistory,
  ListDiscoveredResources: listDiscovered,
  PutEvaluations: putEvaluations,
};

/** Answers a call to AWS Config. @throws AwsError as the service would */
export function configService(simulation: Simulation, call: Call, place: Place): unknown {
  if (isAggregateRead(call.operation)) return aggregateRead(simulation, call, place);
  const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
  if (!operation) throw new AwsError(400, 'UnknownOperationException', `${call.operation} is not simulated.`);
  return operation(simulation, call.input, place);
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_ListDiscoveredResources.html */
function requireRecorder({ state }: Simulation, { accountId, region }: Place): void {
  if (accountOf(state, accountId).recorders.has(region)) return;
  throw new AwsError(400, 'NoAvailableConfigurationRecorderException', `${accountId} has no recorder in ${region}.`);
}

function getHistory(simulation: Simulation, input: Call['input'], place: Place): unknown {
  requireRecorder(simulation, place);
  const items = itemsOf(simulation, place).get(String(input.resourceId));
  if (input.resourceType !== BROKER || !items) {
    throw new AwsError(400, 'ResourceNotDiscoveredException', `${input.resourceId} is not discovered.`);
  }
  const latest = input.laterTime === undefined ? Number.POSITIVE_INFINITY : Number(input.laterTime) * 1_000;
  const found = items.filter(({ captureTime }) => captureTime <= latest).toReversed();
  const { page, token } = paginate(found, input.nextToken, Number(input.limit || 10), 100);
  return { configurationItems: page.map((item) => inApiForm(item, place)), nextToken: token };
}

/** A configuration item as the API has it: other names than those of events, and the configuration as text. */
function inApiForm(item: ConfigurationItem, { accountId, region }: Place) {
  return {
    version: '1.3',
    accountId,
    configurationItemCaptureTime: item.captureTime / 1_000,
    configurationItemStatus: item.status,
    configurationStateId: String(item.captureTime),
    arn: item.arn,
    resourceType: BROKER,
    resourceId: item.resourceId,
    resourceName: item.resourceName,
    awsRegion: region,
    configuration: item.configuration === undefined ? undefined : JSON.stringify(item.configuration),
  };
}

function listDiscovered(simulation: Simulation, input: Call['input'], place: Place): unknown {
  requireRecorder(simulation, place);
  if (input.resourceType !== BROKER) return { resourceIdentifiers: [] };
  const newest = [...itemsOf(simulation, place).values()].map((items) => items.at(-1));
  const present = newest.filter((item) => item !== undefined && item.status !== 'ResourceDeleted');
  const { page, token } = paginate(present, input.nextToken, Number(input.limit || 100), 100);
  const resourceIdentifiers = page.map((item) => ({
    resourceType: BROKER,
    resourceId: item?.resourceId,
    resourceName: item?.resourceName,
  }));
  return { resourceIdentifiers, nextToken: token };
}

function itemsOf({ items }: Simulation, place: Place): Map<string, ConfigurationItem[]> {
  return at(items, placeKey(place), () => new Map());
}
