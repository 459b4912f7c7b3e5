import type { Broker } from '../../../checks/broker.ts';
import { parseBrokerArn, readBroker } from '../../../checks/broker.ts';
import type { Fact } from '../../../checks/facts.ts';
import { AWS_MANAGED_KEY, FACT_IDS } from '../../../checks/facts.ts';
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
  /** The facts to read; by default all. */
  readonly wanted?: ReadonlySet<Fact> | undefined;
}

interface OwnFact {
  /** The name of the attribute or block. */
  readonly name: string;
  readonly read: (place: Place, defaultTags: JsonObject) => Attribute;
}

/**
 * Where an `aws_mq_broker` has each fact that is not derived from other resources. An unset attribute has the default of
 * the provider: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mq_broker
 */
const OWN_FACTS: Readonly<Record<Exclude<Fact, 'ingressRules' | 'password'>, OwnFact>> = {
  engineType: attribute('engine_type', undefined),
  deploymentMode: attribute('deployment_mode', 'SINGLE_INSTANCE'),
  publiclyAccessible: attribute('publicly_accessible', false),
  generalLogging: { name: 'logs', read: readGeneralLogging },
  // If there are none, Amazon MQ chooses some.
  subnetIds: { name: 'subnet_ids', read: (place) => readCollection(place, 'subnet_ids', undefined) },
  engineVersion: attribute('engine_version', undefined),
  hostInstanceType: attribute('host_instance_type', undefined),
  securityGroups: { name: 'security_groups', read: readSecurityGroups },
  useAwsOwnedKey: { name: 'encryption_options', read: readUseAwsOwnedKey },
  kmsKeyId: { name: 'encryption_options', read: readKmsKeyId },
  tags: { name: 'tags', read: readTags },
};

/** The attributes and blocks of an `aws_mq_broker` that have facts. */
export const BROKER_ATTRIBUTES: readonly string[] = Object.values(OWN_FACTS).map(({ name }) => name);

/** Where the attributes of a resource are. */
export function placeOf(
  { values, sensitiveValues }: Pick<Resource, 'values' | 'sensitiveValues'>,
  { unknown, isComplete }: Pick<Knowledge, 'unknown' | 'isComplete'>,
): Place {
  return { values: isObject(values) ? values : {}, unknown, sensitive: sensitiveValues, isComplete };
}

/** Makes a broker from an `aws_mq_broker`. */
export function brokerOf(resource: Resource, knowledge: Knowledge): Broker {
  const { source, derived = {}, defaultTags = {}, wanted } = knowledge;
  const place = placeOf(resource, knowledge);
  const raw: { [F in Fact]?: unknown } = {};
  const reasons: { [F in Fact]?: string } = {};
  for (const fact of wanted ?? FACT_IDS) {
    const own = isOwn(fact) ? OWN_FACTS[fact].read(place, defaultTags) : {};
    const other = derived[fact] ?? {};
    const isOther = other.value !== undefined || (own.value === undefined && other.why !== undefined);
    const { value, why } = isOther ? other : own;
    raw[fact] = value;
    if (why !== undefined) reasons[fact] = why;
  }
  const arn = parseBrokerArn(place.values.arn);
  const identity = {
    ...arn,
    id: readText(place.values.id) ?? arn.id,
    name: readText(place.values.broker_name) ?? arn.name,
    region: arn.region ?? readText(place.values.region),
  };
  const broker = readBroker(identity, raw, source, wanted);
  return { ...broker, whyUnknown: { ...broker.whyUnknown, ...reasons } };
}

function isOwn(fact: Fact): fact is keyof typeof OWN_FACTS {
  return fact in OWN_FACTS;
}

function attribute(name: string, byDefault: unknown): OwnFact {
  return { name, read: (place) => readAttribute(place, name, byDefault) };
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
function readUseAwsOwnedKey(place: Place): Attribute {
  const { place: options, why } = placeOfBlock(place, 'encryption_options');
  return options
    ? readAttribute(options, 'use_aws_owned_key', true, 'encryption_options.use_aws_owned_key')
    : { why: why ?? 'encryption_options is not set, so Amazon MQ chooses the key.' };
}

function readKmsKeyId(place: Place): Attribute {
  const { place: options } = placeOfBlock(place, 'encryption_options');
  if (!options) return {};
  const key = readAttribute(options, 'kms_key_id', AWS_MANAGED_KEY, 'encryption_options.kms_key_id');
  return key.value === '' ? { value: AWS_MANAGED_KEY } : key;
}

/** Whether an attribute identifies a key that the configuration itself creates. Without one, the attribute is not said. */
export function isKeyReference(type: string, attribute = 'arn'): boolean {
  return /^aws_kms_(external_|replica_)?key$/.test(type) && ['arn', 'id', 'key_id'].includes(attribute);
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
