import type { Broker } from '../../../checks/broker.ts';
import type { Fact } from '../../../checks/facts.ts';
import { isObject, readObject } from '../../../checks/json.ts';
import { adviceOnVersion } from '../../rabbitmq/engine-version.ts';
import { markOf } from './attribute.ts';
import type { JsonObject } from './resources.ts';

/** A broker in a plan or state. */
export interface Described {
  readonly broker: Broker;
  readonly values: unknown;
  /** What the plan does to it. */
  readonly change?: JsonObject | undefined;
  readonly hasConstantPassword: boolean;
}

/** The facts that checks want, and those that advice needs. `undefined` stands for all. */
export function withAdvice(wanted: ReadonlySet<Fact> | undefined): ReadonlySet<Fact> | undefined {
  return wanted && new Set<Fact>([...wanted, 'engineType', 'publiclyAccessible']);
}

/** Problems of a RabbitMQ broker that no check covers, as sentences. */
export function adviceFor({ broker, values, change, hasConstantPassword }: Described): readonly string[] {
  if (broker.engineType !== 'RABBITMQ') return [];
  const { logs, security_groups: securityGroups, engine_version: engineVersion } = readObject(values);
  const advice: string[] = [];
  if (Array.isArray(logs) && logs.some((block) => isObject(block) && isOn(block.audit))) {
    advice.push('logs.audit is on, but Amazon MQ rejects it because RabbitMQ has no audit logs. Remove audit.');
  }
  const isUnknown = markOf(change?.after_unknown, 'security_groups') === true;
  if (broker.publiclyAccessible && (isUnknown || (Array.isArray(securityGroups) && securityGroups.length > 0))) {
    advice.push(
      'security_groups is set, but Amazon MQ rejects security groups on a public RabbitMQ broker. ' +
        'Make the broker private, or remove security_groups.',
    );
  }
  if (updates(change) && (isUnknown || !isSameSet(readObject(change.before).security_groups, securityGroups))) {
    // https://github.com/hashicorp/terraform-provider-aws/issues/33514
    advice.push(
      'the update changes security_groups, but Amazon MQ rejects that for a RabbitMQ broker. ' +
        'Keep the security groups, or replace the broker.',
    );
  }
  const aboutVersion = adviceOnVersion('engine_version', engineVersion);
  if (aboutVersion !== undefined) advice.push(aboutVersion);
  if (hasConstantPassword) {
    advice.push('a password is in the Terraform configuration. Use a secret or a sensitive variable instead.');
  }
  return advice;
}

// The provider has `audit` as a string, https://github.com/hashicorp/terraform-provider-aws/issues/18067
function isOn(value: unknown): boolean {
  return value === true || (typeof value === 'string' && ['true', 't', '1'].includes(value.toLowerCase()));
}

function updates(change: JsonObject | undefined): change is JsonObject {
  return Array.isArray(change?.actions) && change.actions.includes('update');
}

function isSameSet(a: unknown, b: unknown): boolean {
  const before = new Set<unknown>(Array.isArray(a) ? a : []);
  const after = new Set<unknown>(Array.isArray(b) ? b : []);
  return before.size === after.size && [...before].every((group) => after.has(group));
}
