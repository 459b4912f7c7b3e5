import { MAX_TEXT } from './effort.ts';
import { evaluateFor } from './for.ts';
import { callFunction, elementsOf } from './functions.ts';
import { operate } from './operators.ts';
import type { Scope } from './scope.ts';
import type { Expression } from './syntax.ts';
import { describe, ELEMENT } from './syntax.ts';
import { haveOneType } from './unify.ts';
import type { Unknown, Value } from './value.ts';
import { invalid, isList, isMap, isUnknown, toBoolean, toNumber, toText, unknown } from './value.ts';

/** The value of an expression, as far as it is known. */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { effort } = scope;
  if (!effort.enter()) return unknown(describe(expression), 'is nested too deeply');
  const value = evaluateNode(expression, scope);
  effort.leave();
  return effort.isTooLarge(value) ? unknown(describe(expression), 'is too large') : value;
}

function evaluateNode(expression: Expression, scope: Scope): Value {
  const read = (inner: Expression) => evaluate(inner, scope);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'template':
      return evaluateTemplate(expression.parts, expression, read);
    case 'name':
      return scope.names.get(expression.name) ?? explainReference(expression);
    case 'attribute':
      return evaluateAttribute(expression, scope);
    case 'index':
      return evaluateIndex(expression, scope);
    case 'splat':
      return evaluateSplat(expression, scope);
    case 'call':
      return callFunction(expression, read);
    case 'list':
      return expression.elements.map(read);
    case 'object':
      return evaluateObject(expression, read);
    case 'for':
      return evaluateFor(expression, scope, evaluate);
    case 'unary':
    case 'binary':
      return operate(expression, read);
    case 'conditional':
      return evaluateConditional(expression, read);
    default:
      return unknown(describe(expression), 'is not evaluated');
  }
}

type Read = (expression: Expression) => Value;
type Of<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

function evaluateTemplate(parts: Of<'template'>['parts'], whole: Expression, read: Read): Value {
  const [only] = parts;
  // An interpolation alone is the value itself.
  if (parts.length === 1 && typeof only === 'object') return read(only);
  let text = '';
  for (const part of parts) {
    const value = typeof part === 'string' ? part : read(part);
    if (isUnknown(value)) return value;
    const partText = toText(value);
    if (partText === undefined) return unknown(describe(whole), 'has a part that is no text');
    text += partText;
    if (text.length > MAX_TEXT) return unknown(describe(whole), 'is too long');
  }
  return text;
}

function evaluateAttribute(expression: Of<'attribute'>, scope: Scope): Value {
  const { of, name } = expression;
  if (of.kind === 'name' && !scope.names.has(of.name)) {
    return of.name === 'var' || of.name === 'local' ? scope.lookUp(of.name, name) : explainReference(expression);
  }
  // The whole of a reference to something else is named, not its beginning.
  if (isElsewhere(of, scope)) return explainReference(expression);
  return memberOf(evaluate(of, scope), name, expression);
}

function evaluateIndex(expression: Of<'index'>, scope: Scope): Value {
  if (isElsewhere(expression.of, scope)) return explainReference(expression);
  const collection = evaluate(expression.of, scope);
  if (isUnknown(collection)) return collection;
  const key = evaluate(expression.key, scope);
  if (isUnknown(key)) return key;
  if (isList(collection)) {
    const index = toNumber(key);
    const element = index === undefined ? undefined : collection[index];
    return element === undefined ? invalid(describe(expression), 'is not in the list') : element;
  }
  const name = toText(key);
  if (name === undefined) return unknown(describe(expression), 'is not evaluated');
  return memberOf(collection, name, expression);
}

function memberOf(value: Value, name: string, expression: Expression): Value {
  if (isUnknown(value)) return value;
  const member = isMap(value) ? value.get(name) : undefined;
  return member === undefined ? invalid(describe(expression), 'does not exist') : member;
}

/** Whether an expression begins with the name of something that is not evaluated, such as a resource. */
function isElsewhere(expression: Expression, scope: Scope): boolean {
  let first = expression;
  while (first.kind === 'attribute' || first.kind === 'index' || first.kind === 'splat') first = first.of;
  return first.kind === 'name' && !scope.names.has(first.name) && first.name !== 'var' && first.name !== 'local';
}

function explainReference(expression: Expression): Unknown {
  let first = expression;
  while (first.kind === 'attribute' || first.kind === 'index' || first.kind === 'splat') first = first.of;
  const root = first.kind === 'name' ? first.name : '';
  return unknown(describe(expression), REFERENCES[root] ?? 'is an attribute of another resource');
}

/** https://developer.hashicorp.com/terraform/language/expressions/references */
const REFERENCES: Readonly<Record<string, string>> = {
  data: 'is read by a data source',
  module: 'is an output of a module',
  path: 'is a path',
  terraform: 'depends on where Terraform runs',
  each: 'has no for_each',
  count: 'has no count',
  self: 'is the resource itself',
  ephemeral: 'is ephemeral',
};

function evaluateSplat({ of, each }: Of<'splat'>, scope: Scope): Value {
  const collection = isElsewhere(of, scope) ? explainReference(of) : evaluate(of, scope);
  if (isUnknown(collection)) return collection;
  const elements = elementsOf(collection) ?? (collection === null ? [] : [collection]);
  return elements.map((element) => evaluate(each, { ...scope, names: new Map([...scope.names, [ELEMENT, element]]) }));
}

function evaluateObject({ entries }: Of<'object'>, read: Read): Value {
  const object = new Map<string, Value>();
  for (const [key, value] of entries) {
    const name = read(key);
    if (isUnknown(name)) return name;
    const text = toText(name);
    if (text === undefined) return unknown(describe(key), 'is no name');
    object.set(text, read(value));
  }
  return object;
}

function evaluateConditional(expression: Of<'conditional'>, read: Read): Value {
  const condition = read(expression.condition);
  const whenTrue = read(expression.whenTrue);
  const whenFalse = read(expression.whenFalse);
  if (isUnknown(condition)) {
    // Whatever the condition is, the result is the same.
    return isPrimitive(whenTrue) && whenTrue === whenFalse ? whenTrue : condition;
  }
  const truth = toBoolean(condition);
  if (truth === undefined) return unknown(describe(expression.condition), 'is neither true nor false');
  const [chosen, other] = truth ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
  return unified(chosen, other) ?? unknown(describe(expression), 'has results of different types');
}

/** If the types of the results differ, Terraform makes texts of both. `undefined` if it may make something else of them. */
function unified(chosen: Value, other: Value): Value | undefined {
  if (isUnknown(chosen) || isUnknown(other) || haveOneType([chosen, other])) return chosen;
  if (!isPrimitive(chosen) || !isPrimitive(other)) return undefined;
  return typeof chosen === 'string' || typeof other === 'string' ? toText(chosen) : undefined;
}

function isPrimitive(value: Value): value is string | number | boolean {
  return typeof value !== 'object';
}
