import type { Broker } from '../checks/broker.ts';

/** https://docs.aws.amazon.com/config/latest/APIReference/API_Evaluation.html */
export interface Evaluation {
  readonly resourceType: string;
  readonly resourceId: string;
  /** `PutEvaluations` refuses the fourth value that AWS Config knows, INSUFFICIENT_DATA. */
  readonly compliance: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';
  readonly annotation: string;
  /** When the event happened that is being answered: never the time of the answer. */
  readonly orderingTimestamp: Date;
}

/** A result that AWS Config holds for a rule and a broker. */
export interface RecordedResult {
  readonly resourceId: string;
  /** As it was when the result was put; `undefined` if AWS Config does not tell. */
  readonly orderingTimestamp?: Date | undefined;
}

/** A broker that AWS Config has discovered, under the id that AWS Config gives it. */
export interface DiscoveredBroker {
  readonly resourceId: string;
  readonly resourceName?: string | undefined;
}

/**
 * What the function does in the account whose rule is being evaluated.
 *
 * Every method throws {@link RefusedError} where AWS refuses and would refuse again. Any other error is a passing
 * one (throttling after the retries, 5xx, a timeout, a dropped connection): the same call may succeed later.
 */
export interface AwsAccount {
  /**
   * Sends at most {@link MAX_EVALUATIONS} evaluations.
   * @returns the ids of the resources whose evaluation AWS Config did not take
   */
  putEvaluations(
    resultToken: string,
    evaluations: readonly Evaluation[],
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  /** The newest configuration item of a broker at a time, in the form of the API, or `undefined`. */
  itemAt(resourceId: string, time: Date, signal: AbortSignal): Promise<unknown>;
  /** A broker as it is now, or `undefined` if there is none with this id. */
  describeBroker(brokerId: string, signal: AbortSignal): Promise<Broker | undefined>;
  /** The results of a rule that are of some of the values, page by page. */
  recordedResults(
    ruleName: string,
    values: readonly Evaluation['compliance'][],
    signal: AbortSignal,
  ): AsyncIterable<readonly RecordedResult[]>;
  /** The brokers that AWS Config has discovered, page by page. */
  discoveredBrokers(signal: AbortSignal): AsyncIterable<readonly DiscoveredBroker[]>;
  /** All brokers of the account and region, without public access and logs, page by page. */
  listBrokers(signal: AbortSignal): AsyncIterable<readonly Broker[]>;
}

/** What the Lambda context tells of the function itself. */
export interface FunctionIdentity {
  readonly partition: string;
  readonly accountId: string;
}

/** Connects to an account. @throws EvaluationRoleError if the function has no access to it */
export type Connect = (accountId: string, self: FunctionIdentity) => Promise<AwsAccount>;

/** https://docs.aws.amazon.com/config/latest/APIReference/API_PutEvaluations.html */
export const MAX_EVALUATIONS = 100;

/** AWS refused a call, and would refuse it again. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** The AWS error code, for example `AccessDeniedException`. */
  readonly code: string;

  /** @param explanation what AWS says beside the code, if it may be logged */
  constructor(operation: string, code: string, explanation?: string, options?: ErrorOptions) {
    super(`${operation} was refused: ${code}${explanation ? ` (${explanation})` : ''}`, options);
    this.code = code;
  }
}

/** The evaluation role in the account of the rule cannot be assumed. */
export class EvaluationRoleError extends Error {
  override readonly name = 'EvaluationRoleError';
}

/** Where the function tells what it does. Nothing secret is to be passed to it. */
export interface Telemetry {
  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void;
  count(metric: 'Brokers' | 'Pass' | 'Fail' | 'Skip' | 'UnknownBrokers' | 'RoleMissing', value: number): void;
  /** Called once, at the end of an invocation. */
  flush(): void;
}
