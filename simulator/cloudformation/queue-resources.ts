import type { PolicyDocument } from '../aws/iam.ts';
import { removeFailureDestination, setFailureDestination } from '../lambda/failed-events.ts';
import { findQueue, putQueue, setQueuePolicy } from '../sqs/queues.ts';
import type { Properties, ResourcePlace, ResourceType } from '../stacks/resource-type.ts';
import { named, physicalName } from '../stacks/resource-type.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
const MAX_NAME_LENGTH = 80;

export const QUEUE: ResourceType = {
  properties: ['MessageRetentionPeriod', 'SqsManagedSseEnabled', 'Tags'],
  createOnly: [],
  create: (place, logicalId, properties) => put(place, physicalName(place, logicalId, MAX_NAME_LENGTH), properties),
  update: (place, { attributes }, properties) => put(place, attributes.QueueName ?? '', properties),
  delete({ state }, { attributes }) {
    state.queues.delete(attributes.Arn ?? '');
  },
};

function put({ state, ...place }: ResourcePlace, name: string, properties: Properties) {
  const { arn, url } = putQueue(state, place, name, properties);
  return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
}

export const QUEUE_POLICY: ResourceType = {
  properties: ['PolicyDocument', 'Queues'],
  createOnly: [],
  create(place, logicalId, properties) {
    putPolicy(place, properties);
    return named(physicalName(place, logicalId));
  },
  update(place, resource, properties) {
    putPolicy(place, properties);
    return resource;
  },
  delete({ state }, _, { Queues }) {
    for (const url of Queues as readonly string[]) if (findQueue(state, url)) setQueuePolicy(state, url, undefined);
  },
};

function putPolicy({ state }: ResourcePlace, { PolicyDocument, Queues }: Properties): void {
  for (const url of Queues as readonly string[]) setQueuePolicy(state, url, PolicyDocument as PolicyDocument);
}

export const EVENT_INVOKE_CONFIG: ResourceType = {
  properties: ['FunctionName', 'Qualifier', 'DestinationConfig.OnFailure.Destination'],
  createOnly: ['FunctionName', 'Qualifier'],
  create(place, logicalId, properties) {
    keepFailures(place, properties);
    return named(physicalName(place, logicalId));
  },
  update(place, resource, properties) {
    keepFailures(place, properties);
    return resource;
  },
  delete: ({ state }, _, { FunctionName }) => removeFailureDestination(state, String(FunctionName)),
};

function keepFailures({ state }: ResourcePlace, { FunctionName, Qualifier, DestinationConfig }: Properties): void {
  if (Qualifier !== '$LATEST') throw new UnsupportedTemplateError(`the version or alias ${Qualifier} of a function`);
  const { OnFailure } = DestinationConfig as { readonly OnFailure: { readonly Destination: string } };
  setFailureDestination(state, String(FunctionName), OnFailure.Destination);
}
