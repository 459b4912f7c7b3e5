import type { Broker, Fact } from './broker.ts';
import { FACT_NAMES } from './broker.ts';

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

/** A check of the settings of a broker: its metadata, and the function that judges a broker. A rule of AWS Config. */
export interface Check extends CheckInfo {
  readonly fix: NonNullable<CheckInfo['fix']>;
  /** The description of the AWS Config rule. With the URL of the guide after it, it has at most 256 characters. */
  readonly description: string;
  /** The closest AWS managed rule. */
  readonly managedRule: string;
  /** Judges a broker that is in scope and whose engine is known to be RabbitMQ. */
  readonly judge: (broker: Broker) => Finding;
}

/** The `unknown` finding for a fact that the broker lacks. */
export function notKnown(fact: Fact, broker: Broker): Finding {
  return {
    verdict: 'unknown',
    detail: broker.whyUnknown?.[fact] ?? `${FACT_NAMES[fact]} is not known.`,
    lacks: fact,
  };
}
