import { evaluate } from './evaluate.ts';
import type { Scope, Traced } from './scope.ts';
import type { Expression } from './syntax.ts';
import { isUnknown, toBoolean, toText } from './value.ts';

// Nobody passes values on this often.
const MAX_STEPS = 50;
const MAX_DEPTH = 5;
/** Functions that make no other value of their argument. */
const PASSED_ON: readonly string[] = ['nonsensitive', 'sensitive', 'tolist', 'toset', 'tostring'];

/** What an expression is after the names of variables and locals are replaced by what they stand for. */
export function resolve(expression: Expression, scope: Scope): Traced {
  return follow({ expression, scope }, { left: MAX_STEPS });
}

interface Budget {
  left: number;
}

function follow(traced: Traced, budget: Budget): Traced {
  let found = traced;
  for (let next: Traced | undefined = found; next; next = stepFrom(found, budget)) {
    found = next;
    if (budget.left === 0) break;
    budget.left -= 1;
  }
  return found;
}

function stepFrom({ expression, scope }: Traced, budget: Budget): Traced | undefined {
  const within = (inner: Expression | undefined) => inner && { expression: inner, scope };
  switch (expression.kind) {
    case 'template': {
      const [only] = expression.parts;
      return expression.parts.length === 1 && typeof only === 'object' ? within(only) : undefined;
    }
    case 'call':
      return PASSED_ON.includes(expression.name) && expression.arguments.length === 1 && !expression.isExpanded
        ? within(expression.arguments[0])
        : undefined;
    case 'conditional': {
      const truth = toBoolean(evaluate(expression.condition, scope));
      return truth === undefined ? undefined : within(truth ? expression.whenTrue : expression.whenFalse);
    }
    case 'attribute':
    case 'index':
      return named({ expression, scope }) ?? memberOf(expression, scope, budget);
    default:
      return undefined;
  }
}

function named({ expression, scope }: Traced): Traced | undefined {
  if (expression.kind !== 'attribute' || expression.of.kind !== 'name') return undefined;
  const root = expression.of.name;
  if ((root !== 'var' && root !== 'local') || scope.names.has(root)) return undefined;
  const traced = scope.trace(root, expression.name);
  return traced?.expression ? traced : undefined;
}

/** A member of an object that is written out. */
function memberOf(
  expression: Extract<Expression, { readonly kind: 'attribute' | 'index' }>,
  scope: Scope,
  budget: Budget,
): Traced | undefined {
  if (expression.of.kind === 'name') return undefined;
  const of = follow({ expression: expression.of, scope }, budget);
  const key = expression.kind === 'attribute' ? expression.name : toText(evaluate(expression.key, scope));
  if (of.expression.kind !== 'object' || key === undefined) return undefined;
  const entry = of.expression.entries.findLast(([name]) => toText(evaluate(name, of.scope)) === key);
  return entry && { expression: entry[1], scope: of.scope };
}

/** The elements of a list that is written out, maybe in parts; `undefined` for any other list. */
export function elementsOf(expression: Expression, scope: Scope, depth = 0): readonly Traced[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const list = resolve(expression, scope);
  if (list.expression.kind === 'list') {
    return list.expression.elements.map((element) => ({ expression: element, scope: list.scope }));
  }
  if (list.expression.kind !== 'call' || list.expression.name !== 'concat' || list.expression.isExpanded)
    return undefined;
  const parts = list.expression.arguments.map((argument) => elementsOf(argument, list.scope, depth + 1));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** An attribute of a resource. */
export interface Reference {
  readonly type: string;
  readonly address: string;
  readonly attribute: string;
}

/** The attribute of a resource that an expression is; `undefined` if it is anything else. */
export function referenceOf(expression: Expression, scope: Scope): Reference | undefined {
  const { expression: found, scope: inner } = resolve(expression, scope);
  if (found.kind !== 'attribute') return undefined;
  const instance = found.of;
  const resource = instance.kind === 'index' ? instance.of : instance;
  if (resource.kind !== 'attribute' || resource.of.kind !== 'name' || inner.names.has(resource.of.name))
    return undefined;
  const type = resource.of.name;
  const key = instance.kind === 'index' ? evaluate(instance.key, inner) : undefined;
  const isKnown = typeof key === 'string' || typeof key === 'number';
  if (key !== undefined && !isKnown && !isUnknown(key)) return undefined;
  // Without a key, it may be any instance.
  const address = `${inner.prefix}${type}.${resource.name}${isKnown ? `[${JSON.stringify(key)}]` : ''}`;
  return { type, address, attribute: found.name };
}

/**
 * The path of the only value that an expression refers to, such as `var.subnets.0`, if it is made of nothing but names
 * and constant keys. Equal paths are of the same value.
 */
export function pathOf(expression: Expression, scope: Scope): string | undefined {
  const { expression: found, scope: inner } = resolve(expression, scope);
  switch (found.kind) {
    case 'name':
      return inner.names.has(found.name) ? undefined : `${inner.prefix}${found.name}`;
    case 'attribute': {
      const path = pathOf(found.of, inner);
      return path && `${path}.${found.name}`;
    }
    case 'index': {
      const path = pathOf(found.of, inner);
      const key = toText(evaluate(found.key, inner));
      return path && key !== undefined ? `${path}.${key}` : undefined;
    }
    default:
      return undefined;
  }
}
