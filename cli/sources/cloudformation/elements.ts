import { readObject, readText } from '../../../checks/json.ts';
import type { ResourceReference } from './alternatives.ts';
import { alternativesOf, onlyCallIn, referenceIn } from './alternatives.ts';
import type { BrokerContext } from './broker-context.ts';
import { wholeExpression } from './expression.ts';
import type { Outcome, Outcomes } from './outcome.ts';
import { collapse, knownValue } from './outcome.ts';

/** An element of a list of texts, whose value need not be known. */
export interface Element {
  /** Its value or, if that is not known, its expression: several, if it depends on conditions that are not known. */
  readonly texts: readonly string[];
  /** What it refers to, if its value is not known. */
  readonly reference: ResourceReference | undefined;
}

/** @param why is a clause */
export type Elements = { readonly elements: readonly Element[] } | { readonly why: string };

/** The functions whose value is one text. One that is unknown still counts as one element. */
const OF_ONE_TEXT = ['Ref', 'Fn::GetAtt', 'Fn::ImportValue', 'Fn::Select', 'Fn::Sub', 'Fn::FindInMap'];

/** The elements of each list that a property may be. None are in a property that is absent. */
export function elementsOf({ all }: Outcomes, context: BrokerContext): readonly Elements[] {
  return all.map((outcome) => {
    if (outcome.kind === 'absent') return { elements: [] };
    if (outcome.kind === 'unknown') return outcome;
    return Array.isArray(outcome.value) ? readElements(outcome.value, context) : { why: 'a list is required there' };
  });
}

function readElements(nodes: readonly unknown[], context: BrokerContext): Elements {
  const elements: Element[] = [];
  const byText = new Map<string, Element>();
  for (const node of nodes) {
    const read = readElement(node, context);
    if (read === undefined) continue;
    if ('why' in read) return read;
    const same = read.texts.flatMap((text) => byText.get(text) ?? []);
    if (same.some(({ texts }) => texts.length + read.texts.length > 2))
      return { why: 'two of its elements may be the same' };
    if (same.length > 0) continue;
    elements.push(read);
    for (const text of read.texts) byText.set(text, read);
  }
  return { elements };
}

/** `undefined` for one that is not there. */
function readElement(node: unknown, context: BrokerContext): Element | { readonly why: string } | undefined {
  const { resolver } = context;
  const alternatives = alternativesOf(node, resolver);
  const outcomes = alternatives.map((alternative) => collapse(resolver.outcomes(alternative)));
  if (outcomes.every(({ kind }) => kind === 'absent')) return undefined;
  if (outcomes.some(({ kind }) => kind === 'absent')) return { why: resolver.outcomes(node).why };
  const texts = new Set<string>();
  for (const [index, outcome] of outcomes.entries()) {
    const text = readText(knownValue(outcome)) ?? expressionOf(alternatives[index], outcome, context);
    if (text === undefined) {
      return { why: outcome.kind === 'unknown' ? outcome.why : 'it has no string where it needs one' };
    }
    texts.add(text);
  }
  const [only] = alternatives;
  return { texts: [...texts], reference: texts.size === 1 ? referenceIn(only) : undefined };
}

/** What identifies a text that is not known; `undefined` if nothing does, or if it may be a list. */
function expressionOf(node: unknown, outcome: Outcome, { resolver, resources }: BrokerContext): string | undefined {
  if (outcome.kind !== 'unknown') return undefined;
  // A dynamic reference. In change sets, all values that are not known have the same text.
  if (typeof node === 'string') return node.includes('{{changeSet:') ? undefined : node;
  const call = onlyCallIn(node);
  if (!call || !OF_ONE_TEXT.includes(call.name)) return undefined;
  const reference = referenceIn(node);
  if (reference !== undefined) {
    const { logicalId, attribute } = reference;
    const { Type: type } = readObject(readObject(resolver.template.Parameters)[logicalId]);
    const isText = typeof type === 'string' && !type.includes('List');
    const isDeclared = isText || resources.has(logicalId);
    return isDeclared ? [logicalId, attribute].filter((part) => part !== undefined).join('.') : undefined;
  }
  return wholeExpression(node);
}
