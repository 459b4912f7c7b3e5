import { isObject } from '../../../../checks/json.ts';
import { explainDuplicate, findDuplicateName } from '../../input/duplicate-name.ts';
import { InputError } from '../../input/input-error.ts';
import { explainSyntax } from '../../input/json-parts.ts';
import { parseJson } from '../../input/json-text.ts';
import type { ParseTree } from './grammar.ts';
import { parseExpression } from './hcl.ts';
import { MAX_DEPTH } from './nodes.ts';
import type { IsRelevant } from './relevant.ts';
import type { Block, Body, Expression } from './syntax.ts';
import { readNumber } from './value.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** How many labels the blocks of a type have. */
const LABELS: Readonly<Record<string, number>> = {
  ...{ resource: 2, variable: 1, module: 1, locals: 0, provider: 1, terraform: 0 },
  dynamic: 1,
};
/** In JSON, only the schema of the provider tells a block from an attribute. */
const INNER_BLOCKS = [
  ...['logs', 'user', 'encryption_options', 'ingress', 'entry', 'default_tags'],
  ...['lifecycle', 'content', 'dynamic'],
];

/**
 * Reads a file in the JSON syntax: https://developer.hashicorp.com/terraform/language/syntax/json
 * @throws InputError if it is not valid
 */
export function parseJsonSyntax(text: string, parseTree: ParseTree, isRelevant: IsRelevant = () => true): Body {
  const value = parseValue(text);
  const bodies = Array.isArray(value) ? value : [value];
  if (!bodies.every(isObject)) throw new InputError('is not a JSON object. Expected Terraform configuration.');
  const blocks = bodies.flatMap((body) =>
    Object.keys(LABELS).flatMap((type) =>
      readBlocks(type, body[type], parseTree, []).filter(({ labels: [label] }) => isRelevant(type, label)),
    ),
  );
  return { attributes: new Map(), blocks };
}

/**
 * Reads `.tfvars.json`, whose values are not templates.
 * @throws InputError if it is not valid
 */
export function parseJsonValues(text: string): Body {
  const value = parseValue(text);
  if (!isObject(value)) throw new InputError('is not a JSON object. Expected values of variables.');
  const entries = Object.entries(value);
  return { attributes: new Map(entries.map(([name, value]) => [name, literal(value)])), blocks: [] };
}

function parseValue(text: string): unknown {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(explainSyntax(text), { cause });
  }
  const duplicate = findDuplicateName(text);
  if (duplicate !== undefined) throw new InputError(explainDuplicate(duplicate));
  requireShallow(value);
  return value;
}

/** @throws InputError */
function requireShallow(value: unknown): void {
  const pending = [{ value, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value: outer, depth } = next;
    if (typeof outer !== 'object' || outer === null) continue;
    if (depth === MAX_DEPTH) throw new InputError(`is nested too deeply: more than ${MAX_DEPTH} levels.`);
    for (const inner of Object.values(outer)) pending.push({ value: inner, depth: depth + 1 });
  }
}

/** The blocks in a value: an object for each label, and in it an object or a list of objects. */
function readBlocks(type: string, value: unknown, parseTree: ParseTree, labels: readonly string[]): readonly Block[] {
  return objectsIn(value).flatMap((object) => {
    if (labels.length === (LABELS[type] ?? 0)) return [{ type, labels, ...readBody(type, object, parseTree) }];
    return Object.entries(object).flatMap(([label, inner]) => readBlocks(type, inner, parseTree, [...labels, label]));
  });
}

function readBody(type: string, object: JsonObject, parseTree: ParseTree): Body {
  const entries = Object.entries(object);
  const hasBlocks = type !== 'module' && type !== 'variable' && type !== 'locals';
  const isBlock = ([name, value]: readonly [string, unknown]) =>
    hasBlocks && INNER_BLOCKS.includes(name) && typeof value !== 'string';
  return {
    attributes: new Map(
      entries
        .filter((entry) => !isBlock(entry))
        .map(([name, value]) => [name, readMember(type, name, value, parseTree)]),
    ),
    blocks: entries.filter(isBlock).flatMap(([name, value]) => readBlocks(name, value, parseTree, [])),
  };
}

/** The members of a variable are no templates, and its type is an expression. */
function readMember(type: string, name: string, value: unknown, parseTree: ParseTree): Expression {
  if (type !== 'variable') return template(value, parseTree);
  return name === 'type' && typeof value === 'string' ? parseExpression(value, parseTree) : literal(value);
}

function objectsIn(value: unknown): readonly JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

function literal(value: unknown): Expression {
  return make(value, (text) => ({ kind: 'literal', value: text, text: JSON.stringify(text) }));
}

function template(value: unknown, parseTree: ParseTree): Expression {
  return make(value, (text) => parseTemplate(text, parseTree));
}

function make(value: unknown, ofText: (text: string) => Expression): Expression {
  const text = JSON.stringify(value);
  if (Array.isArray(value)) return { kind: 'list', elements: value.map((element) => make(element, ofText)), text };
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, member]) => [ofText(key), make(member, ofText)] as const);
    return { kind: 'object', entries, text };
  }
  if (typeof value === 'string') return ofText(value);
  // Of a larger number, digits may be lost already.
  if (typeof value === 'number' && readNumber(text) === undefined) return { kind: 'unsupported', text };
  return { kind: 'literal', value: value as number | boolean | null, text };
}

/** As a heredoc, in which nothing but interpolations is special. */
function parseTemplate(text: string, parseTree: ParseTree): Expression {
  if (!/[$%]\{/.test(text)) return { kind: 'literal', value: text, text: JSON.stringify(text) };
  let mark = 'END';
  while (text.includes(mark)) mark += '_';
  const parsed = parseExpression(`<<${mark}\n${text}\n${mark}`, parseTree);
  if (parsed.kind === 'literal') return { ...parsed, value: String(parsed.value).slice(0, -1), text };
  if (parsed.kind !== 'template') return { ...parsed, text };
  const last = parsed.parts.at(-1);
  const end = typeof last === 'string' ? last.slice(0, -1) : '';
  return { ...parsed, parts: [...parsed.parts.slice(0, -1), ...(end === '' ? [] : [end])], text };
}
