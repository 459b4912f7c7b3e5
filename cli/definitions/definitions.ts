/** A JSON object of which only some members are known here. The others are kept as they are. */
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

/** Objects of a virtual host do not name it in an export of that virtual host alone. */
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
  /** Servers export no exclusive queues. */
  readonly exclusive?: unknown;
  readonly arguments?: unknown;
}

export interface Exchange extends InVirtualHost {
  readonly name: string;
  readonly type: string;
  readonly arguments?: unknown;
}

export interface Binding extends InVirtualHost {
  readonly source: string;
  readonly destination: string;
  readonly destination_type: string;
  readonly routing_key?: string;
}

/**
 * A definitions export, as `GET /api/definitions` of the management API answers. A list that is not there is
 * `undefined`: an export of one virtual host has no users, virtual hosts and permissions.
 * https://www.rabbitmq.com/docs/definitions
 */
export interface Definitions extends Json {
  /** Of the server that exported. */
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
