import type { Scope } from './scope.ts';
import type { Expression, ForExpression } from './syntax.ts';
import { describe } from './syntax.ts';
import type { ElementSet, Value } from './value.ts';
import { byText, isList, isMap, isSet, isUnknown, toBoolean, toText, unknown } from './value.ts';

/** https://developer.hashicorp.com/terraform/language/expressions/for */
export function evaluateFor(
  expression: ForExpression & Expression,
  scope: Scope,
  evaluate: (expression: Expression, scope: Scope) => Value,
): Value {
  const { names, collection, key, value, condition, isGrouped } = expression;
  const source = evaluate(collection, scope);
  if (isUnknown(source)) return source;
  if (!isList(source) && !isMap(source) && !isSet(source)) return unknown(describe(collection), 'is no list or map');
  const list: Value[] = [];
  const object = new Map<string, Value>();
  for (const entry of entriesOf(source)) {
    const inner = { ...scope, names: new Map([...scope.names, ...declare(names, entry)]) };
    const isIncluded = condition ? evaluate(condition, inner) : true;
    if (isUnknown(isIncluded)) return isIncluded;
    const truth = toBoolean(isIncluded);
    if (truth === undefined) return unknown(describe(condition ?? expression), 'is neither true nor false');
    if (!truth) continue;
    const result = evaluate(value, inner);
    if (!key) {
      list.push(result);
      continue;
    }
    const name = evaluate(key, inner);
    if (isUnknown(name)) return name;
    const text = toText(name);
    if (text === undefined) return unknown(describe(key), 'is no name');
    const former = object.get(text);
    if (!isGrouped && former !== undefined) return unknown(describe(key), 'is twice the same');
    object.set(text, isGrouped ? [...(former !== undefined && isList(former) ? former : []), result] : result);
  }
  return key ? object : list;
}

function entriesOf(
  source: readonly Value[] | ReadonlyMap<string, Value> | ElementSet,
): Iterable<readonly [Value, Value]> {
  if (isSet(source)) return source.elements.map((element) => [element, element]);
  return isMap(source) ? [...source].sort(([a], [b]) => byText(a, b)) : source.entries();
}

function declare(names: readonly string[], [key, value]: readonly [Value, Value]): readonly [string, Value][] {
  const [first = '', second] = names;
  return second === undefined
    ? [[first, value]]
    : [
        [first, key],
        [second, value],
      ];
}
