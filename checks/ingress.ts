import { readObject, readText, readTexts } from './json.ts';

/** Who a rule of a security group lets in. */
export type IngressSource =
  | { readonly kind: 'range'; readonly cidr: string }
  | { readonly kind: 'group' }
  /** `cidrs` is there once the list is expanded. */
  | { readonly kind: 'prefix-list'; readonly id: string; readonly cidrs?: readonly string[] | undefined }
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
  return group.IpPermissions.flatMap((each): readonly IngressRule[] => {
    const permission = readObject(each);
    const protocol = readText(permission.IpProtocol);
    const [fromPort, toPort] = [readPort(permission.FromPort), readPort(permission.ToPort)];
    if (protocol === undefined || fromPort === 'invalid' || toPort === 'invalid') {
      const why = `A rule of the security group ${id} has an invalid protocol or port.`;
      return [{ group: id, protocol: '-1', source: { kind: 'unknown', why } }];
    }
    return sourcesOf(permission, id).map((source) => ({ group: id, protocol, fromPort, toPort, source }));
  });
}

function sourcesOf(permission: Readonly<Record<string, unknown>>, group: string): readonly IngressSource[] {
  const unknown: IngressSource = {
    kind: 'unknown',
    why: `A rule of the security group ${group} has an invalid source.`,
  };
  const sources = (list: string, name: string, from: (text: string) => IngressSource): readonly IngressSource[] => {
    const value = permission[list] ?? [];
    if (!Array.isArray(value)) return [unknown];
    return value.map((each) => {
      const text = readText(readObject(each)[name]);
      return text === undefined ? unknown : from(text);
    });
  };
  const found = [
    ...sources('IpRanges', 'CidrIp', (cidr) => ({ kind: 'range', cidr })),
    ...sources('Ipv6Ranges', 'CidrIpv6', (cidr) => ({ kind: 'range', cidr })),
    ...sources('PrefixListIds', 'PrefixListId', (id) => ({ kind: 'prefix-list', id })),
    ...sources('UserIdGroupPairs', 'GroupId', () => ({ kind: 'group' })),
  ];
  return found.length > 0 ? found : [unknown];
}

function readPort(value: unknown): number | undefined | 'invalid' {
  if (value === undefined || value === null) return undefined;
  return Number.isSafeInteger(value) ? Number(value) : 'invalid';
}

/**
 * The ranges in a `GetManagedPrefixListEntries` response.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PrefixListEntry.html
 * @returns `undefined` if one of them cannot be read
 */
export function fromPrefixListEntries(entries: unknown): readonly string[] | undefined {
  return Array.isArray(entries) ? readTexts(entries.map((entry) => readObject(entry).Cidr)) : undefined;
}

/** The IDs of the prefix lists in the rules that are not expanded yet. */
export function prefixListsOf(rules: readonly IngressRule[]): readonly string[] {
  const ids = rules.flatMap(({ source }) =>
    source.kind === 'prefix-list' && source.cidrs === undefined ? [source.id] : [],
  );
  return [...new Set(ids)];
}

/** The rules with the ranges of their prefix lists. @param cidrs the ranges by the ID of the list */
export function expand(
  rules: readonly IngressRule[],
  cidrs: ReadonlyMap<string, readonly string[]>,
): readonly IngressRule[] {
  return rules.map((rule) =>
    rule.source.kind === 'prefix-list'
      ? { ...rule, source: { ...rule.source, cidrs: cidrs.get(rule.source.id) ?? rule.source.cidrs } }
      : rule,
  );
}

/** The rules of all these groups; `undefined` unless those of each are known. @param rules by the ID of the group */
export function rulesOfGroups(
  groups: readonly string[],
  rules: ReadonlyMap<string, readonly IngressRule[]>,
): readonly IngressRule[] | undefined {
  return groups.every((id) => rules.has(id)) ? groups.flatMap((id) => rules.get(id) ?? []) : undefined;
}
