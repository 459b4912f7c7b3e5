/** The services that are simulated, as signatures name them. */
export type Service =
  | 'account'
  | 'cloudformation'
  | 'config'
  | 'ec2'
  | 'iam'
  | 'lambda'
  | 'mq'
  | 'organizations'
  | 's3'
  | 'sqs'
  | 'ssm'
  | 'sts';

/** A call as it arrived: members have the names that they have on the wire. */
export interface Call {
  readonly service: Service;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Of the credentials that signed it. */
  readonly accessKeyId: string;
  /** That it was signed for. */
  readonly region: string;
}

/** An answer with an error, in the service's own form. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message = 'The simulator refused the call.') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Drops the connection without an answer. */
export class ConnectionDrop extends Error {
  override readonly name = 'ConnectionDrop';
}

/** An answer that the service would never give. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
  readonly status: number;
  readonly body: string | Uint8Array;
  /** Whether the end of the body never comes. */
  readonly stalls: boolean;

  constructor(body: string | Uint8Array, { status = 200, stalls = false } = {}) {
    super('The answer is broken.');
    this.status = status;
    this.body = body;
    this.stalls = stalls;
  }
}
