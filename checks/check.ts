import type { Broker } from './broker.ts';
import type { Fact } from './facts.ts';
import { FACTS } from './facts.ts';
import type { Parameters, Values } from './parameters.ts';

/**
 * `pass`: proven good. `fail`: proven bad. `skip`: the check does not apply.
 * `unknown`: a fact is missing, invalid, or has a value that we do not know.
 * `exempt`: proven bad, and an exemption accepts it. No check finds that by itself.
 */
export type Verdict = 'pass' | 'fail' | 'skip' | 'unknown' | 'exempt';

/** What a check finds for one broker. `detail` is one plain sentence. */
export interface Finding {
  readonly verdict: Exclude<Verdict, 'exempt'>;
  readonly detail: string;
  /** Replaces the remediation of the check, if this case needs a different one. */
  readonly remediation?: string;
  /** The fact that is not known. A lookup elsewhere may settle the verdict. */
  readonly lacks?: Fact;
}

/** How grave a failure is, the gravest first. */
export const SEVERITIES = ['high', 'medium', 'low'] as const;

/** What people read about a check, and the ID by which options and exemptions name it. */
export interface CheckInfo {
  /**
   * Of a {@link Check}, also the name of the AWS Config rule. At most 37 characters: conformance packs append 27,
   * and the API that reads results accepts 64.
   */
  readonly id: string;
  readonly title: string;
  readonly severity: (typeof SEVERITIES)[number];
  /** Why it matters. */
  readonly rationale: string;
  /** How to fix it, in one or two sentences that fit into an annotation together with the detail. */
  readonly remediation: string;
  /** Whether the fix requires a new broker or is an update of this one. A check of changes has none: the change is not made. */
  readonly fix?: 'new-broker' | 'in-place';
}

/** A check of the settings of a broker: its metadata, and the function that judges a broker. */
export interface Check extends CheckInfo {
  readonly fix: NonNullable<CheckInfo['fix']>;
  /** The description of the AWS Config rule. With the URL of the guide after it, it has at most 256 characters. */
  readonly description: string;
  /** The closest AWS managed rule, if there is one. */
  readonly managedRule?: string;
  /** Evaluated only where it is selected, by its ID or with `all`. */
  readonly isOptIn?: true;
  /** Only templates, plans and Terraform configuration have what it reads, so it is no rule of AWS Config. */
  readonly isForFiles?: true;
  readonly parameters?: Parameters;
  /** The values of its parameters; without them, the defaults count. */
  readonly values?: Values;
  /** The facts that it judges by. Sources read no others, if they are costly. */
  readonly reads: readonly Fact[];
  /** Judges a broker that is in scope and whose engine is known to be RabbitMQ. */
  judge(broker: Broker, values: Values): Finding;
}

/** The `unknown` finding for a fact that the broker lacks. */
export function notKnown(fact: Fact, broker: Broker): Finding {
  return {
    verdict: 'unknown',
    detail: broker.whyUnknown?.[fact] ?? `${FACTS[fact].name} is not known.`,
    lacks: fact,
  };
}
