import type { Outcome, Outcomes } from './outcome.ts';

/** Whether a condition holds, or why that is not known, as a clause. */
export type Truth = boolean | { readonly why: string };

/** Resolves the values of one template with the values of its parameters. */
export interface Resolver {
  readonly template: Readonly<Record<string, unknown>>;
  readonly parameters: ReadonlyMap<string, Outcome>;
  /** All that a value may come to. */
  readonly outcomes: (node: unknown) => Outcomes;
  /** What a value comes to; unknown if it is one of several. */
  readonly resolve: (node: unknown) => Outcome;
  /** The same for a text. Anything else is unknown. */
  readonly text: (node: unknown) => Outcome;
  /** All that the member of an object may come to, given all that the object may come to. */
  readonly member: (objects: Outcomes, name: string) => Outcomes;
  readonly condition: (name: unknown) => Truth;
  /** Whether a function of conditions is true. */
  readonly truth: (node: unknown) => Truth;
}
