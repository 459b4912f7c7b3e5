/**
 * An inbound rule, as `DescribeSecurityGroups` has it on the wire.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
export interface IpPermission {
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly groups?: readonly { readonly groupId: string }[];
  readonly ipRanges?: readonly { readonly cidrIp: string }[];
  readonly ipv6Ranges?: readonly { readonly cidrIpv6: string }[];
  readonly prefixListIds?: readonly { readonly prefixListId: string }[];
}

export interface SecurityGroup {
  readonly groupId: string;
  readonly ipPermissions: readonly IpPermission[];
}

/** A managed prefix list. */
export interface PrefixList {
  readonly prefixListId: string;
  readonly cidrs: readonly string[];
  /** One of AWS is there in every account. */
  readonly isOfAws?: boolean;
}

/** What Amazon EC2 has in an account and region, by ID. */
export interface Network {
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly prefixLists: Map<string, PrefixList>;
}
