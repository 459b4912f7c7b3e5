/** What a value in a template resolves to. */
export type Outcome =
  /** A scalar, or a list or object with unresolved members. */
  | { readonly kind: 'value'; readonly value: unknown }
  /** Not there, or `AWS::NoValue`. */
  | { readonly kind: 'absent' }
  /** `why` is a clause, such as "the parameter Stage has no value". */
  | { readonly kind: 'unknown'; readonly why: string };

/** All possible outcomes of a value: several if it depends on conditions that are not known. */
export interface Outcomes {
  readonly all: readonly Outcome[];
  /** Why there is more than one, as a clause. */
  readonly why: string;
}

// More branches than anyone can read.
const MAX_OUTCOMES = 32;
// The value of a parameter has at most 4,096 characters, a template 1 MiB.
const MAX_TEXT = 2 ** 20;

export const ABSENT: Outcome = { kind: 'absent' };

/** A scalar, list or object. What CloudFormation looks up or works out later is unknown. */
export function known(value: unknown): Outcome {
  if (typeof value !== 'string') return { kind: 'value', value };
  if (value.length > MAX_TEXT) return unknown('it is too long');
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
  if (value.includes('{{resolve:')) return unknown('CloudFormation resolves it only when it deploys the stack');
  // What a change set has for a value that is not known yet.
  if (value.includes('{{changeSet:')) return unknown('CloudFormation knows it only when it executes the change set');
  return { kind: 'value', value };
}

export function unknown(why: string): Outcome {
  return { kind: 'unknown', why };
}

/** The only outcome. */
export function certain(outcome: Outcome): Outcomes {
  return { all: [outcome], why: '' };
}

/** The value, or `undefined` if it is absent or not known. */
export function knownValue(outcome: Outcome): unknown {
  return outcome.kind === 'value' ? outcome.value : undefined;
}

/** The outcomes of all alternatives, without duplicates. @param why there is more than one */
export function anyOf(alternatives: readonly Outcomes[], why: string): Outcomes {
  const all = alternatives.flatMap((outcomes) => outcomes.all);
  const distinct = new Map(all.map((outcome) => [outcome.kind === 'value' ? outcome.value : outcome, outcome]));
  return distinct.size > MAX_OUTCOMES ? certain(unknown(why)) : { all: [...distinct.values()], why };
}

/** The outcome, if there is only one. Otherwise it is unknown. */
export function collapse({ all, why }: Outcomes): Outcome {
  return all.length > 1 ? unknown(why) : (all[0] ?? ABSENT);
}

/** The string that CloudFormation makes of a scalar, or `undefined` for anything else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : undefined;
}
