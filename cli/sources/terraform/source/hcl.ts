import type { Node, Tree } from 'web-tree-sitter';
import { InputError } from '../../input/input-error.ts';
import type { ParseTree } from './grammar.ts';
import { isRelevant } from './relevant.ts';
import type { Block, Body, Expression } from './syntax.ts';
import { ELEMENT } from './syntax.ts';
import { readHeredoc, readQuoted } from './template.ts';
import { readNumber } from './value.ts';

/** The most levels inside each other: far more than people write. */
export const MAX_DEPTH = 200;
// Reading more takes longer than a CI job should.
const MAX_NODES = 1_000_000;

/**
 * Reads a file in HCL, without what cannot matter to a broker.
 * @throws InputError if it is not valid, with the line
 */
export function parseHcl(text: string, parseTree: ParseTree): Body {
  const tree = parseWithExponents(text, parseTree);
  try {
    if (tree.rootNode.hasError) throw new InputError(explainError(tree.rootNode));
    if (tree.rootNode.descendantCount > MAX_NODES) {
      throw new InputError(`is too large: its syntax tree has more than ${MAX_NODES} nodes. Evaluate a plan of it.`);
    }
    const [body] = parts(tree.rootNode);
    if (body?.type === 'object') throw new InputError('is JSON, but its name says that it is HCL. Rename it.');
    return body ? readBody(body, 0, isRelevant) : { attributes: new Map(), blocks: [] };
  } finally {
    tree.delete();
  }
}

/**
 * Reads one expression.
 * @throws InputError if it is not valid
 */
export function parseExpression(text: string, parseTree: ParseTree): Expression {
  const [expression, ...others] = parseHcl(`value = ${text}\n`, parseTree).attributes.values();
  if (!expression || others.length > 0) throw new InputError('is not an expression.');
  return expression;
}

/** The grammar does not know exponents. A number with one is replaced by a name that nothing has, of the same length. */
function parseWithExponents(text: string, parseTree: ParseTree): Tree {
  const tree = parseTree(text);
  if (!tree.rootNode.hasError || !EXPONENT.test(text)) return tree;
  const replaced = parseTree(
    text.replaceAll(EXPONENTS, (match, number?: string) => number?.replaceAll(/./g, STAND_IN) ?? match),
  );
  const isMisplaced = [...replaced.rootNode.text.matchAll(STAND_INS)].some(
    ({ index }) => replaced.rootNode.descendantForIndex(index)?.parent?.type !== 'variable_expr',
  );
  const [used, other] = replaced.rootNode.hasError || isMisplaced ? [tree, replaced] : [replaced, tree];
  other.delete();
  return used;
}

const STAND_IN = 'ℯ';
const STAND_INS = /ℯ+/g;
const EXPONENT = /\d[eE][+-]?\d/;
/** With texts and comments, which stay as they are. */
const EXPONENTS = /"(?:[^"\\]|\\.)*(?:"|$)|#.*|\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|(?<![\w.])(\d+(?:\.\d+)?[eE][+-]?\d+)/g;

function explainError(root: Node): string {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const { row, column } = node.startPosition;
    if (node.isError || node.isMissing) {
      // Of other tokens, what the parser expects is a guess.
      const missing = node.isMissing && /^[\])}]$/.test(node.type) ? ` "${node.type}" is missing.` : '';
      const last = node.endPosition.row + 1;
      if (last <= row + 1) return `is not valid HCL at line ${row + 1}, column ${column + 1}.${missing} ${VALIDATE}`;
      return `is not valid HCL between lines ${row + 1} and ${last}. ${VALIDATE}`;
    }
    pending.push(...node.children.filter((child) => child.hasError || child.isMissing).toReversed());
  }
  return `is not valid HCL. ${VALIDATE}`;
}

const VALIDATE = 'Fix what "terraform fmt" reports.';

function readBody(body: Node, depth: number, takes: (type: string, label: string | undefined) => boolean): Body {
  const attributes = new Map<string, Expression>();
  const blocks: Block[] = [];
  for (const node of parts(body)) {
    const [name, ...rest] = parts(node);
    if (!name) continue;
    if (node.type === 'attribute') {
      const value = rest.at(-1);
      if (attributes.has(name.text)) {
        throw new InputError(`has ${name.text} twice in one block, at line ${node.startPosition.row + 1}. Remove one.`);
      }
      if (value) attributes.set(name.text, readExpression(value, depth + 1));
      continue;
    }
    const labels = rest.filter(({ type }) => type === 'identifier' || type === 'string_lit').map(readLabel);
    if (!takes(name.text, labels[0])) continue;
    const inner = rest.find(({ type }) => type === 'body');
    blocks.push({
      type: name.text,
      labels,
      line: node.startPosition.row + 1,
      ...(inner ? readBody(inner, deeper(depth, node), () => true) : { attributes: new Map(), blocks: [] }),
    });
  }
  return { attributes, blocks };
}

