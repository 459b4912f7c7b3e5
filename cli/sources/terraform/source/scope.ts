import type { Effort } from './effort.ts';
import type { Expression } from './syntax.ts';
import type { Value } from './value.ts';

/** What the names in an expression mean. */
export interface Scope {
  /** The value of `var.x`, or `local.x`. */
  readonly lookUp: (root: 'var' | 'local', name: string) => Value;
  /** `each`, `count` and what `for` expressions declare. */
  readonly names: ReadonlyMap<string, Value>;
  readonly effort: Effort;
  /** The address of the module with a point after it; empty in the root module. */
  readonly prefix: string;
  /** Where the value of `var.x` or `local.x` is from. */
  readonly trace: (root: 'var' | 'local', name: string) => Traced | Declared | undefined;
}

/** An expression and what its names mean. */
export interface Traced {
  readonly expression: Expression;
  readonly scope: Scope;
}

/** A variable of the root module. */
export interface Declared {
  readonly expression?: undefined;
  /** Marked as `sensitive` or `ephemeral`. */
  readonly isSensitive: boolean;
  /** What its default is, if it has one that is neither null nor empty. */
  readonly byDefault: 'none' | 'text' | 'other';
}

/** The scope of what must not refer to anything. */
export function emptyScope(effort: Effort): Scope {
  return {
    lookUp: (kind, name) => ({ subject: `${kind}.${name}`, why: 'is not allowed there' }),
    names: new Map(),
    effort,
    prefix: '',
    trace: () => undefined,
  };
}
