import type { PolicyDocument } from './iam.ts';

/** A standard queue of Amazon SQS. Times are in milliseconds since 1970. */
export interface Queue {
  readonly arn: string;
  readonly url: string;
  readonly accountId: string;
  readonly region: string;
  retentionMs: number;
  policy?: PolicyDocument | undefined;
  /** Oldest first. */
  messages: Message[];
}

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentTime: number;
  /** Until then, somebody is working on it, and nobody else gets it. */
  hiddenUntil: number;
  /** Of the last time that somebody got it. */
  receiptHandle?: string;
}
