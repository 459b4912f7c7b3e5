/**
 * The broker that takes the place of another one: a private cluster of RabbitMQ with its general log.
 * Every text in it but the tags was checked, and has no character that a format would have to escape.
 */
export interface Replacement {
  readonly name: string;
  /** Its first user. One of a usual name would get the password of the old one with the imported definitions. */
  readonly administrator: string;
  /** As Amazon MQ takes it for a new broker: `3.13`. */
  readonly engineVersion: string;
  readonly hostInstanceType: string;
  /** `undefined`: whoever creates the broker has to give them. */
  readonly subnetIds: readonly string[] | undefined;
  /** `undefined`: one is created with it, in a VPC and for sources that have to be given. */
  readonly securityGroups: readonly string[] | undefined;
  readonly maintenanceWindow:
    | { readonly dayOfWeek: string; readonly timeOfDay: string; readonly timeZone: string }
    | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly configuration: { readonly id: string; readonly revision: number } | undefined;
  /** `undefined`: a key that AWS owns. Without `kmsKeyArn` a key that AWS manages in the account. */
  readonly customKey: { readonly kmsKeyArn: string | undefined } | undefined;
  readonly authenticationStrategy: 'CONFIG_MANAGED' | undefined;
  /** What is not as it was, or needs attention, as sentences. */
  readonly notices: readonly string[];
}

/** The ports of RabbitMQ on Amazon MQ: AMQPS, and two of the console and the management API. */
export const AMQP_PORT = 5671;
export const CONSOLE_PORTS = [443, 15671] as const;
