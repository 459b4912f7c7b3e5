import { isObject } from '../../checks/json.ts';
import { InputError } from '../sources/input/input-error.ts';
import type { Definitions, Json } from './definitions.ts';

type Kind = 'string' | 'boolean' | 'number' | 'object';

/** The members of each list and their types. A name that ends with `?` may be absent. */
const LISTS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  users: { name: 'string', 'hashing_algorithm?': 'string' },
  vhosts: { name: 'string', 'metadata?': 'object' },
  permissions: { user: 'string', vhost: 'string' },
  topic_permissions: { user: 'string', vhost: 'string' },
  parameters: { component: 'string', name: 'string', 'vhost?': 'string' },
  global_parameters: { name: 'string' },
  policies: { name: 'string', definition: 'object', 'priority?': 'number', 'apply-to?': 'string', 'vhost?': 'string' },
  queues: {
    name: 'string',
    'durable?': 'boolean',
    'auto_delete?': 'boolean',
    'arguments?': 'object',
    'vhost?': 'string',
  },
  exchanges: {
    name: 'string',
    type: 'string',
    'durable?': 'boolean',
    'auto_delete?': 'boolean',
    'internal?': 'boolean',
    'arguments?': 'object',
    'vhost?': 'string',
  },
  bindings: {
    source: 'string',
    destination: 'string',
    destination_type: 'string',
    'routing_key?': 'string',
    'arguments?': 'object',
    'vhost?': 'string',
  },
};

const HINT = 'Expected the response of GET /api/definitions from the management API.';

/** Validates a definitions export. @throws InputError that names the place, but never a value */
export function checkDefinitions(value: unknown): Definitions {
  if (!isObject(value)) throw new InputError(`is not a JSON object. ${HINT}`);
  const names = Object.keys(LISTS).filter((name) => Object.hasOwn(value, name));
  if (names.length === 0) throw new InputError(`has none of ${Object.keys(LISTS).join(', ')}. ${HINT}`);
  for (const name of names) checkList(value[name], name);
  return value;
}

function checkList(list: unknown, name: string): void {
  if (!Array.isArray(list)) throw new InputError(`${name} is not a list. ${HINT}`);
  for (const [index, item] of list.entries()) {
    const place = `${name}[${index}]`;
    if (!isObject(item)) throw new InputError(`${place} is not an object. ${HINT}`);
    checkMembers(item, LISTS[name] ?? {}, place);
  }
}

function checkMembers(item: Json, members: Readonly<Record<string, Kind>>, place: string): void {
  for (const [key, kind] of Object.entries(members)) {
    const name = key.replace(/\?$/, '');
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value === undefined && name !== key) continue;
    if (!isOfKind(value, kind)) throw new InputError(`${place}.${name} must be of type ${kind}. ${HINT}`);
  }
}

function isOfKind(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'object':
      // Servers sometimes write an object without members as a list.
      return isObject(value) || (Array.isArray(value) && value.length === 0);
    default:
      return typeof value === kind;
  }
}
