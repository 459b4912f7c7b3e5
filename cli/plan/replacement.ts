/**
 * The new broker: a private RabbitMQ cluster with general logging.
 * Every text in it except the tags was validated, and has no character that a format would have to escape.
 */
export interface Replacement {
  readonly name: string;
  /** Its first user. If the old broker had a user of this name, the import would overwrite the password. */
  readonly administrator: string;
  /** In the form that Amazon MQ accepts for a new broker: `3.13`. */
  readonly engineVersion: string;
  readonly hostInstanceType: string;
  /** `undefined`: whoever creates the broker must provide them. */
  readonly subnetIds: readonly string[] | undefined;
  /** `undefined`: the plan creates one. Whoever runs it must provide the VPC and the address ranges. */
  readonly securityGroups: readonly string[] | undefined;
  readonly maintenanceWindow:
    | { readonly dayOfWeek: string; readonly timeOfDay: string; readonly timeZone: string }
    | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** What the new broker is created with; `undefined`: the default configuration of its version. */
  readonly configuration: ConfigurationRevision | undefined;
  /** `undefined`: an AWS owned key. Without `kmsKeyArn`: the AWS managed key of the account. */
  readonly customKey: { readonly kmsKeyArn: string | undefined } | undefined;
  /**
   * How users log in, if not with passwords in RabbitMQ. The broker is created with passwords, so that its administrator can
   * import definitions, and is switched after that. Without `configuration`, the one to switch to is still to be made.
   */
  readonly switchAuthentication:
    | { readonly strategy: 'CONFIG_MANAGED'; readonly configuration: ConfigurationRevision | undefined }
    | undefined;
  /** Differences from the old broker, and what needs attention, as sentences. */
  readonly notices: readonly string[];
}

/** A configuration of Amazon MQ, by its ID. */
export interface ConfigurationRevision {
  readonly id: string;
  readonly revision: number;
}

/** The ports of RabbitMQ on Amazon MQ: AMQPS, and the two of the web console and the management API. */
export const AMQP_PORT = 5671;
export const CONSOLE_PORTS = [443, 15671] as const;
