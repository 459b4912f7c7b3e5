/** A JSON object with known and unknown members. Unknown ones are kept as they are. */
export type Json = Readonly<Record<string, unknown>>;

export interface User extends Json {
  readonly name: string;
  readonly hashing_algorithm?: string;
}

export interface VirtualHost extends Json {
  readonly name: string;
  readonly metadata?: Json;
}

export interface Permission extends Json {
  readonly user: string;
  readonly vhost: string;
}

/** In an export of one virtual host, its objects do not name it. */
interface InVirtualHost extends Json {
  readonly vhost?: string;
}

export interface Parameter extends InVirtualHost {
  readonly component: string;
  readonly name: string;
}

export interface GlobalParameter extends Json {
  readonly name: string;
}

export interface Policy extends InVirtualHost {
  readonly name: string;
  readonly definition: Json;
  readonly priority?: number;
  readonly 'apply-to'?: string;
}

export interface Queue extends InVirtualHost {
  readonly name: string;
  readonly durable?: boolean;
  readonly auto_delete?: boolean;
  /** Servers do not export exclusive queues. */
  readonly exclusive?: unknown;
  readonly arguments?: unknown;
}

export interface Exchange extends InVirtualHost {
  readonly name: string;
  readonly type: string;
  readonly durable?: boolean;
  readonly arguments?: unknown;
}

export interface Binding extends InVirtualHost {
  readonly source: string;
  readonly destination: string;
  readonly destination_type: string;
  readonly routing_key?: string;
  readonly arguments?: unknown;
}

/**
 * A definitions export: the response of `GET /api/definitions` from the management API. A missing list is `undefined`:
 * an export of one virtual host has no users, virtual hosts or permissions.
 * https://www.rabbitmq.com/docs/definitions
 */
export interface Definitions extends Json {
  /** The version of the server that exported. */
  readonly rabbitmq_version?: string;
  readonly rabbit_version?: string;
  readonly users?: readonly User[];
  readonly vhosts?: readonly VirtualHost[];
  readonly permissions?: readonly Permission[];
  readonly topic_permissions?: readonly Permission[];
  readonly parameters?: readonly Parameter[];
  readonly global_parameters?: readonly GlobalParameter[];
  readonly policies?: readonly Policy[];
  readonly queues?: readonly Queue[];
  readonly exchanges?: readonly Exchange[];
  readonly bindings?: readonly Binding[];
}

/** The lists that an export of one virtual host has. Their objects are each in a virtual host. */
export const LISTS_OF_VIRTUAL_HOST = ['parameters', 'policies', 'queues', 'exchanges', 'bindings'] as const;

/** The lists that only an export of a whole broker has. */
export const LISTS_OF_BROKER = ['users', 'vhosts', 'permissions', 'topic_permissions', 'global_parameters'] as const;

/** Whether it is the response of `GET /api/definitions/<virtual host>`, whose objects do not name the virtual host. */
export function isOfOneVirtualHost(definitions: Definitions): boolean {
  if (definitions.rabbitmq_definition_format === 'single_virtual_host') return true;
  if (LISTS_OF_BROKER.some((name) => definitions[name] !== undefined)) return false;
  return LISTS_OF_VIRTUAL_HOST.every((name) => definitions[name]?.every(({ vhost }) => vhost === undefined) ?? true);
}

/** The virtual host of objects that name none. Without a word of it, it may be `/`, which gets Amazon MQ's policies. */
export function vhostOf({ original_vhost_name: name }: Definitions): string {
  return typeof name === 'string' ? name : '/';
}
