import type { IngressRule, IngressSource } from '../../../checks/ingress.ts';
import { unknownRule } from '../../../checks/ingress.ts';
import { readText } from '../../../checks/json.ts';
import type { Place } from './attribute.ts';
import { hasMark, markOf, placeOfBlock, readAttribute, readCollection } from './attribute.ts';
import type { NetworkResource } from './network-resource.ts';

/** The rules in the block `ingress` of a security group. */
export function inlineRulesOf(group: NetworkResource): readonly IngressRule[] {
  const { places = [], why } = placesIn(group, 'ingress');
  if (why !== undefined) return [unknownRule(group.address, why)];
  return places.flatMap((place) => rulesIn(place, group.address, group));
}

/** The rules for a group that a resource of its own has. @param isOfGroup whether it is known to be for this group */
export function separateRulesOf(
  resource: NetworkResource,
  group: NetworkResource,
  isOfGroup: boolean,
): readonly IngressRule[] {
  const { address, place, mayBeAbsent } = resource;
  const direction =
    resource.type === 'aws_security_group_rule' ? readAttribute(place, 'type', undefined).value : 'ingress';
  if (direction === 'egress') return [];
  if (!isOfGroup) return [unknownRule(group.address, `It is not known for which security group ${address} is.`)];
  if (direction !== 'ingress')
    return [unknownRule(group.address, `It is not known whether ${address} is for ingress.`)];
  const rules = rulesIn(place, group.address, resource);
  if (!mayBeAbsent?.(group)) return rules;
  const source: IngressSource = { kind: 'unknown', why: `It is not known whether there is ${address}.` };
  return rules.map((rule) => (rule.source.kind === 'group' ? rule : { ...rule, source }));
}

/** Where the attributes are of the blocks of a type, or of the objects in a list. */
export function placesIn(
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
  const name = typeof protocol.value === 'number' ? String(protocol.value) : readText(protocol.value);
  if (name === undefined) return [unknownRule(group, protocol.why ?? `The protocol of ${address} is not known.`)];
  // Then the ports do not count.
  const isAll = /^(-1|all)$/i.test(name);
  const why = isAll ? undefined : (from?.why ?? to?.why);
  if (why !== undefined) return [unknownRule(group, why)];
  const ports = isAll ? {} : { fromPort: from?.port, toPort: to?.port };
  const sources = sourcesIn(place, address, refersTo);
  const none: IngressSource = { kind: 'unknown', why: `A rule of ${address} has no source.` };
  return (sources.length === 0 ? [none] : sources).map((source) => ({ group, protocol: name, ...ports, source }));
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
