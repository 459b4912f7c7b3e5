import type { Effort } from './effort.ts';
import { evaluate } from './evaluate.ts';
import type { Module } from './module.ts';
import type { Declared, Scope, Traced } from './scope.ts';
import type { Expression } from './syntax.ts';
import { convert } from './type.ts';
import type { Value } from './value.ts';
import { toBoolean, unknown } from './value.ts';

/**
 * Reads the value that a variable is set to.
 * @param prepare converts the value to the type of the variable, and nothing to its default
 */
export type ReadInput = (name: string, prepare: (value: Value | undefined) => Value) => Value;

/** A call of a module. */
export interface Call {
  /** The address of the module with a point after it. */
  readonly prefix: string;
  readonly argumentOf: (name: string) => Traced | undefined;
}

/**
 * The scope of an instance of a module. Variables and locals are evaluated when they are needed, once.
 * @param call not for a root module
 */
export function createScope(module: Module, readInput: ReadInput, effort: Effort, call?: Call): Scope {
  const values = new Map<string, Value>();
  const lookUp = (root: 'var' | 'local', name: string): Value => {
    const subject = `${root}.${name}`;
    const known = values.get(subject);
    if (known !== undefined) return known;
    // What refers to itself gets this.
    values.set(subject, unknown(subject, 'refers to itself'));
    const value = root === 'var' ? readVariable(name) : readLocal(name);
    values.set(subject, value);
    return value;
  };
  const scope: Scope = { lookUp, names: new Map(), effort, prefix: call?.prefix ?? '', trace };

  function readLocal(name: string): Value {
    const expression = module.locals.get(name);
    return expression ? evaluate(expression, scope) : unknown(`local.${name}`, 'is not declared');
  }

  function readVariable(name: string): Value {
    const subject = `var.${name}`;
    const declaration = module.variables.get(name)?.block.attributes;
    if (!declaration) return unknown(subject, 'is not declared');
    // A default and a type refer to nothing.
    const constant = (expression: Expression) => evaluate(expression, { ...scope, lookUp: refuse });
    const nullable = declaration.get('nullable');
    const isNullable = nullable === undefined || toBoolean(constant(nullable)) !== false;
    const type = declaration.get('type');
    const byDefault = declaration.get('default');
    return readInput(name, (value) => {
      const isSet = value !== undefined && (value !== null || isNullable);
      if (!isSet && !byDefault) return unknown(subject, 'has no default');
      const chosen = isSet ? value : byDefault ? constant(byDefault) : null;
      return type ? convert(chosen, type, constant, subject) : chosen;
    });
  }

  function trace(root: 'var' | 'local', name: string): Traced | Declared | undefined {
    if (root === 'local') {
      const expression = module.locals.get(name);
      return expression && { expression, scope };
    }
    const declaration = module.variables.get(name)?.block.attributes;
    if (!declaration) return undefined;
    const byDefault = declaration.get('default');
    const constants = { ...scope, lookUp: refuse, trace: () => undefined };
    if (call) return call.argumentOf(name) ?? (byDefault && { expression: byDefault, scope: constants });
    const isTrue = (member: string) => {
      const expression = declaration.get(member);
      return expression !== undefined && toBoolean(evaluate(expression, constants)) === true;
    };
    const value = byDefault ? evaluate(byDefault, constants) : null;
    const kind = value === null || value === '' ? 'none' : typeof value === 'string' ? 'text' : 'other';
    return { isSensitive: isTrue('sensitive') || isTrue('ephemeral'), byDefault: kind };
  }

  return scope;
}

function refuse(root: string, name: string): Value {
  return unknown(`${root}.${name}`, 'is not allowed there');
}
