/** An answer of AWS as it came, for the evidence. */
export interface RawAnswer {
  /** When it came, in ISO 8601. */
  readonly at: string;
  /** Such as `Config Service`, the name of the service in the AWS SDK. */
  readonly service: string;
  /** Such as `SelectAggregateResourceConfig`. */
  readonly operation: string;
  readonly region: string;
  /** The account that was asked, if its role was assumed. */
  readonly accountId?: string;
  readonly input: unknown;
  /** Without the metadata of the SDK. Times are `Date`s. */
  readonly output: unknown;
}

/** Receives each answer. It is never given credentials. */
export type RecordAnswer = (answer: RawAnswer) => void;
