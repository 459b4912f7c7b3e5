import type { PolicyDocument } from '../aws/iam.ts';
import { list, refuseUnsupportedPolicy } from '../aws/iam.ts';
import type { Topic } from '../aws/messaging.ts';
import type { Properties, ResourcePlace, ResourceType } from '../stacks/resource-type.ts';
import { named, physicalName } from '../stacks/resource-type.ts';

export const TOPIC: ResourceType = {
  properties: ['DisplayName', 'KmsMasterKeyId', 'TopicName', 'Tags'],
  createOnly: ['TopicName'],
  create(place, logicalId, properties) {
    const name = String(properties.TopicName ?? physicalName(place, logicalId));
    const arn = `arn:${place.state.partition}:sns:${place.region}:${place.accountId}:${name}`;
    if (place.state.messaging.topics.has(arn)) throw new Error(`${arn} already exists.`);
    putTopic(place, arn, properties);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  update(place, resource, properties) {
    putTopic(place, resource.ref, properties);
    return resource;
  },
  delete({ state }, { ref }) {
    state.messaging.topics.delete(ref);
  },
};

function putTopic({ state, accountId, region }: ResourcePlace, arn: string, { KmsMasterKeyId }: Properties): void {
  const { topics } = state.messaging;
  const topic: Topic = {
    ...{ arn, accountId, region, policy: topics.get(arn)?.policy },
    ...(KmsMasterKeyId === undefined ? {} : { keyArn: String(KmsMasterKeyId) }),
  };
  topics.set(arn, topic);
}

export const TOPIC_POLICY: ResourceType = {
  properties: ['PolicyDocument', 'Topics'],
  createOnly: [],
  create(place, logicalId, properties) {
    putPolicies(place, properties);
    return named(physicalName(place, logicalId));
  },
  update(place, resource, properties) {
    putPolicies(place, properties);
    return resource;
  },
  delete({ state }, _, { Topics }) {
    for (const arn of Topics as readonly string[]) {
      const topic = state.messaging.topics.get(arn);
      if (topic) topic.policy = undefined;
    }
  },
};

function putPolicies({ state }: ResourcePlace, { PolicyDocument: document, Topics }: Properties): void {
  const policy = document as PolicyDocument;
  refuseUnsupportedPolicy(policy);
  for (const arn of Topics as readonly string[]) {
    const topic = state.messaging.topics.get(arn);
    if (!topic) throw new Error(`NotFoundException: there is no topic ${arn}.`);
    if (policy.Statement.some(({ Resource }) => !list(Resource).includes(arn))) {
      throw new Error('InvalidParameterException: Policy statement resource must be the topic.');
    }
    topic.policy = policy;
  }
}
