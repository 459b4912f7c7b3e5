import { readMember, readObject, readText } from './json.ts';

/** Who a rule of a security group lets in. */
export type IngressSource =
  | { readonly kind: 'range'; readonly cidr: string }
  | { readonly kind: 'group' }
  /** `cidrs` is there once the list is expanded. */
  | { readonly kind: 'prefix-list'; readonly id: string; readonly cidrs?: readonly string[] }
  /** The source of the rule, or its ports, are not known. `why` is a sentence. */
  | { readonly kind: 'unknown'; readonly why: string };

/** An inbound rule of a security group, for one source. */
export interface IngressRule {
  /** The ID or the name of the security group. */
  readonly group: string;
  /** A name or a number of a protocol. `-1` stands for all protocols. */
  readonly protocol: string;
  /** The first and the last port. Without them, or with -1, all ports. */
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  readonly source: IngressSource;
}

/**
 * The inbound rules of a group in a `DescribeSecurityGroups` response, a rule for each source.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 * @returns `undefined` if that is no security group
 */
export function fromSecurityGroup(value: unknown): readonly IngressRule[] | undefined {
  const group = readObject(value);
  const id = readText(group.GroupId);
  if (id === undefined || !Array.isArray(group.IpPermissions)) return undefined;
  return group.IpPermissions.flatMap((each) => {
    const permission = readObject(each);
    const common = {
      group: id,
      protocol: String(permission.IpProtocol),
      fromPort: readPort(permission.FromPort),
      toPort: readPort(permission.ToPort),
    };
    return sourcesOf(permission).map((source) => ({ ...common, source }));
  });
}

function sourcesOf(permission: Readonly<Record<string, unknown>>): readonly IngressSource[] {
  const range = (cidr: unknown): IngressSource =>
    typeof cidr === 'string'
      ? { kind: 'range', cidr }
      : { kind: 'unknown', why: 'A rule has a source without a range.' };
  const list = (id: unknown): IngressSource =>
    typeof id === 'string'
      ? { kind: 'prefix-list', id }
      : { kind: 'unknown', why: 'A rule has a prefix list without an ID.' };
  return [
    ...elements(permission, 'IpRanges').map((each) => range(each.CidrIp)),
    ...elements(permission, 'Ipv6Ranges').map((each) => range(each.CidrIpv6)),
    ...elements(permission, 'PrefixListIds').map((each) => list(each.PrefixListId)),
    ...elements(permission, 'UserIdGroupPairs').map((): IngressSource => ({ kind: 'group' })),
  ];
}

function elements(permission: Readonly<Record<string, unknown>>, name: string) {
  const value = readMember(permission, name);
  return Array.isArray(value) ? value.map(readObject) : [];
}

function readPort(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
