import type { Limits } from '../rabbitmq/limits.ts';

/**
 * The new broker: a private RabbitMQ cluster with general logging.
 * Every text in it except the tags was validated, and has no character that a format would have to escape.
 */
export interface Replacement extends Network {
  readonly name: string;
  /** Its first user. If the old broker had a user of this name, the import would overwrite the password. */
  readonly administrator: string;
  /** In the form that Amazon MQ accepts for a new broker: `3.13`. */
  readonly engineVersion: string;
  readonly hostInstanceType: string;
  readonly maintenanceWindow:
    | { readonly dayOfWeek: string; readonly timeOfDay: string; readonly timeZone: string }
    | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** What the configuration sets that the plan creates. Empty: it creates none. */
  readonly limits: Limits;
  /** What the new broker is created with; `undefined`: the default configuration of its version, or the one with the limits. */
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

/** Where the new broker is, and who can connect to it. Whoever runs the plan must provide what is `undefined` here. */
export interface Network {
  readonly subnetIds: readonly string[] | undefined;
  /** `undefined`: the plan creates one, and lets the sources in. Otherwise the sources and the VPC do not matter. */
  readonly securityGroups: readonly string[] | undefined;
  /** Security groups, prefix lists and CIDR blocks that AMQP clients connect from. */
  readonly clientSources: readonly string[] | undefined;
  /** The same for those who use the web console and the management API. */
  readonly administratorSources: readonly string[] | undefined;
  readonly vpcId: string | undefined;
}

/** A configuration of Amazon MQ, by its ID. */
export interface ConfigurationRevision {
  readonly id: string;
  readonly revision: number;
}

/** The ports of RabbitMQ on Amazon MQ: AMQPS, and the two of the web console and the management API. */
export const AMQP_PORT = 5671;
export const CONSOLE_PORTS = [443, 15671] as const;

/** In how many Availability Zones the subnets should be: a cluster has three nodes, each in another zone. */
export const ENOUGH_ZONES = 3;

/** In how many they must be, at least. Fewer than three only if fewer subnets are wished for. */
export function minimumZones({ subnetIds }: Pick<Network, 'subnetIds'>): number {
  return Math.min(ENOUGH_ZONES, subnetIds?.length ?? ENOUGH_ZONES);
}

/** Why a plan stops before it creates anything. */
export const WRONG_MINIMUM = 'Expected 2 or 3 zones as the minimum: a broker in one Availability Zone is lost with it.';
export const TOO_FEW_ZONES =
  'Choose three subnets, each in another Availability Zone. Amazon MQ refuses two in one zone, and you cannot change them later.';
