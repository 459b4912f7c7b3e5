import { isObject } from '../../checks/json.ts';
import { InputError } from '../sources/input/input-error.ts';
import type { Definitions, Json } from './definitions.ts';

type Kind = 'text' | 'boolean' | 'number' | 'object';

/** What must be of which kind in each list. A name that ends with `?` may be absent. */
const LISTS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  users: { name: 'text', 'hashing_algorithm?': 'text' },
  vhosts: { name: 'text', 'metadata?': 'object' },
  permissions: { user: 'text', vhost: 'text' },
  topic_permissions: { user: 'text', vhost: 'text' },
  parameters: { component: 'text', name: 'text', 'vhost?': 'text' },
  global_parameters: { name: 'text' },
  policies: { name: 'text', definition: 'object', 'priority?': 'number', 'apply-to?': 'text', 'vhost?': 'text' },
  queues: { name: 'text', 'durable?': 'boolean', 'auto_delete?': 'boolean', 'arguments?': 'object', 'vhost?': 'text' },
  exchanges: { name: 'text', type: 'text', 'arguments?': 'object', 'vhost?': 'text' },
  bindings: {
    source: 'text',
    destination: 'text',
    destination_type: 'text',
    'routing_key?': 'text',
    'vhost?': 'text',
  },
};

const HINT = 'Expected what GET /api/definitions of the management API answers.';

/** Holds that a value is a definitions export. @throws InputError which names the place, but never a value */
export function checkDefinitions(value: unknown): Definitions {
  if (!isObject(value)) throw new InputError(`is no JSON object. ${HINT}`);
  const names = Object.keys(LISTS).filter((name) => Object.hasOwn(value, name));
  if (names.length === 0) throw new InputError(`has none of ${Object.keys(LISTS).join(', ')}. ${HINT}`);
  for (const name of names) checkList(value[name], name);
  return value;
}

function checkList(list: unknown, name: string): void {
  if (!Array.isArray(list)) throw new InputError(`${name} is no list. ${HINT}`);
  for (const [index, item] of list.entries()) {
    const place = `${name}[${index}]`;
    if (!isObject(item)) throw new InputError(`${place} is no object. ${HINT}`);
    checkMembers(item, LISTS[name] ?? {}, place);
  }
}

function checkMembers(item: Json, members: Readonly<Record<string, Kind>>, place: string): void {
  for (const [key, kind] of Object.entries(members)) {
    const name = key.replace(/\?$/, '');
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value === undefined && name !== key) continue;
    if (!isOfKind(value, kind)) throw new InputError(`${place}.${name} should be of the type ${kind}. ${HINT}`);
  }
}

function isOfKind(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'object':
      // Servers in Erlang write an object without members as a list now and then.
      return isObject(value) || (Array.isArray(value) && value.length === 0);
    default:
      return typeof value === kind;
  }
}
