import { isObject, readObject, readText, readTexts } from './json.ts';

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

/** A rule for all ports, whose source is not known. @param why as a sentence */
export function unknownRule(group: string, why: string): IngressRule {
  return { group, protocol: '-1', source: { kind: 'unknown', why } };
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
      return [unknownRule(id, `A rule of the security group ${id} has an invalid protocol or port.`)];
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

/** The IDs of the prefix lists in the rules. */
export function prefixListsOf(rules: readonly IngressRule[]): readonly string[] {
  return [...new Set(rules.flatMap(({ source }) => (source.kind === 'prefix-list' ? [source.id] : [])))];
}

/**
 * What EC2 answered about security groups and the prefix lists in their rules, with the member names of the SDK and the
 * AWS CLI. Where a call failed, the entry has only the ID and, as `Error`, the error code.
 */
export interface IngressAnswers {
  readonly SecurityGroups: readonly Readonly<Record<string, unknown>>[];
  /** With the `Entries` of `GetManagedPrefixListEntries`. */
  readonly PrefixLists: readonly Readonly<Record<string, unknown>>[];
}

/**
 * The rules of these groups, with the ranges of their prefix lists. What EC2 did not tell is a rule whose source is not
 * known, so that a wide range in another group is found nevertheless.
 * @param answers {@link IngressAnswers}, from wherever they are
 */
export function rulesOfGroups(groups: readonly string[], answers: unknown): readonly IngressRule[] {
  const { SecurityGroups, PrefixLists } = readObject(answers);
  return groups.flatMap((id): readonly IngressRule[] => {
    const answer = answerFor(id, 'GroupId', SecurityGroups);
    const rules = fromSecurityGroup(answer);
    if (rules === undefined) return [unknownRule(id, whyRefused(`DescribeSecurityGroups failed for ${id}`, answer))];
    return rules.map((rule) => ({ ...rule, source: expand(rule.source, PrefixLists) }));
  });
}

function expand(source: IngressSource, lists: unknown): IngressSource {
  if (source.kind !== 'prefix-list') return source;
  const answer = answerFor(source.id, 'PrefixListId', lists);
  const cidrs = fromPrefixListEntries(answer?.Entries);
  return cidrs === undefined
    ? { kind: 'unknown', why: whyRefused(`GetManagedPrefixListEntries failed for ${source.id}`, answer) }
    : { ...source, cidrs };
}

function answerFor(id: string, name: string, answers: unknown): Readonly<Record<string, unknown>> | undefined {
  return Array.isArray(answers) ? answers.filter(isObject).find((answer) => answer[name] === id) : undefined;
}

function whyRefused(what: string, answer: Readonly<Record<string, unknown>> | undefined): string {
  return `${what} (${readText(answer?.Error) ?? 'no answer'}).`;
}
