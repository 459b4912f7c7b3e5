import type { Broker, BrokerIdentity } from '../lambda/broker.ts';
import type { Check, Verdict } from '../lambda/checks.ts';
import { evaluateBroker } from '../lambda/evaluation.ts';

/** What one check says of one broker of one input: an entry of the JSON output, whose members are a contract. */
export interface Result {
  readonly source: string;
  /** Fields that are not known are left out. */
  readonly resource: BrokerIdentity;
  readonly check: string;
  readonly verdict: Verdict;
  readonly detail: string;
  readonly severity: Check['severity'];
  readonly fix: Check['fix'];
}

/** A result with what only people read. */
export interface ExplainedResult extends Result {
  readonly remediation: string;
}

export type Summary = Readonly<Record<Verdict, number>>;

/** Evaluates a broker, in the order of the registry. */
export function evaluate(source: string, broker: Broker, checks: readonly Check[]): readonly ExplainedResult[] {
  const { id, name, arn, accountId, region } = broker;
  const resource = { id, name, arn, accountId, region };
  return evaluateBroker(broker, checks).map(({ check, verdict, detail, remediation }) => ({
    source,
    resource,
    check: check.id,
    verdict,
    detail,
    severity: check.severity,
    fix: check.fix,
    remediation: remediation ?? check.remediation,
  }));
}

export function summarise(results: readonly Result[]): Summary {
  const summary = { pass: 0, fail: 0, skip: 0, unknown: 0 };
  for (const { verdict } of results) summary[verdict] += 1;
  return summary;
}
