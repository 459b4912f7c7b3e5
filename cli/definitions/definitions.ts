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
