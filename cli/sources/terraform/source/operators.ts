import type { Expression } from './syntax.ts';
import { describe } from './syntax.ts';
import type { Value } from './value.ts';
import { isExact, isUnknown, toBoolean, toNumber, unknown } from './value.ts';

type Operation = Extract<Expression, { readonly kind: 'unary' | 'binary' }>;

/** https://developer.hashicorp.com/terraform/language/expressions/operators */
export function operate(expression: Operation, read: (operand: Expression) => Value): Value {
  if (expression.kind === 'unary') return negate(expression, read(expression.operand));
  const { operator } = expression;
  const left = read(expression.left);
  const right = read(expression.right);
  if (operator === '&&' || operator === '||') return combine(operator === '||', [left, right], expression);
  if (isUnknown(left)) return left;
  if (isUnknown(right)) return right;
  if (operator === '==' || operator === '!=') {
    const equal = isEqual(left, right);
    if (equal === undefined) return unknown(describe(expression), 'compares values of different types');
    return operator === '==' ? equal : !equal;
  }
  const [a, b] = [toNumber(left), toNumber(right)];
  if (a === undefined || b === undefined) return unknown(describe(expression), 'is not about numbers');
  const compared = compare(operator, a, b);
  if (compared !== undefined) return compared;
  const result = calculate(operator, a, b);
  return isExact(a) && isExact(b) && isExact(result) ? result : unknown(describe(expression), 'is no whole number');
}

function negate(expression: Operation, value: Value): Value {
  if (isUnknown(value)) return value;
  const result = expression.operator === '!' ? toBoolean(value) : toNumber(value);
  if (typeof result === 'boolean') return !result;
  return result === undefined ? unknown(describe(expression), 'has an operand of another type') : -result;
}

/** @param decisive the operand that alone decides the result, whatever the other one is */
function combine(decisive: boolean, operands: readonly Value[], expression: Expression): Value {
  const truths = operands.map(toBoolean);
  if (truths.includes(decisive)) return decisive;
  const missing = operands.find(isUnknown);
  if (missing) return missing;
  return truths.includes(undefined)
    ? unknown(describe(expression), 'has an operand that is neither true nor false')
    : !decisive;
}

/**
 * Whether two values are equal, or `undefined` if their types may differ: then they never are, and a type such as that
 * of an empty list may be one or the other.
 */
export function isEqual(a: Value, b: Value): boolean | undefined {
  if (a === null || b === null) return a === b;
  if (typeof a === 'object' || typeof a !== typeof b) return undefined;
  return a === b;
}

function compare(operator: string, a: number, b: number): boolean | undefined {
  switch (operator) {
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    default:
      return undefined;
  }
}

/** Not a number for an unknown operator. */
function calculate(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return Number.NaN;
  }
}
