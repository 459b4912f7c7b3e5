import type { IngressRule } from '../../../checks/ingress.ts';
import { isObject, readObject } from '../../../checks/json.ts';
import { alternativesOf, referenceIn } from './alternatives.ts';
import { expression } from './expression.ts';
import { whatGenerates } from './generated.ts';
import { readIngressRule, unclearRule } from './ingress-rule.ts';
import { collapse, knownValue, textOf } from './outcome.ts';
import type { Resource } from './property.ts';
import { propertyOf, writtenIn } from './property.ts';
import type { Resolver } from './resolver.ts';
import { holdsResources, loopOfOthers } from './unseen.ts';

export const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';

/** A resource that adds a rule to a group, or may add some. */
interface Addition {
  readonly logicalId: string;
  readonly resource: unknown;
}

/** The additions by the logical ID of the group, and those whose group is not known. */
interface Additions {
  readonly byGroup: ReadonlyMap<string, readonly Addition[]>;
  readonly others: readonly Addition[];
}

// Each of many groups may have each of many rules.
const MAX_OTHERS = 100;

/**
 * The inbound rules of a security group of a template: its own, and those that other resources add to it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupingress.html
 */
export function createIngressReader(
  resources: ReadonlyMap<string, unknown>,
  resolver: Resolver,
): (logicalId: string) => readonly IngressRule[] {
  const known = new Map<string, readonly IngressRule[]>();
  let additions: Additions | undefined;
  return (logicalId) => {
    const earlier = known.get(logicalId);
    if (earlier) return earlier;
    additions ??= findAdditions(resources, resolver);
    const group = { logicalId, resource: readObject(resources.get(logicalId)), resources, resolver };
    const { byGroup, others } = additions;
    const rules = [
      ...ownRules(group),
      ...[...(byGroup.get(logicalId) ?? []), ...others.slice(0, MAX_OTHERS)].flatMap((each) => addedRules(each, group)),
      ...(others.length > MAX_OTHERS
        ? [unclearRule(logicalId, `it is not known to which groups ${others.length} resources add rules`)]
        : []),
    ];
    known.set(logicalId, rules);
    return rules;
  };
}

interface Group {
  readonly logicalId: string;
  readonly resource: Resource;
  readonly resources: ReadonlyMap<string, unknown>;
  readonly resolver: Resolver;
}

function findAdditions(resources: ReadonlyMap<string, unknown>, resolver: Resolver): Additions {
  const byGroup = new Map<string, Addition[]>();
  const others: Addition[] = [];
  for (const [logicalId, resource] of resources) {
    if (!mayAddRules(logicalId, resource)) continue;
    const groups = groupsOf(resource, resources, resolver);
    if (groups === undefined) others.push({ logicalId, resource });
    for (const group of groups ?? []) byGroup.set(group, [...(byGroup.get(group) ?? []), { logicalId, resource }]);
  }
  return { byGroup, others };
}

/** Whether a resource is, makes or holds rules of security groups, or nobody knows what it is. */
function mayAddRules(logicalId: string, resource: unknown): boolean {
  if (loopOfOthers(logicalId, resource) !== undefined) {
    const [, , body]: readonly unknown[] = Array.isArray(resource) ? resource : [];
    return Object.values(readObject(body)).some((made) => isOfAdder(String(readObject(made).Type)));
  }
  if (!isObject(resource) || typeof resource.Type !== 'string') return true;
  return isOfAdder(resource.Type) || whatGenerates({ [logicalId]: resource }) !== undefined;
}

/** Whether resources of a type may add rules. A type that is not of AWS does what nobody knows. */
function isOfAdder(type: string): boolean {
  const isCustom = !type.startsWith('AWS::') || type === 'AWS::CloudFormation::CustomResource';
  return type === INGRESS || isCustom || holdsResources(type);
}

/** The security groups to which a resource may add rules. `undefined`: any. */
function groupsOf(
  resource: unknown,
  resources: ReadonlyMap<string, unknown>,
  resolver: Resolver,
): ReadonlySet<string> | undefined {
  if (!isObject(resource) || typeof resource.Type !== 'string') return undefined;
  if (resource.Type !== INGRESS) return mentionedIn(resource.Properties);
  const groups = new Set<string>();
  for (const node of alternativesOf(writtenIn(resource, 'GroupId'), resolver)) {
    const { logicalId = '' } = referenceIn(node) ?? {};
    if (readObject(resources.get(logicalId)).Type !== SECURITY_GROUP) return undefined;
    groups.add(logicalId);
  }
  return groups;
}

