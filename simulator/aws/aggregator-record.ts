/** An aggregator of the organization of its account. */
export interface Aggregator {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly roleArn: string;
  readonly allRegions: boolean;
}
