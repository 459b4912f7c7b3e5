import { isObject, readObject, readText } from '../../../checks/json.ts';
import type { JsonObject } from './resources.ts';

/**
 * The brokers with a user whose password is in the configuration, by their addresses without keys.
 * @param configuration of a plan, whose expressions have a `constant_value` if they refer to nothing:
 *   https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
 */
export function brokersWithConstantPasswords(configuration: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [{ module: readObject(readObject(configuration).root_module), prefix: '' }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { module, prefix } = next;
    for (const resource of Array.isArray(module.resources) ? module.resources.filter(isObject) : []) {
      if (resource.type === 'aws_mq_broker' && hasConstantPassword(readObject(resource.expressions))) {
        found.add(`${prefix}aws_mq_broker.${readText(resource.name)}`);
      }
    }
    for (const [name, call] of Object.entries(readObject(module.module_calls))) {
      pending.push({ module: readObject(readObject(call).module), prefix: `${prefix}module.${name}.` });
    }
  }
  return found;
}

/** An address as in the configuration: without the keys of `count` and `for_each`. */
export function withoutKeys(address: string): string {
  return address.replaceAll(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');
}

function hasConstantPassword({ user }: JsonObject): boolean {
  const users = Array.isArray(user) ? user.filter(isObject) : [];
  return users.some(({ password }) => readText(readObject(password).constant_value) !== undefined);
}
