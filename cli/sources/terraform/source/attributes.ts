import { BROKER_ATTRIBUTES } from '../broker.ts';
import { evaluate } from './evaluate.ts';
import { elementsOf } from './reference.ts';
import type { Scope } from './scope.ts';
import type { Block, Body, Expression } from './syntax.ts';
import { describe } from './syntax.ts';
import type { Unknown, Value } from './value.ts';
import { findUnknown, isList, isMap, isSet, isUnknown, toJson } from './value.ts';

type Mutable = Record<string, unknown>;

/** The attributes of a resource in the structure of a plan. */
export interface Attributes {
  readonly values: Readonly<Record<string, unknown>>;
  /** What is not known, in the same structure: the end of a sentence such as "var.mode, which has no default". */
  readonly unknown: Readonly<Record<string, unknown>>;
}

// These are of Terraform itself: https://developer.hashicorp.com/terraform/language/meta-arguments
const META_ATTRIBUTES = ['count', 'for_each', 'provider', 'depends_on'];

/**
 * The value that takes the place of one that is not known; `undefined` if there is none. The value of each element of a
 * list that is written out is asked for too.
 */
export type StandIn = (expression: Expression, scope: Scope) => Value | undefined;

/** Evaluates the attributes and inner blocks of a resource. */
export function readAttributes(block: Block, scope: Scope, standIn: StandIn = () => undefined): Attributes {
  const { values, unknown } = readBody(block, scope, standIn);
  for (const name of ignoredChanges(block)) {
    const names = name === 'all' ? [...new Set([...Object.keys(values), ...READ])] : [name];
    for (const ignored of names) unknown[ignored] = 'in ignore_changes, so an existing broker may have another value';
  }
  return { values, unknown };
}

// Of brokers, and of security groups and prefix lists.
const READ = [...BROKER_ATTRIBUTES, 'ingress', 'entry'];

function readBody({ attributes, blocks }: Body, scope: Scope, standIn: StandIn): { values: Mutable; unknown: Mutable } {
  const values: Mutable = {};
  const unknown: Mutable = {};
  for (const [name, expression] of attributes) {
    if (META_ATTRIBUTES.includes(name)) continue;
    const value = replaceUnknown(evaluate(expression, scope), expression, scope, standIn);
    const marks = marksOf(value, expression);
    if (marks !== false) unknown[name] = marks;
    values[name] = isUnknown(value) ? null : toJson(value);
  }
  for (const [name, bodies] of groupByType(blocks)) {
    const read: { values: Mutable; unknown: Mutable }[] = [];
    for (const body of bodies) {
      const expanded = body.type === 'dynamic' ? expandDynamic(body, scope, standIn) : [readBody(body, scope, standIn)];
      if (typeof expanded === 'string') {
        unknown[name] = expanded;
        break;
      }
      read.push(...expanded);
    }
    values[name] = read.map((inner) => inner.values);
    unknown[name] ??= read.map((inner) => inner.unknown);
  }
  return { values, unknown };
}

function replaceUnknown(value: Value, expression: Expression, scope: Scope, standIn: StandIn): Value {
  if (!findUnknown(value)) return value;
  const stand = standIn(expression, scope);
  if (stand !== undefined) return stand;
  const elements = isList(value) ? elementsOf(expression, scope) : undefined;
  if (!isList(value) || elements?.length !== value.length) return value;
  return value.map((element, index) => {
    const traced = elements[index];
    return (isUnknown(element) && traced && standIn(traced.expression, traced.scope)) || element;
  });
}

/** What is not known in the value of an expression, in its structure. */
function marksOf(value: Value, expression: Expression): unknown {
  if (isUnknown(value)) return explain(expression, value);
  if (!findUnknown(value)) return false;
  if (isList(value)) return value.map((element) => marksOf(element, expression));
  if (!isMap(value)) return false;
  const marks = [...value].map(([name, member]) => [name, marksOf(member, expression)] as const);
  return Object.fromEntries(marks.filter(([, mark]) => mark !== false));
}

function groupByType(blocks: readonly Block[]): ReadonlyMap<string, readonly Block[]> {
  return Map.groupBy(
    blocks.filter(({ type }) => type !== 'lifecycle' && type !== 'provisioner' && type !== 'connection'),
    ({ type, labels: [label] }) => (type === 'dynamic' ? (label ?? type) : type),
  );
}

/** @returns why the blocks are not known, if they are not */
function expandDynamic(
  block: Block,
  scope: Scope,
  standIn: StandIn,
): readonly { values: Mutable; unknown: Mutable }[] | string {
  const { attributes, blocks, labels } = block;
  const forEach = attributes.get('for_each');
  const content = blocks.find(({ type }) => type === 'content');
  if (!forEach || !content) return 'a dynamic block without for_each or content';
  const value = evaluate(forEach, scope);
  if (isUnknown(value)) return explain(forEach, value);
  const entries = entriesOf(value);
  if (!entries) return `${describe(forEach)}, which is no list or map`;
  const iterator = attributes.get('iterator');
  const name = iterator?.kind === 'name' ? iterator.name : (labels[0] ?? '');
  return entries.map(([key, element]) => {
    const member = new Map<string, Value>([
      ['key', key],
      ['value', element],
    ]);
    return readBody(content, { ...scope, names: new Map([...scope.names, [name, member]]) }, standIn);
  });
}

function entriesOf(value: Value): readonly (readonly [Value, Value])[] | undefined {
  if (isMap(value)) return [...value];
  if (isSet(value)) return value.elements.map((element) => [element, element]);
  return isList(value) ? [...value.entries()] : undefined;
}

function explain(expression: Expression, { subject, why }: Unknown): string {
  const text = describe(expression);
  return text === subject ? `${subject}, which ${why}` : `${text}, and ${subject} ${why}`;
}

/** The attributes whose changes Terraform ignores once a resource exists, or `all`. */
function ignoredChanges({ blocks }: Block): readonly string[] {
  const lifecycles = blocks.filter(({ type }) => type === 'lifecycle');
  return lifecycles.flatMap(({ attributes }) => {
    const ignored = attributes.get('ignore_changes');
    if (!ignored) return [];
    const elements = ignored.kind === 'list' ? ignored.elements : [ignored];
    return elements.map(({ text }) => /^"?([\w-]+)/.exec(text.trim())?.[1] ?? 'all');
  });
}
