import type { IngressRule, IngressSource } from '../../../checks/ingress.ts';
import { unknownRule } from '../../../checks/ingress.ts';
import { readObject, readText } from '../../../checks/json.ts';
import { referenceIn } from './alternatives.ts';
import { expression } from './expression.ts';
import type { Outcome } from './outcome.ts';
import { collapse, knownValue, textOf } from './outcome.ts';
import type { Resource } from './property.ts';
import { propertyOf, writtenIn } from './property.ts';
import type { Resolver } from './resolver.ts';

interface Place {
  readonly resources: ReadonlyMap<string, unknown>;
  readonly resolver: Resolver;
}

type Ports = Pick<IngressRule, 'fromPort' | 'toPort'>;

/** A rule of which nothing is known. @param why as a clause */
export function unclearRule(group: string, why: string): IngressRule {
  return unknownRule(group, sentence(group, why));
}

/**
 * The inbound rules that a resource `AWS::EC2::SecurityGroupIngress`, or an element of the list in a security group,
 * makes: one for each source.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
 * @param whyUncertain why it is not known whether the group has the rule, as a clause
 */
export function readIngressRule(
  group: string,
  rule: Resource,
  place: Place,
  whyUncertain?: string,
): readonly IngressRule[] {
  const read = (name: string) => collapse(propertyOf(rule, [name], place.resolver));
  const protocol = readProtocol(read('IpProtocol'));
  const ports = readPorts(read('FromPort'), read('ToPort'));
  const why =
    whyUncertain ?? ('why' in protocol ? protocol.why : undefined) ?? ('why' in ports ? ports.why : undefined);
  return sourcesOf(group, rule, place).map((source) => ({
    group,
    protocol: 'why' in protocol ? '-1' : protocol.text,
    ...('why' in ports ? {} : ports),
    // Whoever is in another group may come in on any port.
    source: why === undefined || source.kind === 'group' ? source : unknownSource(group, why),
  }));
}

function unknownSource(group: string, why: string): IngressSource {
  return { kind: 'unknown', why: sentence(group, why) };
}

function sentence(group: string, why: string): string {
  return `The rules of the security group ${expression(group)} are not all known: ${why}.`;
}

function readProtocol(outcome: Outcome): { readonly text: string } | { readonly why: string } {
  if (outcome.kind === 'unknown') return { why: `of an IpProtocol, ${outcome.why}` };
  const text = textOf(knownValue(outcome))?.trim();
  return text ? { text } : { why: 'one has no IpProtocol' };
}

function readPorts(from: Outcome, to: Outcome): Ports | { readonly why: string } {
  const unknown = [from, to].find((outcome) => outcome.kind === 'unknown');
  if (unknown?.kind === 'unknown') return { why: `of a port, ${unknown.why}` };
  return { fromPort: portOf(from), toPort: portOf(to) };
}

function portOf(outcome: Outcome): number | undefined {
  const text = textOf(knownValue(outcome)) ?? '';
  return /^-?\d{1,5}$/.test(text) ? Number(text) : undefined;
}

const GROUPS = ['SourceSecurityGroupId', 'SourceSecurityGroupName'];

function sourcesOf(group: string, rule: Resource, place: Place): readonly IngressSource[] {
  const read = (name: string) => collapse(propertyOf(rule, [name], place.resolver));
  const ranges = ['CidrIp', 'CidrIpv6'].flatMap((name) => {
    const outcome = read(name);
    return outcome.kind === 'absent' ? [] : [rangeOf(group, name, outcome)];
  });
  const list = read('SourcePrefixListId');
  const sources: readonly IngressSource[] = [
    ...ranges,
    ...(list.kind === 'absent' ? [] : [prefixListOf(group, rule, list, place)]),
    ...GROUPS.filter((name) => read(name).kind !== 'absent').map((): IngressSource => ({ kind: 'group' })),
  ];
  return sources.length === 0 ? [unknownSource(group, 'one has no source')] : sources;
}

function rangeOf(group: string, name: string, outcome: Outcome): IngressSource {
  const cidr = readText(knownValue(outcome));
  if (cidr !== undefined) return { kind: 'range', cidr };
  return unknownSource(group, outcome.kind === 'unknown' ? `of a ${name}, ${outcome.why}` : `a ${name} is not a text`);
}

function prefixListOf(group: string, rule: Resource, outcome: Outcome, { resources, resolver }: Place): IngressSource {
  const id = readText(knownValue(outcome));
  if (id !== undefined) return { kind: 'prefix-list', id };
  const reference = referenceIn(writtenIn(rule, 'SourcePrefixListId'));
  const list = readObject(reference && resources.get(reference.logicalId));
  if (reference === undefined || list.Type !== 'AWS::EC2::PrefixList') {
    const why = outcome.kind === 'unknown' ? outcome.why : 'it is not a text';
    return unknownSource(group, `of a SourcePrefixListId, ${why}`);
  }
  const name = expression(reference.logicalId);
  const cidrs = entriesOf(list, resolver);
  return cidrs === undefined
    ? unknownSource(group, `not all entries of the prefix list ${name} are known`)
    : { kind: 'prefix-list', id: name, cidrs };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-prefixlist.html */
function entriesOf(list: Resource, resolver: Resolver): readonly string[] | undefined {
  const entries = collapse(propertyOf(list, ['Entries'], resolver));
  if (entries.kind === 'absent') return [];
  if (entries.kind === 'unknown' || !Array.isArray(entries.value)) return undefined;
  const cidrs: string[] = [];
  for (const entry of entries.value) {
    const outcome = collapse(resolver.outcomes(entry));
    if (outcome.kind === 'absent') continue;
    const cidr = collapse(resolver.member({ all: [outcome], why: '' }, 'Cidr'));
    const text = readText(knownValue(cidr));
    if (text === undefined) return undefined;
    cidrs.push(text);
  }
  return cidrs;
}
