import { isObject } from '../../../checks/json.ts';
import { propertyOf } from './broker-resource.ts';
import { readCall } from './expression.ts';
import { whatGenerates } from './generated.ts';
import { collapse, textOf } from './outcome.ts';
import type { Resolver } from './resolver.ts';
import { unclearText } from './scalars.ts';

type Resource = Readonly<Record<string, unknown>>;

/** A value in a form that is the same text if and only if it is the same value. */
export interface ComparableValue {
  /** An empty text for a value that is absent, `undefined` for one that is too large to compare. */
  readonly text: string | undefined;
  /** Whether it is completely resolved. Otherwise the text has the expressions that are not. */
  readonly isKnown: boolean;
}

/** What a template says of a broker that decides whether a later template replaces or deletes it. */
export interface Declaration {
  /** By the name of the property. */
  readonly createOnly: Readonly<Record<string, ComparableValue>>;
  /** Whether the broker stays in AWS when it is removed from the stack, and when it is replaced. */
  readonly isKept: { readonly onDeletion: boolean; readonly onReplacement: boolean };
  /** Its condition, if it is not known whether that is true. */
  readonly condition?: string | undefined;
}

/**
 * The properties whose change requires a replacement, `createOnlyProperties` in the schema of the resource type:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-amazonmq-broker.html
 */
export const CREATE_ONLY = [
  ...['AuthenticationStrategy', 'BrokerName', 'DeploymentMode', 'EncryptionOptions', 'EngineType'],
  ...['PubliclyAccessible', 'StorageType', 'SubnetIds'],
] as const;

/** Reads what decides on the replacement or deletion of a broker. */
export function declarationOf(resource: Resource, resolver: Resolver): Declaration {
  const createOnly = CREATE_ONLY.map((name) => [name, comparableProperty(name, resource, resolver)] as const);
  const { Condition, DeletionPolicy, UpdateReplacePolicy } = resource;
  return {
    createOnly: Object.fromEntries(createOnly),
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    isKept: {
      onDeletion: DeletionPolicy === 'Retain' || DeletionPolicy === 'RetainExceptOnCreate',
      onReplacement: UpdateReplacePolicy === 'Retain',
    },
    condition:
      Condition === undefined || typeof resolver.condition(Condition) === 'boolean' ? undefined : String(Condition),
  };
}

function comparableProperty(name: string, resource: Resource, resolver: Resolver): ComparableValue {
  const outcome = collapse(propertyOf(resource, [name], resolver));
  if (outcome.kind === 'absent') return { text: '', isKnown: true };
  if (outcome.kind === 'value') return write(outcome.value, resolver);
  // What contains the property may be an expression itself.
  const { Properties: properties } = resource;
  if (properties === undefined) return { text: undefined, isKnown: false };
  const isInside = isObject(properties) && !readCall(properties) && whatGenerates(properties) === undefined;
  return { text: write(isInside ? properties[name] : properties, resolver).text, isKnown: false };
}

// Far more than a property has: in nodes and characters, and in levels. Aliases, and functions that lead to themselves,
// could make it endless.
const MAX_SIZE = 100_000;
const MAX_DEPTH = 100;

/** Writes a value with its members in the order of their names, and without those that are absent. */
function write(value: unknown, resolver: Resolver): ComparableValue {
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
      const text = JSON.stringify(unclear ?? textOf(node) ?? node);
      size += text.length;
      return size > MAX_SIZE ? '' : text;
    }
    for (const name of Object.keys(node)) size += name.length;
    const members = Object.keys(node)
      .toSorted()
      .map((name) => ({ name, text: writeNode(node[name]) }));
    const present = members.filter(({ text }) => isPresent(text));
    return `{${present.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join()}}`;
  };

  const text = writeNode(value);
  return size > MAX_SIZE ? { text: undefined, isKnown: false } : { text, isKnown };
}

function isPresent(text: string): boolean {
  return text !== '';
}
