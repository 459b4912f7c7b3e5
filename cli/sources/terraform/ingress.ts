import type { IngressRule, IngressSource } from '../../../checks/ingress.ts';
import { readText } from '../../../checks/json.ts';
import { withoutKeys } from './addresses.ts';
import type { Attribute, Place } from './attribute.ts';
import { hasMark, markOf, placeOfBlock, readAttribute, readCollection } from './attribute.ts';
import type { Knowledge } from './broker.ts';

/** The types of the resources that decide who is let in. */
export const NETWORK_TYPES: readonly string[] = [
  ...['aws_security_group', 'aws_default_security_group'],
  ...['aws_security_group_rule', 'aws_vpc_security_group_ingress_rule'],
  ...['aws_ec2_managed_prefix_list', 'aws_ec2_managed_prefix_list_entry'],
];

/** A resource of one of the {@link NETWORK_TYPES}. */
export interface NetworkResource {
  readonly address: string;
  readonly type: string;
  readonly place: Place;
  /** The address of the resource whose ID an attribute has, if the attribute is not known but refers to one. */
  readonly refersTo?: (attribute: string) => string | undefined;
}

/** A security group of a broker: its ID or its address, or why it is not known, as a sentence. */
export type GroupReference = string | { readonly why: string };

/** Finds the rules of security groups among the resources of a source. */
export type RulesOf = (groups: readonly GroupReference[]) => Attribute;

/** The resources of the {@link NETWORK_TYPES} in a source. */
export interface Network {
  readonly resources: readonly NetworkResource[];
  /** As they were: what a plan changes or deletes. The groups of a plan still have the rules of these. */
  readonly former?: readonly NetworkResource[];
}

/**
 * Indexes the resources of a source when they are needed.
 * @param source names the source in the reasons
 */
export function createNetwork(read: () => Network, source: Knowledge['source']): RulesOf {
  let index: ReturnType<typeof indexOf> | undefined;

  return (groups) => {
    index ??= indexOf(read());
    const { find, rules, formerRules, cidrsOf } = index;
    const found: IngressRule[] = [];
    for (const group of groups) {
      if (typeof group !== 'string') {
        found.push(...unknownRule('', group.why));
        continue;
      }
      const resource = find(group);
      if (!resource || !isGroup(resource)) {
        return { why: `The security group ${group} is not in ${source}, so its rules are not known.` };
      }
      const gone = (formerRules.get(resource) ?? []).flatMap((rule) => separateRulesOf(rule, resource));
      found.push(...inlineRulesOf(resource).filter((rule) => !gone.some((each) => isSameRule(each, rule))));
      const separate = [...(rules.get(resource) ?? []), ...(rules.get(undefined) ?? [])];
      found.push(...separate.flatMap((rule) => separateRulesOf(rule, resource)));
    }
    return { value: found.map((rule) => ({ ...rule, source: withCidrs(rule.source, cidrsOf) })) };
  };
}

function isGroup({ type }: NetworkResource): boolean {
  return type === 'aws_security_group' || type === 'aws_default_security_group';
}

interface TargetedRule {
  readonly resource: NetworkResource;
  /** `undefined` if it may be any. */
  readonly target: string | NetworkResource | undefined;
}

function indexOf({ resources, former = [] }: Network) {
  const byName = new Map<string, NetworkResource>();
  const ambiguous = new Set<string>();
  const name = (key: string, resource: NetworkResource) => {
    if (byName.has(key) && byName.get(key) !== resource) ambiguous.add(key);
    byName.set(key, resource);
  };
  for (const resource of resources) {
    const id = readText(readAttribute(resource.place, 'id', undefined).value);
    if (id !== undefined) name(id, resource);
    name(resource.address, resource);
    name(withoutKeys(resource.address), resource);
  }

  /** By an ID or an address. If one of two addresses has no keys, it may be of all instances, so there must be only one. */
  function find(key: string): NetworkResource | undefined {
    const known = byName.get(key);
    if (known && !ambiguous.has(key)) return known;
    const keyless = withoutKeys(key);
    const only = ambiguous.has(keyless) ? undefined : byName.get(keyless);
    return only?.address === keyless ? only : undefined;
  }

  function targetOf(resource: NetworkResource, attribute: string): TargetedRule['target'] {
    const id = readText(readAttribute(resource.place, attribute, undefined).value);
    const reference = id ?? resource.refersTo?.(attribute);
    return reference === undefined ? undefined : (find(reference) ?? id);
  }

  const entries = resources
    .filter(({ type }) => type === 'aws_ec2_managed_prefix_list_entry')
    .map((resource) => ({ resource, target: targetOf(resource, 'prefix_list_id') }));
  const rulesAmong = (given: readonly NetworkResource[]) => {
    const rules = given
      .filter(({ type }) => type === 'aws_security_group_rule' || type === 'aws_vpc_security_group_ingress_rule')
      .map((resource) => ({ resource, target: targetOf(resource, 'security_group_id') }));
    return Map.groupBy(rules, ({ target }) => target);
  };
  return {
    find,
    rules: rulesAmong(resources),
    formerRules: rulesAmong(former),
    cidrsOf(id: string): readonly string[] | undefined {
      const list = find(id);
      return list?.type === 'aws_ec2_managed_prefix_list' ? cidrsIn(list, entries) : undefined;
    },
  };
}

