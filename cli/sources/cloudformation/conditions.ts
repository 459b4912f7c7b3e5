import { isObject, readObject } from '../../../checks/json.ts';
import { whatGenerates } from './generated.ts';
import { knownValue } from './outcome.ts';
import type { Resolver, Truth } from './resolver.ts';

/** Evaluates a condition in the section `Conditions`. Called by {@link Resolver.condition}, which caches the results. */
export function evaluateCondition(name: string, resolver: Resolver): Truth {
  const { Conditions } = resolver.template;
  if (!isObject(Conditions) || !Object.hasOwn(Conditions, name)) {
    return { why: `there is no condition ${name}` };
  }
  if (whatGenerates(Conditions) !== undefined) return { why: `a macro may change the condition ${name}` };
  return resolver.truth(Conditions[name]);
}

/**
 * Evaluates a condition function. Called by {@link Resolver.truth}, which caches the results.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
 */
export function evaluateFunction(node: unknown, resolver: Resolver): Truth {
  const [[name, argument] = [], ...others] = Object.entries(readObject(node));
  if (others.length > 0) return { why: 'it is not a single function' };
  const operands: readonly unknown[] = Array.isArray(argument) ? argument : [];
  switch (name) {
    case 'Condition':
      return resolver.condition(argument);
    case 'Fn::Equals':
      return equals(operands, resolver);
    case 'Fn::Not':
      return operands.length === 1 ? negate(resolver.truth(operands[0])) : WRONG_NUMBER;
    case 'Fn::And':
      return any(operands, (operand) => negate(resolver.truth(operand)), negate);
    case 'Fn::Or':
      return any(
        operands,
        (operand) => resolver.truth(operand),
        (truth) => truth,
      );
    default:
      return { why: 'it is not a condition function' };
  }
}

const WRONG_NUMBER: Truth = { why: 'a function has the wrong number of operands' };

function equals(operands: readonly unknown[], { text }: Resolver): Truth {
  if (operands.length !== 2) return WRONG_NUMBER;
  const texts = operands.map(text);
  return texts.find((outcome) => outcome.kind === 'unknown') ?? new Set(texts.map(knownValue)).size === 1;
}

/** Whether one of the operands is true. The others then do not matter, even if they are unknown. */
function any(
  operands: readonly unknown[],
  evaluateOperand: (operand: unknown) => Truth,
  finish: (truth: Truth) => Truth,
): Truth {
  if (operands.length < 2 || operands.length > 10) return WRONG_NUMBER;
  const truths = operands.map(evaluateOperand);
  return finish(truths.includes(true) || (truths.find((truth) => truth !== false) ?? false));
}

function negate(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}
