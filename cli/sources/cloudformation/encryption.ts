import { AWS_MANAGED_KEY, COMPUTED } from '../../../checks/facts.ts';
import { readBoolean, readObject, readText } from '../../../checks/json.ts';
import { alternativesOf, referenceIn } from './alternatives.ts';
import type { BrokerContext } from './broker-context.ts';
import { collapse, knownValue } from './outcome.ts';
import type { Resource } from './property.ts';
import { isPlain, propertyOf, writtenIn } from './property.ts';

/**
 * The resources whose `Ref` is a customer managed key. The key of an alias is one too:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html
 */
const KEYS = ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey', 'AWS::KMS::Alias'];

/** The key that a broker names, {@link COMPUTED} for one of its template. `undefined` if that is not known. */
export function readKey(resource: Resource, { resolver, resources }: BrokerContext): string | undefined {
  const options = ['EncryptionOptions'];
  const outcome = collapse(propertyOf(resource, [...options, 'KmsKeyId'], resolver));
  const key = readText(knownValue(outcome));
  if (key !== undefined) return key;
  if (outcome.kind === 'absent') {
    const isOwned = collapse(propertyOf(resource, [...options, 'UseAwsOwnedKey'], resolver));
    // https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html#brokers-model-encryptionoptions
    return readBoolean(knownValue(isOwned)) === false ? AWS_MANAGED_KEY : undefined;
  }
  const written = writtenIn(resource, 'EncryptionOptions');
  if (!isPlain(written)) return undefined;
  const areKeys = alternativesOf(written.KmsKeyId, resolver).every((node) => {
    const reference = referenceIn(node);
    if (reference === undefined || ![undefined, 'Arn', 'KeyId'].includes(reference.attribute)) return false;
    return KEYS.includes(String(readObject(resources.get(reference.logicalId)).Type));
  });
  return areKeys ? COMPUTED : undefined;
}