function readLabel(node: Node): string {
  const text = node.type === 'identifier' ? node.text : literalText(readQuoted(node, () => UNSUPPORTED));
  return text ?? node.text;
}

function literalText(expression: Expression): string | undefined {
  return expression.kind === 'literal' ? String(expression.value) : undefined;
}

function readExpression(node: Node, depth: number): Expression {
  const [first] = parts(node);
  if (first?.type === 'conditional') return readConditional(first, deeper(depth, node));
  return readTerm(parts(node), node.text, deeper(depth, node));
}

/**
 * The grammar has `a ? b : c ? d : e` as `(a ? b : c) ? d : e`, which is wrong:
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#conditional-operator
 */
function readConditional(node: Node, depth: number): Expression {
  const chain: Node[][] = [];
  let operands = node;
  for (;;) {
    const [condition, , then, , otherwise] = parts(operands);
    if (!condition || !then || !otherwise) return { kind: 'unsupported', text: node.text };
    chain.push([condition, then, otherwise]);
    const [inner] = parts(condition);
    if (inner?.type !== 'conditional') break;
    operands = inner;
  }
  // From the first condition in the text to the last one.
  const conditions = chain.reverse();
  let result: Expression | undefined;
  for (let index = conditions.length - 1; index >= 0; index -= 1) {
    const [innermost, then, otherwise] = conditions[index] ?? [];
    // In all but the first, the condition is what the grammar took for the last operand of the one before it.
    const condition = index === 0 ? innermost : conditions[index - 1]?.[2];
    if (!condition || !then || !otherwise) break;
    const text = node.text;
    const last: Expression = result ?? readExpression(otherwise, depth);
    result = {
      kind: 'conditional',
      condition: readExpression(condition, depth),
      whenTrue: readExpression(then, depth),
      whenFalse: last,
      text,
    };
  }
  return result ?? { kind: 'unsupported', text: node.text };
}

/** @param nodes an operand and what follows it: attributes, indexes and splats */
function readTerm(nodes: readonly Node[], text: string, depth: number): Expression {
  const isInParentheses = nodes[0]?.type === '(';
  const operand = nodes[isInParentheses ? 1 : 0];
  const suffixes = nodes.slice(isInParentheses ? 3 : 1);
  if (!operand) return { kind: 'unsupported', text };
  const start = nodes[0]?.startIndex ?? 0;
  return suffixes.reduce<Expression>(
    (of, suffix) => readSuffix(of, suffix, text.slice(0, suffix.endIndex - start), depth),
    isInParentheses ? readExpression(operand, depth) : readOperand(operand, depth),
  );
}

function readSuffix(of: Expression, node: Node, text: string, depth: number): Expression {
  const [inner] = parts(node);
  if (!inner) return { kind: 'unsupported', text };
  switch (node.type) {
    case 'get_attr':
      return { kind: 'attribute', of, name: parts(node).at(-1)?.text ?? '', text };
    case 'index':
      return { kind: 'index', of, key: readKey(inner, depth), text };
    default:
      return readSplat(of, inner, text, depth);
  }
}

function readKey(index: Node, depth: number): Expression {
  const [, key] = parts(index);
  if (index.type === 'new_index' && key) return readExpression(key, depth);
  return { kind: 'literal', value: Number(index.text.slice(1)), text: index.text };
}

function readSplat(of: Expression, splat: Node, text: string, depth: number): Expression {
  const [, ...suffixes] = parts(splat);
  // After `.*`, an index is one of the whole list. Nobody has written that since Terraform 0.12.
  if (splat.type === 'attr_splat' && suffixes.some(({ type }) => type === 'index'))
    return { kind: 'unsupported', text };
  const element: Expression = { kind: 'name', name: ELEMENT, text };
  const each = suffixes.reduce<Expression>((inner, suffix) => readSuffix(inner, suffix, text, depth), element);
  return { kind: 'splat', of, each, text };
}

