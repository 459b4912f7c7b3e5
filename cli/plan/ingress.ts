import { isIPv4, isIPv6 } from 'node:net';

/** A rule of a security group, by its source. The key is the name that CloudFormation has for it. */
export type SourceKind = 'SourceSecurityGroupId' | 'SourcePrefixListId' | 'CidrIp' | 'CidrIpv6';

/**
 * What a text names as the source of a rule: a security group, a prefix list or a CIDR block. `undefined`: none of them, or
 * a `/0` block, which lets everyone in.
 */
export function kindOfSource(text: string): SourceKind | undefined {
  if (isSecurityGroupId(text)) return 'SourceSecurityGroupId';
  if (/^pl-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text)) return 'SourcePrefixListId';
  const [, address = '', digits = ''] = /^([0-9a-f.:]+)\/([1-9]\d{0,2})$/i.exec(text) ?? [];
  if (isIPv4(address) && Number(digits) <= 32) return 'CidrIp';
  if (isIPv6(address) && Number(digits) <= 128) return 'CidrIpv6';
  return undefined;
}

export function isSubnetId(text: string): boolean {
  return /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}

export function isSecurityGroupId(text: string): boolean {
  return /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}
