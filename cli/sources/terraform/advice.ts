import type { Broker } from '../../../checks/broker.ts';
import { isObject, readObject } from '../../../checks/json.ts';
import { adviceOnVersion } from '../../rabbitmq/engine-version.ts';
import { markOf } from './broker.ts';
import type { JsonObject } from './resources.ts';

/** A broker as a plan or state has it. */
export interface Described {
  readonly broker: Broker;
  readonly values: unknown;
  /** What a plan does to it. */
  readonly change?: JsonObject | undefined;
  readonly hasConstantPassword: boolean;
}

/** What is wrong with a RabbitMQ broker although no check asks for it, as sentences. */
export function adviceFor({ broker, values, change, hasConstantPassword }: Described): readonly string[] {
  if (broker.engineType !== 'RABBITMQ') return [];
  const { logs, security_groups: securityGroups, engine_version: engineVersion } = readObject(values);
  const advice: string[] = [];
  if (Array.isArray(logs) && logs.some((block) => isObject(block) && isOn(block.audit))) {
    advice.push('logs.audit is on, but RabbitMQ has no audit log and Amazon MQ refuses it: leave audit out.');
  }
  const isUnknown = markOf(change?.after_unknown, 'security_groups') === true;
  if (broker.publiclyAccessible && (isUnknown || (Array.isArray(securityGroups) && securityGroups.length > 0))) {
    advice.push(
      'security_groups is set, but Amazon MQ refuses security groups on a public RabbitMQ broker: ' +
        'make it private, or leave security_groups out.',
    );
  }
  if (updates(change) && (isUnknown || !isSameSet(readObject(change?.before).security_groups, securityGroups))) {
    // https://github.com/hashicorp/terraform-provider-aws/issues/33514
    advice.push(
      'the update changes security_groups, but Amazon MQ refuses that for a RabbitMQ broker: ' +
        'keep them, or have the broker replaced.',
    );
  }
  const aboutVersion = adviceOnVersion('engine_version', engineVersion);
  if (aboutVersion !== undefined) advice.push(aboutVersion);
  if (hasConstantPassword) {
    advice.push('a password is written in the configuration: take it from a secret or a sensitive variable.');
  }
  return advice;
}

// The provider has `audit` as text, https://github.com/hashicorp/terraform-provider-aws/issues/18067
function isOn(value: unknown): boolean {
  return value === true || (typeof value === 'string' && ['true', 't', '1'].includes(value.toLowerCase()));
}

function updates(change: JsonObject | undefined): boolean {
  return Array.isArray(change?.actions) && change.actions.includes('update');
}

function isSameSet(a: unknown, b: unknown): boolean {
  const before = new Set<unknown>(Array.isArray(a) ? a : []);
  const after = new Set<unknown>(Array.isArray(b) ? b : []);
  return before.size === after.size && [...before].every((group) => after.has(group));
}