/** The ranges of a prefix list; `undefined` if not all of them are known. */
function cidrsIn(list: NetworkResource, entries: readonly TargetedRule[]): readonly string[] | undefined {
  const inline = placesIn(list, 'entry');
  const separate = entries.filter(({ target }) => target === undefined || target === list);
  if (inline.why !== undefined || separate.some(({ target }) => target === undefined)) return undefined;
  const cidrs = [...(inline.places ?? []), ...separate.map(({ resource }) => resource.place)].map((place) =>
    readText(readAttribute(place, 'cidr', undefined).value),
  );
  return cidrs.every((cidr) => cidr !== undefined) ? cidrs : undefined;
}

function withCidrs(source: IngressSource, cidrsOf: (id: string) => readonly string[] | undefined): IngressSource {
  if (source.kind !== 'prefix-list') return source;
  const cidrs = cidrsOf(source.id);
  return cidrs ? { ...source, cidrs } : source;
}

function inlineRulesOf(group: NetworkResource): readonly IngressRule[] {
  const { places = [], why } = placesIn(group, 'ingress');
  if (why !== undefined) return unknownRule(group.address, why);
  return places.flatMap((place) => rulesIn(place, group.address, group));
}

function separateRulesOf({ resource, target }: TargetedRule, group: NetworkResource): readonly IngressRule[] {
  const type = readAttribute(resource.place, 'type', undefined).value;
  if (resource.type === 'aws_security_group_rule' && type === 'egress') return [];
  if (target === undefined)
    return unknownRule(group.address, `It is not known for which security group ${resource.address} is.`);
  if (resource.type === 'aws_security_group_rule' && type !== 'ingress')
    return unknownRule(group.address, `It is not known whether ${resource.address} is for ingress.`);
  return rulesIn(resource.place, group.address, resource);
}

function isSameRule(a: IngressRule, b: IngressRule): boolean {
  const isSameSource = a.source.kind === 'range' && b.source.kind === 'range' && a.source.cidr === b.source.cidr;
  return isSameSource && a.protocol === b.protocol && a.fromPort === b.fromPort && a.toPort === b.toPort;
}

/** A rule for all ports, whose source is not known. */
function unknownRule(group: string, why: string): readonly IngressRule[] {
  return [{ group, protocol: '-1', source: { kind: 'unknown', why } }];
}

/** Where the attributes are of the blocks of a type, or of the objects in a list. */
function placesIn(
  { address, place }: NetworkResource,
  key: string,
): { readonly places?: readonly Place[]; readonly why?: string } {
  const marks = markOf(place.unknown, key);
  const name = `${key} of ${address}`;
  const list = readAttribute({ ...place, unknown: Array.isArray(marks) ? undefined : place.unknown }, key, [], name);
  if (list.why !== undefined) return { why: list.why };
  const isMisread = !Array.isArray(list.value) || (Array.isArray(marks) && marks.length > list.value.length);
  if (isMisread || !Array.isArray(list.value)) return { why: `${name} cannot be read.` };
  const places = list.value.map((_, index) => placeOfBlock(elementOf(place, key, index), key));
  const why = places.find((each) => each.place === undefined);
  return why ? { why: `${name} cannot be read.` } : { places: places.flatMap((each) => each.place ?? []) };
}

