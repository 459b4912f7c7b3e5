import type { Broker } from './broker.ts';
import type { Check, CheckInfo, Finding, Verdict } from './check.ts';
import { notKnown } from './check.ts';
import type { Exemption, ExemptionSubject } from './exemption.ts';
import { findExemption } from './exemption.ts';
import type { Fact } from './facts.ts';
import { quote } from './json.ts';
import { valuesOf } from './parameters.ts';

/** The result of one check for one broker. */
export interface CheckResult extends Omit<Finding, 'verdict'> {
  readonly check: CheckInfo;
  readonly verdict: Verdict;
  /** Why a failure is `exempt`. */
  readonly exemption?: Exemption;
}

/** The combined result of several checks for one broker: the worst verdict, and the results that have it. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly results: readonly CheckResult[];
  /** The failures that exemptions accept, whatever the verdict. */
  readonly exempted: readonly CheckResult[];
}

// From worst to best. `exempt` comes before `pass`: together they are not proven good. `skip` comes last: a check that does
// not apply says nothing about the others.
const VERDICTS: readonly Verdict[] = ['fail', 'unknown', 'exempt', 'pass', 'skip'];

/** What is found for a broker: the results of each check. */
export type Judge = (broker: Broker) => readonly CheckResult[];

/** The facts that the checks judge by, and whether they apply. */
export function factsOf(checks: readonly Pick<Check, 'reads'>[]): ReadonlySet<Fact> {
  return new Set(['engineType', ...checks.flatMap(({ reads }) => reads)]);
}

/** Evaluates a broker for each of the checks. */
export function evaluateBroker(broker: Broker, checks: readonly Check[]): readonly CheckResult[] {
  const outside = applicability(broker);
  return checks.map((check) => {
    const { values = valuesOf(check, {}) } = check;
    return { check, ...(outside ?? check.judge(broker, values)) };
  });
}

/** Turns each `fail` into `exempt` that an exemption accepts on that day. No other verdict changes. */
export function exemptFailures(
  results: readonly CheckResult[],
  subject: ExemptionSubject,
  exemptions: readonly Exemption[],
  now: Date,
): readonly CheckResult[] {
  return results.map((result) => {
    if (result.verdict !== 'fail') return result;
    const exemption = findExemption(result.check.id, subject, exemptions, now);
    return exemption ? { ...result, verdict: 'exempt', exemption } : result;
  });
}

/** Whether looking up a fact elsewhere could settle a result. */
export function lacksFacts(results: readonly CheckResult[]): boolean {
  return results.some(({ lacks }) => lacks !== undefined);
}

/**
 * Folds the results of several checks of one broker into one outcome:
 * fail before unknown before exempt before pass before skip.
 * @throws TypeError if there are no results
 */
export function foldResults(results: readonly CheckResult[]): Outcome {
  const verdict = VERDICTS.find((candidate) => results.some((result) => result.verdict === candidate));
  if (verdict === undefined) throw new TypeError('No check was evaluated, so there is no outcome to report.');
  const having = (one: Verdict) => results.filter((result) => result.verdict === one);
  return { verdict, results: having(verdict), exempted: having('exempt') };
}

function applicability(broker: Broker): Finding | undefined {
  if (broker.outOfScope !== undefined) return { verdict: 'skip', detail: broker.outOfScope };
  if (broker.engineType === undefined) return notKnown('engineType', broker);
  if (broker.engineType === 'RABBITMQ') return undefined;
  // The only other engine of Amazon MQ. Any other name may be a corrupted "RabbitMQ", or a new variant of it.
  return broker.engineType === 'ACTIVEMQ'
    ? { verdict: 'skip', detail: 'The engine is ACTIVEMQ, not RabbitMQ.' }
    : { verdict: 'unknown', detail: `${quote(broker.engineType)} is an unknown engine type.` };
}
