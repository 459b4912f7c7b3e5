import type { Broker, BrokerIdentity } from '../../checks/broker.ts';
import type { ChangeCheck } from '../../checks/change-checks.ts';
import type { Check, CheckInfo, Verdict } from '../../checks/check.ts';
import { SEVERITIES } from '../../checks/check.ts';
import type { CheckResult } from '../../checks/evaluation.ts';
import { evaluateBroker } from '../../checks/evaluation.ts';
import { guideUrl } from '../../checks/guide.ts';
import type { Reading } from '../sources/reading.ts';
import type { AcceptedBy, Exempt } from './exemptions.ts';

/** A check of brokers, or of changes. */
export type AnyCheck = Check | ChangeCheck;

/** What one check says of one broker of one input: an entry of the JSON output, whose members are a contract. */
export interface Result {
  readonly source: string;
  /** Fields that are not known are left out. */
  readonly resource: BrokerIdentity;
  /** See {@link Reading}. */
  readonly address?: string | undefined;
  readonly constructPath?: string | undefined;
  readonly line?: number | undefined;
  readonly check: string;
  readonly verdict: Verdict;
  readonly detail: string;
  readonly severity: CheckInfo['severity'];
  readonly fix?: CheckInfo['fix'] | undefined;
  /** Only for what failed or is unknown, and only beside a baseline, whether it was in that too. The term is SARIF's. */
  readonly baselineState?: 'new' | 'unchanged' | undefined;
  /** Where the result is not about a broker, but about a resource that cannot be read, in which there may be brokers. */
  readonly unseen?: true | undefined;
  /** Only where the verdict is `skip`, for a RabbitMQ broker: others are out of scope, whatever the check. */
  readonly inScope?: true | undefined;
  /** Only where the verdict is `exempt`. */
  readonly exemption?: AcceptedBy | undefined;
}

/** A result with what only people read. */
export interface ExplainedResult extends Result {
  readonly remediation: string;
  /** A URL. */
  readonly guide: string;
}

/** What is wrong with a broker although no check asks for it. */
export interface Advice {
  readonly source: string;
  readonly address?: string | undefined;
  readonly line?: number | undefined;
  readonly message: string;
}

export type Summary = Readonly<Record<Verdict, number>>;

/** All that is to be reported. */
export interface Report {
  readonly results: readonly ExplainedResult[];
  readonly advice: readonly Advice[];
  /** The input that could not be used. */
  readonly problems: readonly Remark[];
  /** What was skipped. */
  readonly notices?: readonly Notice[];
  /** Where `scan` looked. */
  readonly places?: readonly ScannedPlace[];
  /** How many findings of the baseline are no longer found. */
  readonly absentFindings?: number;
}

/** An account and region that `scan` was to read, or an account that it could not enter. */
export interface ScannedPlace {
  readonly accountId: string | undefined;
  /** From the organization, as is the path of the organizational unit, such as `Root/Workloads/Production`. */
  readonly accountName: string | undefined;
  readonly accountUnit: string | undefined;
  readonly region: string | undefined;
  /** When the reading began, in ISO 8601. */
  readonly readAt: string;
  /** Whether all brokers there are known. */
  readonly isComplete: boolean;
}

/** A sentence on what was skipped in a source. */
export interface Notice extends Remark {
  /** If it says how many resources other than brokers were skipped, their number. */
  readonly otherResources?: number;
}

/** A sentence on a source. */
export interface Remark {
  readonly source: string;
  readonly line?: number | undefined;
  /** Of the account that the source names, where the organization tells it. */
  readonly accountName?: string | undefined;
  readonly message: string;
}

/**
 * Evaluates a broker, and what a change does to it, in the order of the checks.
 * @param exempt by default nothing is exempt
 */
export function evaluate(
  source: string,
  reading: Reading,
  checks: readonly AnyCheck[],
  exempt: Exempt = (results) => results.map(({ exemption, ...result }) => result),
): readonly ExplainedResult[] {
  const { address, constructPath, line } = reading;
  const { id, name, arn, accountId, region } = reading.broker;
  const resource = { id, name, arn, accountId, region };
  const found = [
    ...(reading.unseen === undefined ? [] : unseen(reading.unseen, checks)),
    ...checks.flatMap((check) => resultsOf(check, reading)),
  ];
  return exempt(found, source, reading).map(({ check, verdict, detail, remediation, exemption }) => ({
    source,
    resource,
    address,
    constructPath,
    line,
    check: check.id,
    verdict,
    detail,
    severity: check.severity,
    fix: check.fix,
    unseen: reading.unseen === undefined ? undefined : true,
    inScope: verdict === 'skip' && isRabbitMq(reading.broker) ? true : undefined,
    exemption,
    remediation: remediation ?? check.remediation,
    guide: guideUrl(check),
  }));
}

/** Whether a broker is known to be in scope of the checks, though one may not apply to it. */
function isRabbitMq({ engineType, outOfScope }: Broker): boolean {
  return engineType === 'RABBITMQ' && outOfScope === undefined;
}

function resultsOf(check: AnyCheck, { broker, change, isChangeOnly, unseen }: Reading): readonly CheckResult[] {
  if ('judge' in check) return isChangeOnly || unseen !== undefined ? [] : evaluateBroker(broker, [check]);
  const finding = change && check.judgeChange(change);
  return finding ? [{ check, ...finding }] : [];
}

/** One result for all checks of brokers, under the gravest, since there may be no broker at all. */
function unseen(detail: string, checks: readonly AnyCheck[]): readonly CheckResult[] {
  const ofBrokers = checks.filter((check): check is Check => 'judge' in check);
  const [check] = ofBrokers.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return check ? [{ check, verdict: 'unknown', detail }] : [];
}

/** How many results there are of each verdict. */
export function summarise(results: readonly Result[]): Summary {
  const summary = { pass: 0, fail: 0, skip: 0, unknown: 0, exempt: 0 };
  for (const { verdict } of results) summary[verdict] += 1;
  return summary;
}
