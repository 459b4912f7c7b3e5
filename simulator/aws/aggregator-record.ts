/** An aggregator, by default of the organization of its account. */
export interface Aggregator {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly roleArn: string;
  readonly allRegions: boolean;
  /** Beside `allRegions: false`: the regions that it collects from. */
  readonly regions?: readonly string[];
  /** The accounts that it collects from one by one, in place of an organization. */
  readonly accountIds?: readonly string[];
}

/** Why an aggregator could not collect from an account and region, or not lately. */
export interface SourceProblem {
  readonly status: 'FAILED' | 'OUTDATED';
  readonly code: string;
  readonly message: string;
}
