import type { IpPermission, Network } from '../../simulator/aws/network.ts';

/** A network with the inbound rules of groups and the ranges of prefix lists, by their IDs. */
export function networkOf(
  groups: Readonly<Record<string, readonly IpPermission[]>>,
  lists: Readonly<Record<string, readonly string[]>> = {},
): Network {
  return {
    securityGroups: new Map(
      Object.entries(groups).map(([groupId, ipPermissions]) => [groupId, { groupId, ipPermissions }]),
    ),
    prefixLists: new Map(Object.entries(lists).map(([prefixListId, cidrs]) => [prefixListId, { prefixListId, cidrs }])),
  };
}
