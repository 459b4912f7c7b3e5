import type { Place } from './place.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstanceComprehensiveStatus.html */
export type DetailedStatus = 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'INOPERABLE' | 'SKIPPED_SUSPENDED_ACCOUNT';

/** The stack of a StackSet in an account and region, or the reason why there is none. */
export interface StackInstance extends Place {
  readonly unit: string;
  /** `OUTDATED` until an operation succeeds, `INOPERABLE` if its deletion failed. */
  status: 'CURRENT' | 'OUTDATED' | 'INOPERABLE';
  detailedStatus: DetailedStatus;
  reason?: string | undefined;
  stackId?: string | undefined;
}

/** Which accounts and regions a StackSet is for. */
export interface StackSetTargets {
  readonly units: readonly string[];
  /** Accounts that operations leave out. Automatic deployment does not. */
  readonly excludedAccounts: readonly string[];
  readonly regions: readonly string[];
}

/** What an operation did in an account and region. */
export interface OperationResult extends Place {
  readonly status: DetailedStatus;
  readonly reason?: string | undefined;
}

export interface StackSetOperation {
  readonly id: string;
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly results: readonly OperationResult[];
  /** In milliseconds since 1970. */
  readonly time: number;
}

/** What a StackSet makes in each account and region. */
export interface StackSetContent {
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A service-managed StackSet. */
export interface StackSet extends Place {
  readonly arn: string;
  /** `name:uuid` */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly capabilities: readonly string[];
  content: StackSetContent;
  /** For each group of the resource that made it. */
  targets: readonly StackSetTargets[];
  autoDeploys: boolean;
  retainsOnRemoval: boolean;
  /** The ARNs of the StackSets that are deployed first to an account that joins. */
  dependsOn: readonly string[];
  /** By place. */
  readonly instances: Map<string, StackInstance>;
  /** Oldest first. */
  readonly operations: StackSetOperation[];
}
