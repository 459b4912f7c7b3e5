import type { Check } from '../../../checks/check.ts';
import type { CheckResult } from '../../../checks/evaluation.ts';
import { evaluateBroker } from '../../../checks/evaluation.ts';
import type { ExemptibleResult } from '../../report/exemptions.ts';
import type { ReportedBroker, ReportedResult } from '../report.ts';
import type { PlaceKnowledge } from './absence.ts';
import { explainAbsence } from './absence.ts';
import { judge } from './judge.ts';
import type { OwnResult } from './own-rules.ts';
import { placeKey } from './places.ts';
import type { AggregatorRequest, ComplianceChange, RecordedBroker } from './port.ts';

/** A broker of the report: one that AWS Config has recorded, or that only rules have results for. */
export type BrokerToReport = Omit<RecordedBroker, 'broker'> & Partial<Pick<RecordedBroker, 'broker'>>;

type Request = Pick<AggregatorRequest, 'checks' | 'exempt' | 'now'>;

/** The names that a result can have for a broker: the function reports it as AWS Config knows it, else by its ID. */
export function namesOf({ resourceId, broker }: BrokerToReport): readonly string[] {
  return [...new Set([resourceId, broker?.id, broker?.arn])].filter((name) => name !== undefined);
}

/** What a broker is in the report. */
export function toReported(
  { checks, exempt, now }: Request,
  found: BrokerToReport,
  results: readonly OwnResult[],
  { change, knowledge }: { readonly change: ComplianceChange | undefined; readonly knowledge: PlaceKnowledge },
): ReportedBroker {
  const { accountId, region, resourceId, broker, engineVersion, hostInstanceType, createdAt, tags } = found;
  const recorded = broker && evaluateBroker(broker, checks);
  const exempted = broker && recorded && exempt?.(recorded, placeKey(found), { broker });
  const of = <R extends CheckResult | ExemptibleResult>(all: readonly R[] | undefined, check: Check) =>
    all?.find((result) => result.check.id === check.id);
  const id = broker?.id ?? resourceId;
  return {
    key: broker?.arn ?? `${placeKey(found)}/${id}`,
    ...{ arn: broker?.arn, id, name: broker?.name, accountId, region },
    ...{ engineVersion, hostInstanceType, deploymentMode: broker?.deploymentMode, createdAt, tags },
    results: checks.map(
      (check) =>
        judge(check.id, results, { recorded: of(recorded, check), change, now }) ??
        toExempt(of(exempted, check)) ?? {
          check: check.id,
          verdict: 'unknown',
          detail: explainAbsence(check.id, knowledge),
        },
    ),
  };
}

/** A failure of the recorded configuration that the file of exemptions accepts, if it is one. */
function toExempt(result: ExemptibleResult | undefined): ReportedResult | undefined {
  if (result?.verdict !== 'exempt' || result.exemption === undefined) return undefined;
  const { reason, until, daysLeft, ticket } = result.exemption;
  const { check, detail } = result;
  return { check: check.id, verdict: 'exempt', detail, exemption: { reason, until, daysLeft, ticket } };
}
