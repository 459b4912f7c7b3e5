import { isObject, readObject } from '../../../checks/json.ts';
import { collapse, textOf } from './outcome.ts';
import type { GivenParameters } from './parameters.ts';
import type { Resource } from './property.ts';
import { isPlain, propertyOf } from './property.ts';
import { declaredBy, namesIn } from './references.ts';
import type { Resolver } from './resolver.ts';
import { unclearText } from './scalars.ts';

/** A value in a form that is the same text if and only if it is the same value. */
export interface ComparableValue {
  /** An empty text for a value that is absent, `undefined` for one that is too large to compare. */
  readonly text: string | undefined;
  /** Whether it is completely resolved. Otherwise the text has the expressions that are not. */
  readonly isKnown: boolean;
}

/** What a template says of a broker that decides whether a later template replaces or deletes it. */
export interface Declaration extends EnclosingStacks {
  /** Those that a replacement may depend on, by name. */
  readonly properties: Readonly<Record<string, ComparableValue>>;
  /** Whether it stays in AWS when it is removed from the stack, and when it is replaced. */
  readonly isKept: { readonly onDeletion: boolean; readonly onReplacement: boolean };
}

/** What the nested stacks that something is in say of it. */
export interface EnclosingStacks {
  /** The conditions that it depends on, if it is not known whether they are true. */
  readonly conditions: readonly { readonly name: string; readonly text: string | undefined }[];
  /** The nested stacks that stay in AWS with it when they are removed, as prefixes of addresses. */
  readonly keptStacks: readonly string[];
}

export const OUTERMOST: EnclosingStacks = { conditions: [], keptStacks: [] };

/** Where a declaration is. */
export interface Scope {
  /** Without the defaults of parameters, because an update keeps their earlier values. */
  readonly resolver: Resolver;
  readonly given: GivenParameters;
  readonly enclosing: EnclosingStacks;
  /** The text of the template of a nested stack by its logical ID, as for `readResources`. */
  readonly textOf: (logicalId: string) => string | undefined;
}

/**
 * The properties whose change requires a replacement, `createOnlyProperties` in the schema of the resource type:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-amazonmq-broker.html
 */
const CREATE_ONLY = [
  ...['AuthenticationStrategy', 'BrokerName', 'DeploymentMode', 'EncryptionOptions', 'EngineType'],
  ...['PubliclyAccessible', 'StorageType', 'SubnetIds'],
] as const;

/** Reads what decides on the replacement or deletion of a broker. */
export function declarationOf(resource: Resource, scope: Scope): Declaration {
  return { properties: readProperties(CREATE_ONLY, resource, scope), ...attributesOf(resource, scope) };
}

/** The same for a resource with a template of its own: each property but the tags may change what is in it. */
export function declarationOfStack(resource: Resource, scope: Scope): Declaration {
  const { Properties: properties } = resource;
  const names = Object.keys(isPlain(properties) ? properties : { Properties: properties });
  return {
    properties: readProperties(
      names.filter((name) => name !== 'Tags'),
      resource,
      scope,
    ),
    ...attributesOf(resource, scope),
  };
}

/** What a nested stack says of all that is in it. @param prefix of all addresses in it */
export function enclosedIn(prefix: string, { conditions, keptStacks, isKept }: Declaration): EnclosingStacks {
  return { conditions, keptStacks: isKept.onDeletion ? [...keptStacks, prefix] : keptStacks };
}

function attributesOf(resource: Resource, scope: Scope): Omit<Declaration, 'properties'> {
  const { Condition, DeletionPolicy, UpdateReplacePolicy } = resource;
  const { conditions, keptStacks } = scope.enclosing;
  const isCertain = Condition === undefined || typeof scope.resolver.condition(Condition) === 'boolean';
  return {
    conditions: isCertain
      ? conditions
      : [...conditions, { name: String(Condition), text: writeComparable({ Condition }, scope).text }],
    keptStacks,
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    isKept: {
      onDeletion: DeletionPolicy === 'Retain' || DeletionPolicy === 'RetainExceptOnCreate',
      onReplacement: UpdateReplacePolicy === 'Retain',
    },
  };
}

