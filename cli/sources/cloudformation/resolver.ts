import type { Outcome, Outcomes } from './outcome.ts';

/** Whether a condition holds, or why that is not known, as a clause. */
export type Truth = boolean | { readonly why: string };

/** Resolves the values in one template with the values of its parameters. */
export interface Resolver {
  readonly template: Readonly<Record<string, unknown>>;
  readonly parameters: ReadonlyMap<string, Outcome>;
  /** All possible outcomes of a value. */
  readonly outcomes: (node: unknown) => Outcomes;
  /** The outcome of a value; unknown if there are several. */
  readonly resolve: (node: unknown) => Outcome;
  /** The same for a string. Anything else is unknown. */
  readonly text: (node: unknown) => Outcome;
  /** All possible outcomes of the member of an object, given all possible outcomes of the object. */
  readonly member: (objects: Outcomes, name: string) => Outcomes;
  readonly condition: (name: unknown) => Truth;
  /** Whether a condition function is true. */
  readonly truth: (node: unknown) => Truth;
}