function readOperand(node: Node, depth: number): Expression {
  const { text } = node;
  const inner = parts(node);
  const read = (child: Node) => readExpression(child, deeper(depth, node));
  switch (node.type) {
    case 'literal_value':
      return readLiteral(inner[0] ?? node, text);
    case 'template_expr':
      return inner[0]?.type === 'heredoc_template' ? readHeredoc(inner[0], read) : readQuoted(inner[0] ?? node, read);
    case 'variable_expr':
      if (text.startsWith(STAND_IN)) return { kind: 'unsupported', text: 'a number with an exponent' };
      return { kind: 'name', name: text, text };
    case 'collection_value':
      return readCollection(inner[0] ?? node, read);
    case 'function_call': {
      const [name, ...rest] = inner;
      const given = rest.find(({ type }) => type === 'function_arguments');
      const list = given ? parts(given) : [];
      const values = list.filter(({ type }) => type === 'expression').map(read);
      const isExpanded = list.at(-1)?.type === 'ellipsis';
      return { kind: 'call', name: name?.text ?? '', arguments: values, isExpanded, text };
    }
    case 'for_expr':
      return readFor(inner[0] ?? node, read);
    case 'operation':
      return readOperation(inner[0] ?? node, deeper(depth, node));
    default:
      return { kind: 'unsupported', text };
  }
}

function readLiteral(node: Node, text: string): Expression {
  switch (node.type) {
    case 'numeric_lit':
      return readNumericLiteral(text);
    case 'bool_lit':
      return { kind: 'literal', value: text === 'true', text };
    case 'null_lit':
      return { kind: 'literal', value: null, text };
    default:
      return readQuoted(node, () => UNSUPPORTED);
  }
}

function readNumericLiteral(text: string): Expression {
  const value = readNumber(text);
  return value === undefined ? { kind: 'unsupported', text } : { kind: 'literal', value, text };
}

function readCollection(node: Node, read: (node: Node) => Expression): Expression {
  const { text } = node;
  const inner = parts(node);
  if (node.type === 'tuple') {
    return { kind: 'list', elements: inner.filter(({ type }) => type === 'expression').map(read), text };
  }
  const entries = inner.flatMap((element) => {
    const key = element.childForFieldName('key');
    const value = element.childForFieldName('val');
    return key && value ? [[readObjectKey(read(key), key.text), read(value)] as const] : [];
  });
  return { kind: 'object', entries, text };
}

/** A key without quotes or parentheses is a text. */
function readObjectKey(key: Expression, text: string): Expression {
  const isText =
    !text.startsWith('(') && (key.kind === 'name' || (key.kind === 'literal' && typeof key.value !== 'string'));
  return isText ? { kind: 'literal', value: text, text } : key;
}

function readFor(node: Node, read: (node: Node) => Expression): Expression {
  const { text } = node;
  const inner = parts(node);
  const intro = inner.find(({ type }) => type === 'for_intro');
  const condition = inner.find(({ type }) => type === 'for_cond');
  const [first, second] = inner.filter(({ type }) => type === 'expression').map(read);
  const declared = intro ? parts(intro) : [];
  const collection = declared.find(({ type }) => type === 'expression');
  if (!first || !collection) return { kind: 'unsupported', text };
  const filter = condition ? parts(condition).find(({ type }) => type === 'expression') : undefined;
  return {
    kind: 'for',
    names: declared.filter(({ type }) => type === 'identifier').map((name) => name.text),
    collection: read(collection),
    key: second ? first : undefined,
    value: second ?? first,
    condition: filter ? read(filter) : undefined,
    isGrouped: inner.some(({ type }) => type === 'ellipsis'),
    text,
  };
}

function readOperation(node: Node, depth: number): Expression {
  const { text } = node;
  const inner = parts(node);
  if (node.type === 'unary_operation') {
    const [operator, ...operand] = inner;
    const operandText = text.slice((operand[0]?.startIndex ?? 0) - node.startIndex);
    return { kind: 'unary', operator: operator?.text ?? '', operand: readTerm(operand, operandText, depth), text };
  }
  const at = inner.findIndex(({ type }) => BINARY.includes(type));
  const operator = inner[at];
  const next = inner[at + 1];
  if (!operator || !next) return { kind: 'unsupported', text };
  const left = readTerm(inner.slice(0, at), text.slice(0, operator.startIndex - node.startIndex), depth);
  const right = readTerm(inner.slice(at + 1), text.slice(next.startIndex - node.startIndex), depth);
  return { kind: 'binary', operator: operator.type, left, right, text };
}

const BINARY = ['*', '/', '%', '+', '-', '>', '>=', '<', '<=', '==', '!=', '&&', '||'];
const UNSUPPORTED: Expression = { kind: 'unsupported', text: '' };

function parts(node: Node): readonly Node[] {
  return node.children.filter(({ type }) => type !== 'comment');
}

function deeper(depth: number, node: Node): number {
  if (depth < MAX_DEPTH) return depth + 1;
  throw new InputError(`is nested too deeply at line ${node.startPosition.row + 1}: more than ${MAX_DEPTH} levels.`);
}
