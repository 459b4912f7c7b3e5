import { InputError } from '../../input/input-error.ts';
import type { Value } from './value.ts';

// Far more than the largest configurations need.
const MAX_STEPS = 1_000_000;
const MAX_DEPTH = 500;
const MAX_SIZE = 100_000;
/** The most characters of a text that is evaluated. */
export const MAX_TEXT = 2 ** 16;

/** Limits the evaluation of a root module, which in a few lines can ask for more than fits into memory. */
export type Effort = ReturnType<typeof createEffort>;

/** Counts from nothing, for one root module. */
export function createEffort() {
  let steps = 0;
  let depth = 0;
  const sizes = new WeakMap<object, number>();

  /** Counts what is in a value. Parts may be in it many times, but are counted once. */
  function sizeOf(value: Value): number {
    if (typeof value === 'string') return 1 + value.length / 100;
    if (typeof value !== 'object' || value === null || 'why' in value) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    let size = 1;
    for (const inner of 'elements' in value ? value.elements : value.values()) size += sizeOf(inner);
    sizes.set(value, size);
    return size;
  }

  return {
    /** Takes a step. @throws InputError after too many */
    step(): void {
      steps += 1;
      if (steps > MAX_STEPS)
        throw new InputError(`takes more than ${MAX_STEPS} steps to evaluate. Evaluate a plan of it.`);
    },
    /** Begins a step inside the last one. @returns false if there are too many inside each other */
    enter(): boolean {
      this.step();
      if (depth === MAX_DEPTH) return false;
      depth += 1;
      return true;
    },
    leave(): void {
      depth -= 1;
    },
    isTooLarge: (value: Value): boolean =>
      typeof value === 'string' ? value.length > MAX_TEXT : sizeOf(value) > MAX_SIZE,
  };
}
