import type { Expression } from './syntax.ts';
import type { Value } from './value.ts';
import { isList, isMap, isUnknown, toBoolean, toNumber, toText, unknown } from './value.ts';

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
  const inner = (part: Value, partType: Expression | undefined) =>
    partType ? convert(part, partType, evaluate, subject) : part;
  const refused = unknown(subject, 'has a value of another type');
  if (type.kind === 'name' || type.kind === 'literal') {
    return toPrimitive(value, type.kind === 'name' ? type.name : String(type.value)) ?? refused;
  }
  if (type.kind !== 'call') return refused;
  const [argument] = type.arguments;
  switch (type.name) {
    case 'list':
      return isList(value) ? value.map((element) => inner(element, argument)) : (elementsOfSet(value) ?? refused);
    case 'set': {
      const elements = isList(value) ? value : elementsOfSet(value);
      const converted = elements?.map((element) => inner(element, argument));
      // A set of anything else has no keys.
      if (!converted?.every((element) => typeof element !== 'object')) return unknown(subject, 'is a set of objects');
      return new Map(converted.map((element) => [String(element), element]));
    }
    case 'map':
      return isMap(value) ? new Map([...value].map(([name, member]) => [name, inner(member, argument)])) : refused;
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
    // As Terraform wrote them before 0.12.
    case 'list':
    case 'map':
      return value;
    default:
      return undefined;
  }
}

function elementsOfSet(value: Value): readonly Value[] | undefined {
  return isMap(value) ? [...value.values()] : undefined;
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
