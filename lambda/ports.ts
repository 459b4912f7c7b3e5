import type { Broker } from '../checks/broker.ts';
import type { IngressRule } from '../checks/ingress.ts';
import type { MetricName } from '../checks/metrics.ts';

/** https://docs.aws.amazon.com/config/latest/APIReference/API_Evaluation.html */
export interface Evaluation {
  readonly resourceType: string;
  readonly resourceId: string;
  /** `PutEvaluations` rejects the fourth value of AWS Config, INSUFFICIENT_DATA. */
  readonly compliance: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';
  readonly annotation: string;
  /** The time of the event that is evaluated, never the time of the evaluation. */
  readonly orderingTimestamp: Date;
}

/** A result that AWS Config has for a rule and a broker, without what AWS Config does not return. */
export interface RecordedResult {
  readonly resourceId: string;
  readonly compliance?: string | undefined;
  readonly annotation?: string | undefined;
  /** As it was in `PutEvaluations`. */
  readonly orderingTimestamp?: Date | undefined;
}

/** A broker that AWS Config has discovered, with its resource ID in AWS Config. */
export interface DiscoveredBroker {
  readonly resourceId: string;
  readonly resourceName?: string | undefined;
}

/**
 * What the function does in the account whose rule is being evaluated.
 *
 * Every method throws {@link RefusedError} if the same call would fail again. Any other error is transient
 * (throttling after the retries, 5xx, a timeout, a dropped connection): the same call may succeed later.
 */
export interface AwsAccount {
  /**
   * Sends at most {@link MAX_EVALUATIONS} evaluations.
   * @returns the IDs of the resources whose evaluation AWS Config did not accept
   */
  putEvaluations(
    resultToken: string,
    evaluations: readonly Evaluation[],
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  /** The newest configuration item of a broker up to a time, in the form of the API, or `undefined`. */
  itemAt(resourceId: string, time: Date, signal: AbortSignal): Promise<unknown>;
  /** A broker as it is now, or `undefined` if there is none with this ID. */
  describeBroker(brokerId: string, signal: AbortSignal): Promise<Broker | undefined>;
  /**
   * The inbound rules of security groups, with the ranges of their prefix lists. What AWS refuses to tell is a rule whose
   * source is not known, instead of a {@link RefusedError}.
   */
  ingressRules(groupIds: readonly string[], signal: AbortSignal): Promise<readonly IngressRule[]>;
  /** The results of a rule, those that are NOT_APPLICABLE included, page by page. */
  recordedResults(ruleName: string, signal: AbortSignal): AsyncIterable<readonly RecordedResult[]>;
  /** The brokers that AWS Config has discovered, page by page. */
  discoveredBrokers(signal: AbortSignal): AsyncIterable<readonly DiscoveredBroker[]>;
  /** All brokers of the account and region, without public access and logs, page by page. */
  listBrokers(signal: AbortSignal): AsyncIterable<readonly Broker[]>;
}

/** What the Lambda context says about the function itself. */
export interface FunctionIdentity {
  readonly partition: string;
  readonly accountId: string;
}

/** Connects to an account. @throws EvaluationRoleError if the function has no access to it */
export type Connect = (accountId: string, self: FunctionIdentity) => Promise<AwsAccount>;

/** https://docs.aws.amazon.com/config/latest/APIReference/API_PutEvaluations.html */
export const MAX_EVALUATIONS = 100;

/** AWS rejected a call, and would reject it again. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** The AWS error code, for example `AccessDeniedException`. */
  readonly code: string;

  /** @param explanation the message of AWS, if it may be logged */
  constructor(operation: string, code: string, explanation?: string, options?: ErrorOptions) {
    super(`${operation} was rejected: ${code}${explanation ? ` (${explanation})` : ''}`, options);
    this.code = code;
  }
}

/** The evaluation role in the account of the rule cannot be assumed. */
export class EvaluationRoleError extends Error {
  override readonly name = 'EvaluationRoleError';
}

/** The logs and metrics of the function. Never pass secrets to it. */
export interface Telemetry {
  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Once an invocation for each metric. */
  measure(metric: MetricName, value: number): void;
  /** Called once, at the end of an invocation. */
  flush(): void;
}
