import type { IngressReads } from '../../checks/ingress-look-up.ts';

/** A `ListBrokers` entry or a `DescribeBroker` response, with the member names of the SDK and the AWS CLI. */
export type BrokerRecord = Readonly<Record<string, unknown>>;

/**
 * What is read in one account and region. Each method throws the error of the AWS SDK after its retries.
 * `failures.ts` explains these errors.
 */
export interface RegionReads extends IngressReads {
  /** All brokers, page by page. */
  listBrokers(): AsyncIterable<readonly BrokerRecord[]>;
  /** `undefined` if Amazon MQ says that the broker does not exist. */
  describeBroker(brokerId: string): Promise<BrokerRecord | undefined>;
}

/** Who a set of credentials belongs to. */
export interface Identity {
  readonly accountId: string;
  /** Such as `aws`, or `aws-cn`. */
  readonly partition: string;
}

/** What can be read with one set of credentials. Throws the same errors as {@link RegionReads}. */
export interface Session {
  /** Gets the credentials first, so that their failure can be told from a failure of the calls that use them. */
  signIn(): Promise<void>;
  identity(): Promise<Identity>;
  /** The regions that are enabled for the account. */
  enabledRegions(): Promise<readonly string[]>;
  region(name: string): RegionReads;
}

/** A role to assume. */
export interface Role {
  readonly arn: string;
  /** What its trust policy asks for, if it does. */
  readonly externalId?: string | undefined;
}

/** The connection to AWS, which opens sessions. */
export interface Aws {
  /** The region of the profile or the environment, else the first region that was requested. */
  readonly homeRegion: string;
  /** @param role a role to assume; without it, the session uses the user's own credentials */
  session(role?: Role): Session;
}