function readProperties(names: readonly string[], resource: Resource, scope: Scope): Declaration['properties'] {
  return Object.fromEntries(names.map((name) => [name, readProperty(name, resource, scope)]));
}

function readProperty(name: string, resource: Resource, scope: Scope): ComparableValue {
  const outcome = collapse(propertyOf(resource, [name], scope.resolver));
  if (outcome.kind === 'absent') return { text: '', isKnown: true };
  if (outcome.kind === 'value') return writeComparable(outcome.value, scope);
  // What contains the property may be an expression itself.
  const { Properties: properties } = resource;
  if (properties === undefined) return { text: undefined, isKnown: false };
  return { text: writeComparable(isPlain(properties) ? properties[name] : properties, scope).text, isKnown: false };
}

// Far more than a property has: in nodes and characters, and in levels. Aliases, and functions that lead to themselves,
// could make it endless.
const MAX_SIZE = 100_000;
const MAX_DEPTH = 100;

/**
 * Writes a value with its members in the order of their names, and without those that are absent. All declarations
 * follow that an expression refers to, directly or through others, because it changes with them.
 */
export function writeComparable(value: unknown, scope: Scope): ComparableValue {
  const { resolver, given } = scope;
  const names = new Set<unknown>();
  let size = 0;
  let depth = 0;
  let isKnown = true;

  const writeNode = (node: unknown): string => {
    size += depth === MAX_DEPTH ? MAX_SIZE : 1;
    if (size > MAX_SIZE) return '';
    const outcome = resolver.resolve(node);
    if (outcome.kind === 'absent') return '';
    if (outcome.kind === 'unknown') isKnown = false;
    depth += 1;
    const text = writeMembers(outcome.kind === 'unknown' ? node : outcome.value);
    depth -= 1;
    return text;
  };

  const writeMembers = (node: unknown): string => {
    if (Array.isArray(node)) return `[${node.map(writeNode).filter(isPresent).join()}]`;
    const unclear = unclearText(node);
    if (unclear !== undefined || !isObject(node)) {
      const text = JSON.stringify(unclear ?? textOf(node) ?? node ?? null);
      size += text.length;
      return size > MAX_SIZE ? '' : text;
    }
    for (const name of Object.keys(node)) size += name.length;
    for (const name of namesIn(node)) names.add(name);
    const members = Object.keys(node)
      .toSorted()
      .map((name) => ({ name, text: writeNode(node[name]) }));
    const present = members.filter(({ text }) => isPresent(text));
    return `{${present.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join()}}`;
  };

  const writeDeclared = (name: unknown): string => {
    const parameter = typeof name === 'string' ? resolver.parameters.get(name) : undefined;
    if (typeof name !== 'string' || !parameter) {
      const text = scope.textOf(String(name));
      if (text === undefined) size += MAX_SIZE;
      return `${writeNode(declaredBy(name, resolver.template))}${text}`;
    }
    if (parameter.kind === 'value') return writeNode(parameter.value);
    const { Type, Default } = readObject(readObject(resolver.template.Parameters)[name]);
    const basis = given.basis(name);
    size += basis === undefined ? MAX_SIZE : basis.length;
    return writeNode([Type, basis, basis === '' ? Default : undefined]);
  };

  let text = writeNode(value);
  // The loop also comes to the names that it adds.
  for (const name of names) {
    if (typeof name !== 'string' || !name.startsWith('AWS::'))
      text += `,${JSON.stringify(name)}:${writeDeclared(name)}`;
  }
  return size > MAX_SIZE ? { text: undefined, isKnown: false } : { text, isKnown };
}

function isPresent(text: string): boolean {
  return text !== '';
}