function ownRules({ logicalId, resource, resources, resolver }: Group): readonly IngressRule[] {
  const rules = collapse(propertyOf(resource, ['SecurityGroupIngress'], resolver));
  if (rules.kind === 'absent') return [];
  if (rules.kind === 'unknown') return [unclearRule(logicalId, rules.why)];
  if (!Array.isArray(rules.value)) return [unclearRule(logicalId, 'SecurityGroupIngress is not a list')];
  return rules.value.flatMap((each: unknown) => {
    const rule = collapse(resolver.outcomes(each));
    if (rule.kind === 'absent') return [];
    return rule.kind === 'unknown'
      ? [unclearRule(logicalId, rule.why)]
      : readIngressRule(logicalId, { Properties: rule.value }, { resources, resolver });
  });
}

function addedRules({ logicalId, resource }: Addition, group: Group): readonly IngressRule[] {
  const { resolver, resources } = group;
  const place = { resources, resolver };
  const name = expression(logicalId);
  if (!isObject(resource) || typeof resource.Type !== 'string') {
    return [unclearRule(group.logicalId, `it is not known what ${name} adds`)];
  }
  const condition = Object.hasOwn(resource, 'Condition') ? resolver.condition(resource.Condition) : true;
  if (condition === false) return [];
  if (resource.Type !== INGRESS) return [unclearRule(group.logicalId, `${name} may add some`)];
  const belongs = isRuleOf(resource, group);
  if (belongs === false) return [];
  if (belongs === undefined) {
    return readIngressRule(group.logicalId, resource, place, `it is not known to which group ${name} belongs`);
  }
  const why =
    condition === true ? undefined : `${name} depends on ${expression(resource.Condition)}, and ${condition.why}`;
  return readIngressRule(group.logicalId, resource, place, why);
}

/** Whether a rule belongs to a group. `undefined`: that is not known. */
function isRuleOf(rule: Resource, group: Group): boolean | undefined {
  // A stack that exists has a group with an ID, and that may be this one.
  const byId = isOneOf(rule, 'GroupId', group, () => undefined);
  if (byId !== 'absent') return byId;
  const ownName = collapse(propertyOf(group.resource, ['GroupName'], group.resolver));
  // CloudFormation makes up a name that is not given, and nobody can have written that.
  const byName = isOneOf(rule, 'GroupName', group, (name) =>
    ownName.kind === 'unknown' ? undefined : knownValue(ownName) === name,
  );
  return byName === 'absent' ? undefined : byName;
}

function isOneOf(
  rule: Resource,
  property: string,
  { logicalId, resources, resolver }: Group,
  isOwn: (text: string) => boolean | undefined,
): boolean | 'absent' | undefined {
  const place = writtenIn(rule, property);
  if (place === undefined)
    return collapse(propertyOf(rule, [property], resolver)).kind === 'absent' ? 'absent' : undefined;
  const answers = new Set(
    alternativesOf(place, resolver).map((node) => {
      const reference = referenceIn(node);
      const referred = reference && readObject(resources.get(reference.logicalId));
      if (reference && referred?.Type === SECURITY_GROUP) return reference.logicalId === logicalId;
      const outcome = collapse(resolver.outcomes(node));
      if (outcome.kind === 'absent') return 'absent';
      const text = textOf(knownValue(outcome));
      return text === undefined ? undefined : isOwn(text);
    }),
  );
  return answers.size === 1 ? [...answers][0] : undefined;
}

/** All that a value may refer to, anywhere in it. */
function mentionedIn(node: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const pending = [node];
  const seen = new Set<unknown>();
  // The loop also comes to the members that it adds.
  for (const each of pending) {
    if (typeof each === 'string') {
      const inText = [...each.matchAll(/\$\{([^${}]*)/g)].map(([, name = '']) => name.trim());
      for (const name of [each, ...inText]) names.add(name.split('.', 1)[0] ?? name);
    } else if (typeof each === 'object' && each !== null && !seen.has(each)) {
      seen.add(each);
      for (const member of Object.values(each)) pending.push(member);
    }
  }
  return names;
}