/** The place of one of several blocks, as if it were the only one. */
function elementOf(place: Place, key: string, index: number): Place {
  const only = (part: unknown) => ({ [key]: Array.isArray(part) ? [part[index]] : part });
  const values = place.values[key];
  return {
    values: { [key]: Array.isArray(values) ? [values[index]] : values },
    unknown: only(markOf(place.unknown, key)),
    sensitive: only(markOf(place.sensitive, key)),
    isComplete: place.isComplete,
  };
}

/** A rule for each source that a block or a resource names. */
function rulesIn(place: Place, group: string, { address, type, refersTo }: NetworkResource): readonly IngressRule[] {
  const protocolName = type === 'aws_vpc_security_group_ingress_rule' ? 'ip_protocol' : 'protocol';
  const protocol = readAttribute(place, protocolName, undefined, `${protocolName} of ${address}`);
  const [from, to] = ['from_port', 'to_port'].map((key) => readPort(place, key, address));
  const name = readProtocol(protocol.value);
  if (name === undefined) return unknownRule(group, protocol.why ?? `The protocol of ${address} is not known.`);
  // Then the ports do not count.
  const isAll = name === '-1';
  const why = isAll ? undefined : (from?.why ?? to?.why);
  if (why !== undefined) return unknownRule(group, why);
  const ports = isAll ? {} : { fromPort: from?.port, toPort: to?.port };
  const sources = sourcesIn(place, address, refersTo);
  const none: IngressSource = { kind: 'unknown', why: `A rule of ${address} has no source.` };
  return (sources.length === 0 ? [none] : sources).map((source) => ({ group, protocol: name, ...ports, source }));
}

function readProtocol(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : readText(value)?.trim().toLowerCase();
  return text === 'all' ? '-1' : text;
}

function readPort(place: Place, key: string, address: string): { readonly port?: number; readonly why?: string } {
  const { value, why } = readAttribute(place, key, undefined, `${key} of ${address}`);
  if (why !== undefined) return { why };
  if (value === undefined) return {};
  const port = typeof value === 'string' && /^-?\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof port === 'number' ? { port } : { why: `${key} of ${address} is no port.` };
}

const RANGES = ['cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6'];
const PREFIX_LISTS = ['prefix_list_ids', 'prefix_list_id'];
const GROUPS = ['security_groups', 'source_security_group_id', 'referenced_security_group_id', 'self'];

function sourcesIn(place: Place, address: string, refersTo: NetworkResource['refersTo']): readonly IngressSource[] {
  const ranges = RANGES.flatMap((key) =>
    elementsIn(place, key, address).map(
      ({ text, why }): IngressSource => (text === undefined ? { kind: 'unknown', why } : { kind: 'range', cidr: text }),
    ),
  );
  const lists = PREFIX_LISTS.flatMap((key) =>
    elementsIn(place, key, address).map(
      ({ text = key === 'prefix_list_id' ? refersTo?.(key) : undefined, why }): IngressSource => {
        return text === undefined ? { kind: 'unknown', why } : { kind: 'prefix-list', id: text };
      },
    ),
  );
  // Whichever group it is, it is one.
  const groups = GROUPS.flatMap((key) => elementsIn(place, key, address).map((): IngressSource => ({ kind: 'group' })));
  return [...ranges, ...lists, ...groups];
}

interface Element {
  readonly text?: string;
  readonly why: string;
}

/** The elements of a list, or the only one of an attribute that is none. What is not known is one without a text. */
function elementsIn(place: Place, key: string, address: string): readonly Element[] {
  const name = `${key} of ${address}`;
  const marks = markOf(place.unknown, key);
  const isPartial = Array.isArray(marks) && hasMark(marks);
  const whole = isPartial ? { ...place, unknown: undefined } : place;
  const { value, why: whyNone } = readCollection(whole, key, undefined, name);
  if (whyNone !== undefined) return [{ why: whyNone }];
  const { why = `${name} cannot be read.` } = readCollection(place, key, undefined, name);
  if (isPartial && (!Array.isArray(value) || value.length < marks.length)) return [{ why }];
  // The provider has empty texts for texts that are not set.
  if (value === undefined || value === '' || value === false) return [];
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  return elements.map((element, index) => {
    const text = isPartial && hasMark(marks[index]) ? undefined : readText(element);
    return text === undefined ? { why } : { text, why };
  });
}
