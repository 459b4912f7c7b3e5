import type { Broker } from '../../../checks/broker.ts';
import { parseBrokerArn, readBroker } from '../../../checks/broker.ts';
import type { Fact } from '../../../checks/facts.ts';
import { isObject, quote, readText } from '../../../checks/json.ts';
import type { JsonObject, Resource } from './resources.ts';

/** What is known about missing values. */
export interface Knowledge {
  /** The source of the values, for the reasons. */
  readonly source: 'the plan' | 'the state' | 'the Terraform configuration';
  /**
   * The values that are not known, in the same structure as the values. Each is marked with `true` if it is known only
   * after apply, else with the end of the sentence that says what it is, such as "var.mode, which has no default".
   */
  readonly unknown?: unknown;
  /** Whether all other missing values are known to be unset. */
  readonly isComplete: boolean;
}

interface Attribute {
  readonly value?: unknown;
  /** Why the value is not known, as a sentence. */
  readonly why?: string;
}

/** An object to look for an attribute in, and its marks. */
interface Place {
  readonly values: JsonObject;
  readonly unknown: unknown;
  readonly sensitive: unknown;
  readonly isComplete: boolean;
}

/**
 * Makes a broker from an `aws_mq_broker`.
 * An unset attribute has the default of the provider:
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mq_broker
 */
export function brokerOf({ values, sensitiveValues }: Resource, { source, unknown, isComplete }: Knowledge): Broker {
  const place: Place = {
    values: isObject(values) ? values : {},
    unknown,
    sensitive: sensitiveValues,
    isComplete,
  };
  const attributes: Readonly<Partial<Record<Fact, Attribute>>> = {
    engineType: readAttribute(place, 'engine_type', undefined),
    deploymentMode: readAttribute(place, 'deployment_mode', 'SINGLE_INSTANCE'),
    publiclyAccessible: readAttribute(place, 'publicly_accessible', false),
    generalLogging: readGeneralLogging(place),
  };
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
  // If the list is known, its marks are a list too.
  const { unknown, ...logsPlace } = place;
  const marks = markOf(unknown, 'logs');
  const logs = readAttribute({ ...logsPlace, unknown: Array.isArray(marks) ? undefined : unknown }, 'logs', []);
  if (logs.why !== undefined) return logs;
  if (!Array.isArray(logs.value) || logs.value.length > 1) {
    return { why: `logs is ${quote(logs.value)}, but one block was expected.` };
  }
  if (logs.value.length === 0) return { value: false };
  const block: unknown = logs.value[0];
  if (!isObject(block)) return { why: `logs is a list of ${quote(block)}, but one block was expected.` };
  return readAttribute(
    {
      values: block,
      unknown: markOf(marks, 0),
      sensitive: markOf(markOf(place.sensitive, 'logs'), 0),
      isComplete: place.isComplete,
    },
    'general',
    false,
    'logs.general',
  );
}

function readAttribute(place: Place, key: string, byDefault: unknown, name = key): Attribute {
  const mark = markOf(place.unknown, key);
  if (isMarked(mark)) return { why: `${name} is ${typeof mark === 'string' ? mark : 'known only after apply'}.` };
  const value = Object.hasOwn(place.values, key) ? place.values[key] : undefined;
  if (value !== undefined && value !== null) return { value };
  // Terraform shows sensitive values, but other programs remove them. A list is marked even if nothing in it is.
  const isSensitive = markOf(place.sensitive, key);
  if (isMarked(isSensitive) && !Array.isArray(isSensitive))
    return { why: `${name} is sensitive, and its value was removed.` };
  if (!place.isComplete) return { why: `${name} has no value, and it is not known whether it is unset.` };
  return { value: byDefault };
}

/** The marks of a member or element. A mark of the whole, or an unreadable one, applies to each part. */
export function markOf(marks: unknown, key: string | number): unknown {
  if (isObject(marks)) return marks[key];
  if (!Array.isArray(marks)) return isMarked(marks);
  return typeof key === 'number' ? marks[key] : true;
}

function isMarked(mark: unknown): boolean {
  return mark !== undefined && mark !== null && mark !== false;
}
