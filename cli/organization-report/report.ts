import type { Check, Verdict } from '../../checks/check.ts';
import type { Controls } from '../../checks/controls.ts';

/**
 * Where an organization's RabbitMQ brokers stand: the JSON output of `report`, whose members are a contract
 * (schemas/report.schema.json). Members may be added; a change of those that are here raises the version. Times are ISO
 * 8601 in UTC. What is not known is left out.
 */
export interface OrganizationReport {
  readonly type: typeof REPORT_TYPE;
  readonly version: typeof REPORT_VERSION;
  readonly createdAt: string;
  readonly tool: { readonly name: 'rabbitmq-conformance'; readonly version: string };
  readonly source: ReportSource;
  readonly checks: readonly ReportedCheck[];
  /** Of which regions the report is. Reports of earlier versions do not say it. */
  readonly regions?: ReportedRegions | undefined;
  readonly accounts: readonly ReportedAccount[];
  /** Each account and region that the report is about. */
  readonly places: readonly ReportedPlace[];
  /** RabbitMQ brokers, and those whose engine is not known. */
  readonly brokers: readonly ReportedBroker[];
  /** What could not be read, beside the places that say so themselves. */
  readonly problems: readonly ReportProblem[];
  readonly summary: ReportSummary;
  /** Since the previous report, where one was given. */
  readonly changes?: ReportChanges | undefined;
  /** The summaries of earlier reports and of this one, the oldest first, where a history was given. */
  readonly history?: readonly HistoryPoint[] | undefined;
}

export const REPORT_TYPE = 'rabbitmq-conformance-report';
export const REPORT_VERSION = 1;

/** Where the report is from. */
export type ReportSource =
  | {
      readonly kind: 'aggregator';
      readonly organizationId?: string | undefined;
      readonly aggregator: {
        readonly name: string;
        readonly accountId: string;
        readonly region: string;
        /** `all`, or the regions that it collects from. */
        readonly regions: 'all' | readonly string[];
      };
      /** The role that was assumed in accounts, for results that an aggregator does not show. */
      readonly roleName?: string | undefined;
    }
  | { readonly kind: 'files'; readonly paths: readonly string[] };

export interface ReportedCheck extends Pick<Check, 'id' | 'title' | 'severity' | 'rationale' | 'remediation' | 'fix'> {
  /**
   * The values of its parameters by their names, as texts. None if it has none, and none of rules of AWS Config: an
   * aggregator does not show them.
   */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly controls: readonly Controls[];
  /** A URL. */
  readonly guide: string;
}

export interface ReportedAccount {
  readonly id: string;
  readonly name?: string | undefined;
  /** The path of its organizational unit, such as `Root/Workloads/Production`. */
  readonly unit?: string | undefined;
}

/** What a report says of regions as a whole. Those of neither list were not looked at. */
export interface ReportedRegions {
  /** Those of the places. */
  readonly reported: readonly string[];
  /**
   * Those that the aggregator collects from too, but in which no account has a configuration recorder, a result or a
   * broker. Brokers there are not in the report, and each account there is no place of it.
   */
  readonly withoutRecorder: readonly string[];
}

/** An account and region. */
export interface ReportedPlace {
  readonly accountId: string;
  readonly region: string;
  /** `seen`: all its brokers are in the report. `partly`: there may be others. `not-seen`: nothing is known of it. */
  readonly visibility: 'seen' | 'partly' | 'not-seen';
  /** Why not all of it was seen, as a sentence. */
  readonly reason?: string | undefined;
  /** When it was read, if that was before the report was made: a file can be old. */
  readonly readAt?: string | undefined;
}

export interface ReportedBroker {
  /** What tells it from all others, now and in other reports: its ARN, else its account, region and id, else its place in a file. */
  readonly key: string;
  readonly arn?: string | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  /** Such as `3.13.7`. */
  readonly engineVersion?: string | undefined;
  /** Such as `mq.m7g.large`. */
  readonly hostInstanceType?: string | undefined;
  /** In upper case. */
  readonly deploymentMode?: string | undefined;
  readonly createdAt?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** One for each check of the report, in their order. */
  readonly results: readonly ReportedResult[];
}

/** What a check says of a broker. */
export interface ReportedResult {
  readonly check: string;
  readonly verdict: Verdict;
  /** The annotation of AWS Config, or a sentence of this program. */
  readonly detail: string;
  /** When AWS Config recorded the result. */
  readonly evaluatedAt?: string | undefined;
  /** Of what failed, is exempt or is unknown: since when at the latest it does, from AWS Config or earlier reports. */
  readonly since?: string | undefined;
  readonly exemption?: ReportedExemption | undefined;
}

export interface ReportedExemption {
  readonly reason: string;
  /** The last day, `YYYY-MM-DD`, in UTC. */
  readonly until: string;
  /** From the day of the report to the last day, 0 on that day. */
  readonly daysLeft: number;
  readonly ticket?: string | undefined;
}

/** What could not be read: an account, a file, a service. */
export interface ReportProblem {
  readonly source: string;
  /** A sentence that says what to do. */
  readonly message: string;
}

/** A broker counts once, by its gravest verdict: fail, unknown, exempt, pass. */
export interface ReportSummary {
  readonly brokers: {
    readonly total: number;
    /** Every check that applies is proven good. */
    readonly conforming: number;
    readonly failing: number;
    readonly unknown: number;
    readonly exempt: number;
  };
  /** By check. */
  readonly checks: Readonly<Record<string, Readonly<Record<Verdict, number>>>>;
  readonly places: { readonly total: number; readonly seen: number; readonly partly: number; readonly notSeen: number };
}

/** A result of this report or of the previous one. */
export interface ResultReference {
  readonly broker: string;
  readonly check: string;
}

/** What differs from the previous report. Only what was seen both times is compared. */
export interface ReportChanges {
  /** When the previous report was made. */
  readonly since: string;
  readonly previous: ReportSummary;
  /** They did not fail before, or their broker is new. */
  readonly newFailures: readonly ResultReference[];
  /** They failed before, and pass now. */
  readonly fixed: readonly ResultReference[];
  readonly newlyExempt: readonly ResultReference[];
  readonly newlyUnknown: readonly ResultReference[];
  readonly newBrokers: readonly string[];
  /** They are gone from places that are seen. */
  readonly goneBrokers: readonly FormerBroker[];
  /** Brokers and places that the previous report saw, and this one does not. */
  readonly outOfSight: { readonly brokers: readonly FormerBroker[]; readonly places: readonly ReportedPlace[] };
  /** Places that this report read before the previous one did, so that nothing of them is compared. None if it is left out. */
  readonly notCompared?: readonly ReportedPlace[] | undefined;
}

export type FormerBroker = Pick<ReportedBroker, 'key' | 'arn' | 'id' | 'name' | 'accountId' | 'region'>;

export interface HistoryPoint {
  readonly createdAt: string;
  readonly summary: ReportSummary;
}

/** What a source of reports tells: an aggregator, or files. */
export interface ReportFacts
  extends Pick<
    OrganizationReport,
    'source' | 'checks' | 'regions' | 'accounts' | 'places' | 'brokers' | 'problems' | 'changes' | 'history'
  > {
  /** When the report was made that is only rendered again, with its changes and its history. By default it is made now. */
  readonly createdAt?: string | undefined;
  /** What made the report that is only rendered again. By default this program, in its version. */
  readonly tool?: OrganizationReport['tool'] | undefined;
  /** What is worth a line on standard error, as sentences. */
  readonly notices: readonly string[];
}
