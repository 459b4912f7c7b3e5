import { withoutKeys } from '../addresses.ts';
import type { Stranger } from '../network.ts';
import type { NetworkResource } from '../network-resource.ts';
import type { Scope } from './scope.ts';
import type { Block, Expression } from './syntax.ts';

/** A block that may add rules to a security group, and cannot be read: a resource, or a call of a module. */
export interface StrangeBlock {
  readonly address: string;
  readonly block: Block;
  readonly scope: Scope;
}

/**
 * Says which groups a block mentions, maybe by variables, locals and modules.
 * @param calls of the modules that are read, by the addresses of the modules without keys
 */
export function strangersIn(
  blocks: readonly StrangeBlock[],
  calls: ReadonlyMap<string, Pick<StrangeBlock, 'block' | 'scope'>>,
): readonly Stranger[] {
  return blocks.map(({ address, block, scope }) => {
    let names: ReadonlySet<string> | undefined;
    const mentions = (group: NetworkResource): boolean => {
      names ??= namesIn(block, scope, calls);
      const key = withoutKeys(group.address);
      return names.has(ANYTHING) || [key, ...modulesOf(key)].some((name) => names?.has(name));
    };
    return { address, mentions };
  });
}

const ANYTHING = '*';

/** The addresses, without keys, of what a block refers to: resources and modules. */
function namesIn(block: Block, scope: Scope, calls: Parameters<typeof strangersIn>[1]): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Map<Scope, Set<Expression>>();
  const pending: (readonly [Expression, Scope])[] = [];
  const addBlock = (each: Block, inner: Scope): void => {
    for (const expression of each.attributes.values()) pending.push([expression, inner]);
    for (const child of each.blocks) addBlock(child, inner);
  };
  const addName = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    // A module may give back what it is given.
    const call = calls.get(name);
    if (call) addBlock(call.block, call.scope);
  };
  addBlock(block, scope);
  // What `each` is in a module.
  for (const module of modulesOf(withoutKeys(scope.prefix))) {
    const call = calls.get(module);
    const forEach = call?.block.attributes.get('for_each');
    if (call && forEach) pending.push([forEach, call.scope]);
  }
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [expression, inner] = next;
    const known = seen.get(inner) ?? new Set();
    if (known.has(expression)) continue;
    seen.set(inner, known.add(expression));
    inner.effort.step();
    if (expression.kind === 'unsupported') names.add(ANYTHING);
    if (expression.kind === 'attribute' && expression.of.kind === 'name') {
      const root = expression.of.name;
      const traced = root === 'var' || root === 'local' ? inner.trace(root, expression.name) : undefined;
      if (traced?.expression) pending.push([traced.expression, traced.scope]);
      else addName(withoutKeys(`${inner.prefix}${root}.${expression.name}`));
    }
    pending.push(...childrenOf(expression).map((child) => [child, inner] as const));
  }
  return names;
}

/** The modules that an address without keys is in, such as `module.a` and `module.a.module.b`. */
function modulesOf(address: string): readonly string[] {
  return [...address.matchAll(/(?<=^(?:module\.[\w-]+\.)*module\.[\w-]+)\./g)].map(({ index }) =>
    address.slice(0, index),
  );
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'template':
      return expression.parts.filter((part) => typeof part === 'object');
    case 'attribute':
      return [expression.of];
    case 'index':
      return [expression.of, expression.key];
    case 'splat':
      return [expression.of, expression.each];
    case 'call':
      return expression.arguments;
    case 'list':
      return expression.elements;
    case 'object':
      return expression.entries.flat();
    case 'for':
      return [expression.collection, expression.key, expression.value, expression.condition].filter((each) => !!each);
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    default:
      return [];
  }
}
