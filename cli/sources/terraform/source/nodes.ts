import type { Node } from 'web-tree-sitter';
import { InputError } from '../../input/input-error.ts';

/** The most levels inside each other: far more than people write. */
export const MAX_DEPTH = 200;

/** The children of a node without comments. */
export function parts(node: Node): readonly Node[] {
  return node.children.filter(({ type }) => type !== 'comment');
}

/** The level inside a node. @throws InputError if there are too many */
export function deeper(depth: number, node: Node): number {
  if (depth < MAX_DEPTH) return depth + 1;
  throw new InputError(`is nested too deeply at line ${node.startPosition.row + 1}: more than ${MAX_DEPTH} levels.`);
}
