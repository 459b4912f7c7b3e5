import type { Node, Tree } from 'web-tree-sitter';
import type { ParseTree } from './grammar.ts';

const STAND_IN = 'ℯ';
const STAND_INS = /ℯ+/g;
const EXPONENT = /\d[eE][+-]?\d/;
/** With texts and comments, which stay as they are. */
const EXPONENTS = /"(?:[^"\\]|\\.)*(?:"|$)|#.*|\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|(?<![\w.])(\d+(?:\.\d+)?[eE][+-]?\d+)/g;

/** The grammar does not know exponents. A number with one is replaced by a name that nothing has, of the same length. */
export function parseWithExponents(text: string, parseTree: ParseTree): Tree {
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

/** Whether a name stands for a number with an exponent. */
export function isStandIn({ text }: Node): boolean {
  return text.startsWith(STAND_IN);
}
