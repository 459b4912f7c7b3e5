import type { AwsState } from '../aws/aws-state.ts';
import type { PolicyDocument } from '../aws/iam.ts';
import { isServiceTrusted, refuseUnsupportedPolicy } from '../aws/iam.ts';
import type { Properties, ResourcePlace, ResourceType } from '../stacks/resource-type.ts';

/** A symmetric key, as far as services use it. */
export const KEY: ResourceType = {
  properties: ['Description', 'EnableKeyRotation', 'KeyPolicy', 'Tags'],
  createOnly: [],
  create(place, _, properties) {
    const id = `00000000-0000-4000-8000-${place.state.unique(12)}`;
    const arn = `arn:${place.state.partition}:kms:${place.region}:${place.accountId}:key/${id}`;
    putPolicy(place, arn, properties);
    return { ref: id, attributes: { Arn: arn, KeyId: id } };
  },
  update(place, resource, properties) {
    putPolicy(place, resource.attributes.Arn ?? '', properties);
    return resource;
  },
  delete({ state }, { attributes }) {
    state.messaging.keys.delete(attributes.Arn ?? '');
  },
};

function putPolicy({ state }: ResourcePlace, arn: string, { KeyPolicy }: Properties): void {
  const policy = KeyPolicy as PolicyDocument;
  refuseUnsupportedPolicy(policy);
  if (policy.Statement.some(({ Resource }) => Resource !== '*')) {
    throw new Error('MalformedPolicyDocumentException: the resource of a statement must be "*".');
  }
  state.messaging.keys.set(arn, policy);
}

/**
 * Whether a service may have data encrypted with a key. There are no conditions on the source, which are not supported
 * between EventBridge and Amazon SNS. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function mayEncrypt({ messaging }: AwsState, keyArn: string, service: string): boolean {
  const policy = messaging.keys.get(keyArn);
  return ['kms:GenerateDataKey', 'kms:Decrypt'].every(
    (action) => policy !== undefined && isServiceTrusted(policy, service, { action, resource: keyArn, context: {} }),
  );
}
