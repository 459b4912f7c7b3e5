import type { Broker, Fact } from './broker.ts';
import { FACT_NAMES } from './broker.ts';

/**
 * `pass`: proven good. `fail`: proven bad. `skip`: the check does not apply.
 * `unknown`: a fact is missing, unreadable, or of a value that we do not know.
 */
export type Verdict = 'pass' | 'fail' | 'skip' | 'unknown';

/** What a check says of one broker. `detail` is one plain sentence. */
export interface Finding {
  readonly verdict: Verdict;
  readonly detail: string;
  /** Instead of the check's own remediation, where this case asks for another one. */
  readonly remediation?: string;
  /** The fact that was not known. Looking it up elsewhere may settle the verdict. */
  readonly lacks?: Fact;
}

/** One thing that is checked: all that is known of it, and the function that judges it. */
export interface Check {
  /**
   * Also the name of the AWS Config rule. At most 37 characters: conformance packs append 27,
   * and the API that reads results takes 64.
   */
  readonly id: string;
  readonly title: string;
  readonly severity: 'high' | 'medium' | 'low';
  /** The description of the AWS Config rule. With the URL of the guide after it, it has at most 256 characters. */
  readonly description: string;
  /** Why it matters. */
  readonly rationale: string;
  /** How to mend it, in one or two sentences that fit an annotation together with the detail. */
  readonly remediation: string;
  /** Whether mending it takes a new broker or an update of this one. */
  readonly fix: 'new-broker' | 'in-place';
  /** The controls of published frameworks that ask for the same thing. */
  readonly controls: readonly { readonly framework: string; readonly ids: readonly string[] }[];
  /** The AWS managed rule that comes nearest. */
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
