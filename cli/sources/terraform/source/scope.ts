import type { Effort } from './effort.ts';
import type { Value } from './value.ts';

/** What the names in an expression mean. */
export interface Scope {
  /** The value of `var.x`, or `local.x`. */
  readonly lookUp: (root: 'var' | 'local', name: string) => Value;
  /** `each`, `count` and what `for` expressions declare. */
  readonly names: ReadonlyMap<string, Value>;
  readonly effort: Effort;
}

/** The scope of what must not refer to anything. */
export function emptyScope(effort: Effort): Scope {
  return {
    lookUp: (kind, name) => ({ subject: `${kind}.${name}`, why: 'is not allowed there' }),
    names: new Map(),
    effort,
  };
}
