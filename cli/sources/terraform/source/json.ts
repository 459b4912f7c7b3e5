import { isObject } from '../../../../checks/json.ts';
import { explainDuplicate, findDuplicateName } from '../../input/duplicate-name.ts';
import { InputError } from '../../input/input-error.ts';
import { explainSyntax } from '../../input/json-parts.ts';
import { parseJson } from '../../input/json-text.ts';
import type { ParseTree } from './grammar.ts';
import { parseExpression } from './hcl.ts';
import { isRelevant } from './relevant.ts';
import type { Block, Body, Expression } from './syntax.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** How many labels the blocks of a type have. */
const LABELS: Readonly<Record<string, number>> = {
  ...{ resource: 2, variable: 1, module: 1, locals: 0, provider: 1, terraform: 0 },
  dynamic: 1,
};
/** In JSON, only the schema of the provider tells a block from an attribute. */
const INNER_BLOCKS = ['logs', 'user', 'lifecycle', 'content', 'dynamic'];

/**
 * Reads a file in the JSON syntax: https://developer.hashicorp.com/terraform/language/syntax/json
 * @throws InputError if it is not valid
 */
export function parseJsonSyntax(text: string, parseTree: ParseTree): Body {
  const value = parseObject(text);
  const blocks = Object.keys(LABELS).flatMap((type) =>
    readBlocks(type, value[type], parseTree, []).filter(({ labels: [label] }) => isRelevant(type, label)),
  );
  return { attributes: new Map(), blocks };
}

/**
 * Reads `.tfvars.json`, whose values are not templates.
 * @throws InputError if it is not valid
 */
export function parseJsonValues(text: string): Body {
  const entries = Object.entries(parseObject(text));
  return { attributes: new Map(entries.map(([name, value]) => [name, literal(value)])), blocks: [] };
}

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(explainSyntax(text), { cause });
  }
  const duplicate = findDuplicateName(text);
  if (duplicate !== undefined) throw new InputError(explainDuplicate(duplicate));
  if (!isObject(value)) throw new InputError('is not a JSON object. Expected Terraform configuration.');
  return value;
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
