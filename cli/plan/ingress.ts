import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { hasForm } from './forms.ts';

/** A rule of a security group, by its source. The key is the name that CloudFormation has for it. */
export type SourceKind = 'SourceSecurityGroupId' | 'SourcePrefixListId' | 'CidrIp' | 'CidrIpv6';

/**
 * What a text names as the source of a rule: a security group, a prefix list or a CIDR block. `undefined`: none of them, a
 * block with host bits, or a `/0` block, which lets everyone in.
 */
export function kindOfSource(text: string): SourceKind | undefined {
  if (hasForm(text, 'securityGroupId')) return 'SourceSecurityGroupId';
  if (hasForm(text, 'prefixListId')) return 'SourcePrefixListId';
  return blockAround(text) === undefined ? kindOfBlock(text) : undefined;
}

function kindOfBlock(text: string): 'CidrIp' | 'CidrIpv6' | undefined {
  const [, address = '', digits = ''] = /^([0-9a-f.:]+)\/([1-9]\d{0,2})$/i.exec(text) ?? [];
  if (isIPv4(address) && Number(digits) <= 32) return 'CidrIp';
  if (isIPv6(address) && Number(digits) <= 128) return 'CidrIpv6';
  return undefined;
}

/** What is wrong with a CIDR block whose address has host bits, as a sentence. `undefined`: it has none. */
export function hostBitsFault(text: string): string | undefined {
  const block = blockAround(text);
  if (block === undefined) return undefined;
  const [address] = text.split('/');
  return `${text} names an address in the block ${block}: set ${block}, or ${address}/${isIPv4(address ?? '') ? 32 : 128} for this address only.`;
}

/** The block that contains an address with host bits: `10.0.0.0/16` for `10.0.0.5/16`. */
function blockAround(text: string): string | undefined {
  const kind = kindOfBlock(text);
  if (kind === undefined) return undefined;
  const family = kind === 'CidrIp' ? ipaddr.IPv4 : ipaddr.IPv6;
  const [address, length] = family.parseCIDR(text);
  const first = family.networkAddressFromCIDR(text).toString();
  return address.toString() === first ? undefined : `${first}/${length}`;
}
