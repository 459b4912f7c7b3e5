import { evaluate } from './evaluate.ts';
import type { Scope } from './scope.ts';
import type { Block, Expression } from './syntax.ts';
import { describe } from './syntax.ts';
import type { Unknown, Value } from './value.ts';
import { isList, isMap, isSet, isUnknown, toNumber, unknown } from './value.ts';

/** One of the instances that `count` or `for_each` make of a block. */
export interface Instance {
  /** What follows the name in an address, such as `["eu"]`. */
  readonly key: string;
  readonly scope: Scope;
  /** Whether this is certainly one instance, and not one for all. */
  readonly isExact: boolean;
}

// More would be alike.
const MAX_INSTANCES = 1000;

/** The instances of a resource or module. If their number is not known, there is one for all of them. */
export function instancesOf({ attributes, blocks }: Block, scope: Scope): readonly Instance[] {
  const count = attributes.get('count');
  if (count) return counted(count, scope);
  const forEach = attributes.get('for_each');
  if (forEach) return forEachOf(forEach, scope);
  // https://opentofu.org/docs/language/meta-arguments/enabled/
  const enabled = blocks.find(({ type }) => type === 'lifecycle')?.attributes.get('enabled');
  return enabled && evaluate(enabled, scope) === false ? [] : [{ key: '', scope, isExact: true }];
}

function counted(expression: Expression, scope: Scope): readonly Instance[] {
  const value = evaluate(expression, scope);
  const number = toNumber(value);
  if (number === undefined || !Number.isInteger(number) || number < 0 || number > MAX_INSTANCES) {
    const index = isUnknown(value) ? value : unknown(describe(expression), 'is no number that can be counted here');
    return [{ key: '', scope: withNames(scope, 'count', [['index', index]]), isExact: false }];
  }
  return Array.from({ length: number }, (_, index) => ({
    key: `[${index}]`,
    scope: withNames(scope, 'count', [['index', index]]),
    isExact: true,
  }));
}

function forEachOf(expression: Expression, scope: Scope): readonly Instance[] {
  const value = evaluate(expression, scope);
  const entries = entriesOf(value);
  if (!entries || entries.length > MAX_INSTANCES) {
    const each: Unknown = isUnknown(value) ? value : unknown(describe(expression), 'has no keys that are known');
    const names = [
      ['key', each],
      ['value', each],
    ] as const;
    return [{ key: '', scope: withNames(scope, 'each', names), isExact: false }];
  }
  return entries.map(([key, element]) => ({
    key: `[${JSON.stringify(key)}]`,
    scope: withNames(scope, 'each', [
      ['key', key],
      ['value', element],
    ]),
    isExact: true,
  }));
}

function entriesOf(value: Value): readonly (readonly [string, Value])[] | undefined {
  if (isMap(value)) return [...value].sort(([a], [b]) => (a < b ? -1 : 1));
  const elements = isSet(value) ? value.elements : value;
  if (!isList(elements)) return undefined;
  const texts = elements.filter((element) => typeof element === 'string');
  return texts.length === elements.length ? [...new Set(texts)].map((text) => [text, text]) : undefined;
}

function withNames(scope: Scope, name: string, members: readonly (readonly [string, Value])[]): Scope {
  return { ...scope, names: new Map([...scope.names, [name, new Map(members)]]) };
}
