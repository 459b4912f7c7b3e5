import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { accountOf } from '../aws/organization.ts';
import { paginate } from '../aws/pages.ts';
import type { Place } from '../aws/place.ts';
import type { ConfigurationItem, Simulation } from '../aws/simulation.ts';
import { BROKER_RESOURCE_TYPE, itemsIn } from '../aws/simulation.ts';

type Input = Call['input'];

function requireRecorder({ state }: Simulation, { accountId, region }: Place): void {
  if (accountOf(state, accountId).recorders.has(region)) return;
  throw new AwsError(
    400,
    'NoAvailableConfigurationRecorderException',
    `The account ${accountId} has no configuration recorder in ${region}.`,
  );
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_GetResourceConfigHistory.html */
export function getResourceHistory(simulation: Simulation, input: Input, place: Place): unknown {
  requireRecorder(simulation, place);
  const items = itemsIn(simulation, place).get(String(input.resourceId));
  if (input.resourceType !== BROKER_RESOURCE_TYPE || !items) {
    throw new AwsError(400, 'ResourceNotDiscoveredException', `AWS Config has not discovered ${input.resourceId}.`);
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
    resourceType: BROKER_RESOURCE_TYPE,
    resourceId: item.resourceId,
    resourceName: item.resourceName,
    awsRegion: region,
    tags: item.tags,
    configuration: item.configuration === undefined ? undefined : JSON.stringify(item.configuration),
  };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_ListDiscoveredResources.html */
export function listDiscoveredResources(simulation: Simulation, input: Input, place: Place): unknown {
  requireRecorder(simulation, place);
  if (input.resourceType !== BROKER_RESOURCE_TYPE) return { resourceIdentifiers: [] };
  const newest = [...itemsIn(simulation, place).values()].map((items) => items.at(-1));
  const present = newest.filter((item) => item !== undefined && item.status !== 'ResourceDeleted');
  const { page, token } = paginate(present, input.nextToken, Number(input.limit || 100), 100);
  const resourceIdentifiers = page.map((item) => ({
    resourceType: BROKER_RESOURCE_TYPE,
    resourceId: item?.resourceId,
    resourceName: item?.resourceName,
  }));
  return { resourceIdentifiers, nextToken: token };
}
