import type { IngressRule, IngressSource } from '../../../checks/ingress.ts';
import { unknownRule } from '../../../checks/ingress.ts';
import { readText } from '../../../checks/json.ts';
import { withoutKeys } from './addresses.ts';
import type { Attribute } from './attribute.ts';
import { readAttribute } from './attribute.ts';
import type { Knowledge } from './broker.ts';
import { inlineRulesOf, placesIn, separateRulesOf } from './ingress-rules.ts';
import type { NetworkResource } from './network-resource.ts';
import { idOf, isGroupType, RULE_TYPES } from './network-resource.ts';

/** Something that may add rules to the groups that it mentions, and cannot be read. */
export interface Stranger {
  readonly address: string;
  readonly mentions: (group: NetworkResource) => boolean;
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
  readonly strangers?: readonly Stranger[];
}

/**
 * Indexes the resources of a source when they are needed.
 * @param source names the source in the reasons
 */
export function createNetwork(read: () => Network, source: Knowledge['source']): RulesOf {
  let index: NetworkIndex | undefined;

  return (groups) => {
    index ??= indexOf(read());
    const found: IngressRule[] = [];
    for (const group of groups) {
      if (typeof group !== 'string') {
        found.push(unknownRule('', group.why));
        continue;
      }
      const resource = index.find(group);
      if (!resource || !isGroupType(resource.type)) {
        return { why: `The security group ${group} is not in ${source}, so its rules are not known.` };
      }
      for (const rule of rulesOfGroup(resource, index)) found.push(rule);
    }
    const { cidrsOf } = index;
    return { value: found.map((rule) => ({ ...rule, source: withCidrs(rule.source, cidrsOf) })) };
  };
}

function rulesOfGroup(group: NetworkResource, { rules, formerRules, strangers }: NetworkIndex): readonly IngressRule[] {
  const inline = inlineRulesOf(group);
  // A group without rules of its own has those of resources that the plan changes or deletes.
  const gone = group.hasNoInlineRules
    ? (formerRules.get(group) ?? []).flatMap(({ resource }) => separateRulesOf(resource, group, true))
    : [];
  const mayHaveAnyId = !group.isNew && idOf(group) === undefined;
  const ofAnyId = mayHaveAnyId ? [...rules].flatMap(([target, ofTarget]) => (isGroupId(target) ? ofTarget : [])) : [];
  const separate = [...(rules.get(group) ?? []), ...(rules.get(undefined) ?? []), ...ofAnyId];
  return [
    ...inline.filter((rule) => !gone.some((each) => isSameRule(each, rule))),
    ...separate.flatMap(({ resource, target }) => separateRulesOf(resource, group, target === group)),
    ...strangers
      .filter(({ mentions }) => mentions(group))
      .map(({ address }) => unknownRule(group.address, `${address} may add rules to ${group.address}.`)),
  ];
}

function isGroupId(target: Targeted['target']): boolean {
  return typeof target === 'string' && target.startsWith('sg-');
}

function isSameRule(a: IngressRule, b: IngressRule): boolean {
  const isSameSource = a.source.kind === 'range' && b.source.kind === 'range' && a.source.cidr === b.source.cidr;
  return isSameSource && a.protocol === b.protocol && a.fromPort === b.fromPort && a.toPort === b.toPort;
}

interface Targeted {
  readonly resource: NetworkResource;
  /** `undefined` if it may be any. */
  readonly target: string | NetworkResource | undefined;
}

interface NetworkIndex {
  readonly find: (key: string) => NetworkResource | undefined;
  readonly rules: ReadonlyMap<Targeted['target'], readonly Targeted[]>;
  readonly formerRules: ReadonlyMap<Targeted['target'], readonly Targeted[]>;
  readonly strangers: readonly Stranger[];
  readonly cidrsOf: (id: string) => readonly string[] | undefined;
}

function indexOf({ resources, former = [], strangers = [] }: Network): NetworkIndex {
  const find = createFinder(resources);

  function targeted(given: readonly NetworkResource[], attribute: string): readonly Targeted[] {
    return given.map((resource) => {
      const id = readText(readAttribute(resource.place, attribute, undefined).value);
      const reference = id ?? resource.refersTo?.(attribute);
      return { resource, target: reference === undefined ? undefined : (find(reference) ?? id) };
    });
  }

  const entries = targeted(
    resources.filter(({ type }) => type === 'aws_ec2_managed_prefix_list_entry'),
    'prefix_list_id',
  );
  const rulesAmong = (given: readonly NetworkResource[]) =>
    Map.groupBy(
      targeted(
        given.filter(({ type }) => RULE_TYPES.includes(type)),
        'security_group_id',
      ),
      ({ target }) => target,
    );
  return {
    find,
    rules: rulesAmong(resources),
    formerRules: rulesAmong(former),
    strangers,
    cidrsOf(id) {
      const list = find(id);
      return list?.type === 'aws_ec2_managed_prefix_list' ? cidrsIn(list, entries) : undefined;
    },
  };
}

/** Finds a resource by its ID or address. */
function createFinder(resources: readonly NetworkResource[]): NetworkIndex['find'] {
  const byName = new Map<string, NetworkResource>();
  const ambiguous = new Set<string>();
  for (const resource of resources) {
    const id = idOf(resource);
    const names = [resource.address, withoutKeys(resource.address), ...(id === undefined ? [] : [id])];
    for (const name of names) {
      if ((byName.get(name) ?? resource) !== resource) ambiguous.add(name);
      byName.set(name, resource);
    }
  }
  return (key) => {
    const known = byName.get(key);
    if (known && !ambiguous.has(key)) return known;
    // If one of two addresses has no keys, it may be of all instances, so there must be only one.
    const keyless = withoutKeys(key);
    const only = ambiguous.has(keyless) ? undefined : byName.get(keyless);
    return only?.address === keyless ? only : undefined;
  };
}

/** The ranges of a prefix list; `undefined` if not all of them are known. */
function cidrsIn(list: NetworkResource, entries: readonly Targeted[]): readonly string[] | undefined {
  const inline = placesIn(list, 'entry');
  const mayHaveAnyId = idOf(list) === undefined;
  const separate = entries.filter(
    ({ target }) =>
      target === undefined ||
      target === list ||
      (mayHaveAnyId && typeof target === 'string' && target.startsWith('pl-')),
  );
  const isCertain = separate.every(({ resource, target }) => target === list && !resource.mayBeAbsent?.(list));
  if (inline.why !== undefined || !isCertain) return undefined;
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
