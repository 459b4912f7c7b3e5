import type { Broker } from '../../../checks/broker.ts';
import { parseBrokerArn } from '../../../checks/broker.ts';
import type { Check } from '../../../checks/check.ts';
import { evaluateBroker } from '../../../checks/evaluation.ts';
import { CHECKS } from '../../../checks/registry.ts';
import type { ExemptibleResult } from '../../report/exemptions.ts';
import type { ReportedBroker, ReportedResult } from '../report.ts';
import type { PlaceKnowledge } from './absence.ts';
import { explainAbsence } from './absence.ts';
import type { RecordedResult } from './judge.ts';
import { judge } from './judge.ts';
import type { OwnResult } from './own-rules.ts';
import { placeKey } from './places.ts';
import type { AggregatorRequest, ComplianceChange, RecordedBroker } from './port.ts';

/** A broker of the report: one that AWS Config has recorded, or that only rules have results for. */
export type BrokerToReport = Omit<RecordedBroker, 'broker'> & Partial<Pick<RecordedBroker, 'broker'>>;

type Request = Pick<AggregatorRequest, 'checks' | 'exempt' | 'now'>;

/** The names that a result can have for a broker, as {@link toName} has them. */
export function namesOf({ resourceId, broker }: BrokerToReport): readonly string[] {
  return [...new Set([resourceId, broker?.id, broker?.arn].filter((name) => name !== undefined).map(toName))];
}

/** The function reports a broker as AWS Config knows it, else by its ID: of an ARN, the ID counts. */
export function toName(resourceId: string): string {
  return parseBrokerArn(resourceId).id ?? resourceId;
}

/** What tells a broker of the report from all others. */
function keyOf(found: BrokerToReport): string {
  const { resourceId, broker } = found;
  return broker?.arn ?? parseBrokerArn(resourceId).arn ?? `${placeKey(found)}/${broker?.id ?? resourceId}`;
}

/** What a broker is in the report. */
export function toReported(
  { checks, exempt, now }: Request,
  found: BrokerToReport,
  results: readonly OwnResult[],
  { change, knowledge }: { readonly change: ComplianceChange | undefined; readonly knowledge: PlaceKnowledge },
): ReportedBroker {
  const { accountId, region, resourceId, broker, engineVersion, hostInstanceType, createdAt, tags } = found;
  // An aggregator does not show the parameters of rules, and they may have others than the defaults.
  const known = checks.filter(({ parameters, values }) => !parameters || values);
  const recorded = broker && evaluateAll(broker, checks);
  const exempted = broker && exempt?.(evaluateBroker(broker, known), placeKey(found), { broker });
  const named = parseBrokerArn(resourceId);
  return {
    key: keyOf(found),
    ...{ arn: broker?.arn ?? named.arn, id: broker?.id ?? toName(resourceId), name: broker?.name ?? named.name },
    ...{ accountId, region },
    ...{ engineVersion, hostInstanceType, deploymentMode: broker?.deploymentMode, createdAt, tags },
    results: checks.map(
      (check) =>
        judge(check, results, { recorded, change, now }) ??
        toSkip(check, broker) ??
        toExempt(exempted?.find((result) => result.check.id === check.id)) ?? {
          check: check.id,
          verdict: 'unknown',
          detail: explainAbsence(check, knowledge),
        },
    ),
  };
}

/** What every check says that has values: a rule for several checks evaluates those too that the report leaves out. */
function evaluateAll(broker: Broker, selected: readonly Check[]): readonly RecordedResult[] {
  return CHECKS.flatMap((one: Check) => {
    const check = selected.find(({ id }) => id === one.id) ?? one;
    const isByDefault = check.parameters !== undefined && check.values === undefined;
    return hasValues(check) ? evaluateBroker(broker, [check]).map((result) => ({ ...result, isByDefault })) : [];
  });
}

function hasValues({ parameters = {}, values }: Check): boolean {
  return values !== undefined || Object.values(parameters).every((each) => each.default !== undefined);
}

/** An opt-in check that does not apply, whatever its parameters: an aggregator does not show that. */
function toSkip(
  check: Check,
  broker: Broker = { engineType: 'RABBITMQ', password: 'hidden' },
): ReportedResult | undefined {
  const [result] = check.isOptIn && hasValues(check) ? evaluateBroker(broker, [check]) : [];
  return result?.verdict === 'skip' ? { check: check.id, verdict: 'skip', detail: result.detail } : undefined;
}

/** A failure of the recorded configuration that the file of exemptions accepts, if it is one. */
function toExempt(result: ExemptibleResult | undefined): ReportedResult | undefined {
  if (result?.verdict !== 'exempt' || result.exemption === undefined) return undefined;
  const { reason, until, daysLeft, ticket } = result.exemption;
  const { check, detail } = result;
  return { check: check.id, verdict: 'exempt', detail, exemption: { reason, until, daysLeft, ticket } };
}
