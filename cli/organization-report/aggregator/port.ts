import type { Broker } from '../../../checks/broker.ts';
import type { Check } from '../../../checks/check.ts';
import type { ComplianceCalls } from '../../organization/compliance.ts';
import { COMPLIANCE_ACTIONS } from '../../organization/compliance.ts';
import type { Aws } from '../../organization/port.ts';
import { ACTIONS } from '../../organization/port.ts';
import type { Exempt } from '../../report/exemptions.ts';

/** What to report. */
export interface AggregatorRequest {
  /** The name of the aggregator. By default the only organization aggregator of the region. */
  readonly aggregator?: string | undefined;
  /** Where the aggregator is. By default the configured region. */
  readonly region?: string | undefined;
  /** The regions to report. By default those that the aggregator collects from. */
  readonly regions?: readonly string[] | undefined;
  /** A role in each account, with its path, for results that an aggregator does not show. */
  readonly roleName?: string | undefined;
  /** With values only where those of the rules are known. */
  readonly checks: readonly Check[];
  /** The exemptions of a file, for results that are not visible. */
  readonly exempt?: Exempt | undefined;
  /** The setting `refresh` of the rules, in days. By default 1. */
  readonly refresh?: number | undefined;
  readonly now: Date;
}

/** Is notified of the progress. */
export interface ReadObserver {
  /**
   * A step begins. @param parts how many parts it has, if that is known: accounts for `rules` and `accounts`, rules for
   * `results`
   */
  onStep(step: 'brokers' | 'rules' | 'results' | 'accounts', parts?: number): void;
  /** A part of the step is done. */
  onPart(): void;
}

/** A broker that AWS Config has recorded, of any engine. */
export interface RecordedBroker {
  readonly accountId: string;
  readonly region: string;
  /** As AWS Config has it. */
  readonly resourceId: string;
  /** The facts that checks read. */
  readonly broker: Broker;
  readonly engineVersion?: string | undefined;
  readonly hostInstanceType?: string | undefined;
  readonly createdAt?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** When the compliance of a broker last changed, and which rules it does not comply with since then. */
export interface ComplianceChange {
  readonly accountId: string;
  readonly region: string;
  readonly resourceId: string;
  /** In ISO 8601. */
  readonly time: string;
  readonly failingRules: readonly string[];
}

/** A conformance pack in an account and region, with results or without. */
export interface AggregatedPack {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
}

/** The calls that only `report` makes. They only read. Every function may reject with an error of the AWS SDK. */
interface OwnCalls {
  /** @param checks what is to be known of the brokers */
  aggregatedBrokers(aggregator: string, region: string, checks: readonly Check[]): Promise<readonly RecordedBroker[]>;
  /** Brokers that do not comply with a rule, where the recorder records `AWS::Config::ResourceCompliance`. */
  complianceChanges(aggregator: string, region: string): Promise<readonly ComplianceChange[]>;
  /** The conformance packs of an account. */
  aggregatedPacks(aggregator: string, region: string, accountId: string): Promise<readonly AggregatedPack[]>;
}

/** The calls of other commands that `report` makes too. */
const SHARED = [
  ...(['callerIdentity', 'organization', 'roots', 'unitsIn', 'accountsIn'] as const),
  ...(['aggregators', 'aggregatorSources', 'aggregatedRecorders', 'ruleNames'] as const),
] satisfies readonly (keyof Aws)[];

export type ReportCalls = Pick<Aws, (typeof SHARED)[number]> & ComplianceCalls & OwnCalls;

/** The IAM actions of each call. */
export const REPORT_ACTIONS: Readonly<Record<keyof ReportCalls, readonly string[]>> = {
  ...(Object.fromEntries(SHARED.map((call) => [call, ACTIONS[call]])) as Readonly<
    Record<(typeof SHARED)[number], readonly string[]>
  >),
  ...COMPLIANCE_ACTIONS,
  aggregatedBrokers: ['config:SelectAggregateResourceConfig'],
  complianceChanges: ['config:SelectAggregateResourceConfig'],
  aggregatedPacks: ['config:DescribeAggregateComplianceByConformancePacks'],
};
