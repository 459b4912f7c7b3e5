/** A `ListBrokers` entry or a `DescribeBroker` answer with the names that the SDK and the AWS CLI give (`BrokerId`). */
export type BrokerRecord = Readonly<Record<string, unknown>>;

/**
 * What is read of one account and region. Each method throws the error of the AWS SDK, after its retries;
 * `failures.ts` explains it.
 */
export interface RegionReads {
  /** All brokers, page by page. */
  listBrokers(): AsyncIterable<readonly BrokerRecord[]>;
  /** `undefined` if Amazon MQ says that there is no such broker. */
  describeBroker(brokerId: string): Promise<BrokerRecord | undefined>;
  /** Gives the connections back. */
  close(): void;
}

/** What can be read with one set of credentials. It throws like {@link RegionReads}. */
export interface Session {
  /** Gets the credentials, so that their failure is told from that of the calls that use them. */
  signIn(): Promise<void>;
  /** The account that the credentials belong to. */
  accountId(): Promise<string>;
  /** The regions that are enabled for the account. */
  enabledRegions(): Promise<readonly string[]>;
  region(name: string): RegionReads;
}

/** Where sessions come from. */
export interface Aws {
  /** That of the profile or the environment, else the first one that was asked for. */
  readonly homeRegion: string;
  /** @param roleArn a role to assume with the user's own credentials; without it, those */
  session(roleArn?: string): Session;
}
