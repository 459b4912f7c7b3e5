import type { Node } from 'web-tree-sitter';
import { InputError } from '../../input/input-error.ts';
import { parseWithExponents } from './exponents.ts';
import { readExpression, readText } from './expression.ts';
import type { ParseTree } from './grammar.ts';
import { deeper, parts } from './nodes.ts';
import type { IsRelevant } from './relevant.ts';
import { isRelevantInside } from './relevant.ts';
import type { Block, Body, Expression } from './syntax.ts';

// Reading more takes longer than a CI job should.
const MAX_NODES = 1_000_000;

/**
 * Reads a file in HCL, without what cannot matter to a broker.
 * @throws InputError if it is not valid, with the line
 */
export function parseHcl(text: string, parseTree: ParseTree, isRelevant: IsRelevant = () => true): Body {
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

function readBody(body: Node, depth: number, takes: IsRelevant): Body {
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
      ...(inner ? readBody(inner, deeper(depth, node), isRelevantInside) : { attributes: new Map(), blocks: [] }),
    });
  }
  return { attributes, blocks };
}

function readLabel(node: Node): string {
  const text = node.type === 'identifier' ? node.text : literalText(readText(node));
  return text ?? node.text;
}

function literalText(expression: Expression): string | undefined {
  return expression.kind === 'literal' ? String(expression.value) : undefined;
}
