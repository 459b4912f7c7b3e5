import type { Broker } from '../../../checks/broker.ts';
import { parseBrokerArn, readBroker } from '../../../checks/broker.ts';
import type { Fact } from '../../../checks/facts.ts';
import { AWS_MANAGED_KEY } from '../../../checks/facts.ts';
import { isObject, readText } from '../../../checks/json.ts';
import type { Attribute, Place } from './attribute.ts';
import { markOf, placeOfBlock, readAttribute, readCollection } from './attribute.ts';
import type { JsonObject, Resource } from './resources.ts';

/** What the rest of a source says of the facts of a broker. */
export type Derived = Readonly<Partial<Record<Fact, Attribute>>>;

/** What is known about missing values. */
export interface Knowledge extends Pick<Place, 'isComplete'> {
  /** The source of the values, for the reasons. */
  readonly source: 'the plan' | 'the state' | 'the Terraform configuration';
  /** See {@link Place}. */
  readonly unknown?: unknown;
  /** Facts that the broker itself does not have, or has only as references. */
  readonly derived?: Derived;
  /** The tags that the provider adds, as far as they are known. */
  readonly defaultTags?: JsonObject;
}

/** Where the attributes of a resource are. */
export function placeOf(
  { values, sensitiveValues }: Pick<Resource, 'values' | 'sensitiveValues'>,
  { unknown, isComplete }: Pick<Knowledge, 'unknown' | 'isComplete'>,
): Place {
  return { values: isObject(values) ? values : {}, unknown, sensitive: sensitiveValues, isComplete };
}

/**
 * Makes a broker from an `aws_mq_broker`.
 * An unset attribute has the default of the provider:
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mq_broker
 */
export function brokerOf(resource: Resource, knowledge: Knowledge): Broker {
  const { source, derived = {}, defaultTags = {} } = knowledge;
  const place = placeOf(resource, knowledge);
  const own: Readonly<Partial<Record<Fact, Attribute>>> = {
    engineType: readAttribute(place, 'engine_type', undefined),
    deploymentMode: readAttribute(place, 'deployment_mode', 'SINGLE_INSTANCE'),
    publiclyAccessible: readAttribute(place, 'publicly_accessible', false),
    generalLogging: readGeneralLogging(place),
    // If there are none, Amazon MQ chooses some.
    subnetIds: readCollection(place, 'subnet_ids', undefined),
    engineVersion: readAttribute(place, 'engine_version', undefined),
    hostInstanceType: readAttribute(place, 'host_instance_type', undefined),
    securityGroups: readSecurityGroups(place),
    ...readEncryption(place),
    tags: readTags(place, defaultTags),
  };
  const attributes = { ...own };
  for (const [fact, attribute] of Object.entries(derived)) {
    const isKnown = attribute.value !== undefined || attribute.why !== undefined;
    if (isKnown && own[fact as Fact]?.value === undefined) attributes[fact as Fact] = attribute;
  }
  const arn = parseBrokerArn(place.values.arn);
  const broker = readBroker(
    {
      ...arn,
      id: readText(place.values.id) ?? arn.id,
      name: readText(place.values.broker_name) ?? arn.name,
      region: arn.region ?? readText(place.values.region),
    },
    Object.fromEntries(Object.entries(attributes).map(([fact, { value }]) => [fact, value])),
    source,
  );
  const reasons = Object.entries(attributes).flatMap(([fact, { why }]) => (why === undefined ? [] : [[fact, why]]));
  return { ...broker, whyUnknown: { ...broker.whyUnknown, ...Object.fromEntries(reasons) } };
}

function readGeneralLogging(place: Place): Attribute {
  const { place: logs, why } = placeOfBlock(place, 'logs');
  if (why !== undefined) return { why };
  return logs ? readAttribute(logs, 'general', false, 'logs.general') : { value: false };
}

function readSecurityGroups(place: Place): Attribute {
  const { value, why } = readCollection(place, 'security_groups', []);
  return Array.isArray(value) && value.length === 0
    ? { why: 'security_groups is not set, so Amazon MQ chooses the default group of the VPC.' }
    : { value, ...(why === undefined ? {} : { why }) };
}

/** Without the block, the provider leaves the choice to Amazon MQ, and its documents disagree on what that is. */
function readEncryption(place: Place): { readonly useAwsOwnedKey: Attribute; readonly kmsKeyId?: Attribute } {
  const { place: options, why } = placeOfBlock(place, 'encryption_options');
  if (!options)
    return { useAwsOwnedKey: { why: why ?? 'encryption_options is not set, so Amazon MQ chooses the key.' } };
  const useAwsOwnedKey = readAttribute(options, 'use_aws_owned_key', true, 'encryption_options.use_aws_owned_key');
  const kmsKeyId = readAttribute(options, 'kms_key_id', AWS_MANAGED_KEY, 'encryption_options.kms_key_id');
  return { useAwsOwnedKey, kmsKeyId: kmsKeyId.value === '' ? { value: AWS_MANAGED_KEY } : kmsKeyId };
}

/** `tags_all` has all tags, `tags` only those of the resource itself. */
function readTags(place: Place, defaultTags: JsonObject): Attribute {
  const all = readCollection(place, 'tags_all', undefined);
  if (all.value !== undefined) return all;
  const marks = markOf(place.unknown, 'tags');
  const tags = readCollection({ ...place, unknown: isObject(marks) ? undefined : place.unknown }, 'tags', {});
  if (tags.why !== undefined || !isObject(tags.value)) return tags;
  const known = Object.entries({ ...defaultTags, ...tags.value }).filter(
    ([name, value]) => typeof value === 'string' && !markOf(marks, name),
  );
  return { value: Object.fromEntries(known), why: all.why ?? MORE_TAGS };
}

// Also of the environment: https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block
const MORE_TAGS = 'tags lacks it, but the default tags of the provider, which may come from elsewhere, may have it.';
