import type { Expression } from './syntax.ts';
import { toSet, unify } from './unify.ts';
import type { Value } from './value.ts';
import { findUnknown, isList, isMap, isSet, isUnknown, toBoolean, toNumber, toText, unknown } from './value.ts';

/**
 * A value converted to the type of a variable: https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 * @param type an expression such as `list(string)`
 * @param evaluate for the defaults of optional attributes
 * @param subject names the value in the reason why it is unknown
 */
export function convert(
  value: Value,
  type: Expression,
  evaluate: (expression: Expression) => Value,
  subject: string,
): Value {
  if (value === null || isUnknown(value)) return value;
  // As Terraform wrote them before 0.12, `list` and `map` are of any type.
  if (type.kind === 'name' && (type.name === 'list' || type.name === 'map')) {
    return convert(value, { ...type, kind: 'call', arguments: [], isExpanded: false }, evaluate, subject);
  }
  const inner = (part: Value, partType: Expression | undefined) =>
    partType ? convert(part, partType, evaluate, subject) : part;
  const refused = unknown(subject, 'has a value of another type');
  if (type.kind === 'name' || type.kind === 'literal') {
    return toPrimitive(value, type.kind === 'name' ? type.name : String(type.value)) ?? refused;
  }
  if (type.kind !== 'call') return refused;
  const [argument] = type.arguments;
  const all = (parts: readonly Value[]) => {
    const converted = parts.map((part) => inner(part, argument));
    return !argument || /\bany\b/.test(argument.text) ? unify(converted, subject) : converted;
  };
  switch (type.name) {
    case 'list':
    case 'set': {
      const elements = isSet(value) ? value.elements : value;
      if (!isList(elements)) return refused;
      const converted = all(elements);
      if (type.name === 'list') return converted;
      return toSet(converted) ?? findUnknown(converted) ?? unknown(subject, 'is a set of objects');
    }
    case 'map': {
      if (!isMap(value)) return refused;
      const members = all([...value.values()]);
      return new Map([...value.keys()].map((name, index) => [name, members[index] ?? null]));
    }
    case 'object':
      return isMap(value) && argument?.kind === 'object' ? toObject(value, argument, evaluate, subject) : refused;
    case 'tuple':
      if (!isList(value) || argument?.kind !== 'list') return refused;
      return value.map((element, index) => inner(element, argument.elements[index]));
    default:
      return refused;
  }
}

function toPrimitive(value: Value, type: string): Value | undefined {
  switch (type) {
    case 'string':
      return toText(value);
    case 'number':
      return toNumber(value);
    case 'bool':
      return toBoolean(value);
    case 'any':
      return value;
    default:
      return undefined;
  }
}

/** Attributes that the type does not have are dropped, optional ones are added. */
function toObject(
  value: ReadonlyMap<string, Value>,
  { entries }: Extract<Expression, { readonly kind: 'object' }>,
  evaluate: (expression: Expression) => Value,
  subject: string,
): Value {
  const object = new Map<string, Value>();
  for (const [key, type] of entries) {
    const name = key.kind === 'literal' ? String(key.value) : key.text;
    const isOptional = type.kind === 'call' && type.name === 'optional';
    const [innerType, byDefault] = isOptional ? type.arguments : [type];
    const given = value.get(name);
    if (given === undefined && !isOptional) return unknown(subject, `lacks the attribute ${name}`);
    // A default also replaces null: https://developer.hashicorp.com/terraform/language/expressions/type-constraints#optional-object-type-attributes
    const chosen = given ?? (byDefault ? evaluate(byDefault) : null);
    object.set(name, innerType ? convert(chosen, innerType, evaluate, subject) : chosen);
  }
  return object;
}
