import type { Node } from 'web-tree-sitter';
import { isStandIn } from './exponents.ts';
import { deeper, parts } from './nodes.ts';
import type { Expression } from './syntax.ts';
import { ELEMENT } from './syntax.ts';
import { readHeredoc, readQuoted } from './template.ts';
import { readNumber } from './value.ts';

/** Reads an expression of a syntax tree. @param depth its level in its block */
export function readExpression(node: Node, depth: number): Expression {
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
      if (isStandIn(node)) return { kind: 'unsupported', text: 'a number with an exponent' };
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
      return readText(node);
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

/** A text in quotes, of which no part is an expression. */
export function readText(node: Node): Expression {
  return readQuoted(node, () => UNSUPPORTED);
}

const BINARY = ['*', '/', '%', '+', '-', '>', '>=', '<', '<=', '==', '!=', '&&', '||'];
const UNSUPPORTED: Expression = { kind: 'unsupported', text: '' };
