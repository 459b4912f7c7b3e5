import type { PolicyDocument } from './iam.ts';
import type { Place } from './place.ts';

/** An event of EventBridge: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An event bus that somebody made, besides those that every account and region has by default. */
export interface EventBus extends Place {
  readonly arn: string;
  /** The statements of its policy, by their ids. */
  readonly statements: Map<string, PolicyDocument['Statement'][number]>;
}

/** A rule of EventBridge. */
export interface EventRule extends Place {
  readonly arn: string;
  readonly busArn: string;
  readonly pattern: EventPattern;
  readonly targets: readonly EventTarget[];
}

/** The values that an event must have, by the names of its members. */
export interface EventPattern {
  readonly [member: string]: EventPattern | readonly unknown[];
}

export interface EventTarget {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/** A topic of Amazon SNS. */
export interface Topic extends Place {
  readonly arn: string;
  /** Of the key that it is encrypted with. */
  readonly keyArn?: string;
  policy?: PolicyDocument | undefined;
}

/** What subscribers of a topic get. */
export interface Message {
  readonly topicArn: string;
  readonly text: string;
}

/** An event that did not reach a target of a rule, of which EventBridge has only a metric. */
export interface FailedInvocation {
  readonly ruleArn: string;
  readonly reason: string;
}

/** What services tell each other and people. All but the last two by ARN. */
export interface Messaging {
  readonly buses: Map<string, EventBus>;
  readonly rules: Map<string, EventRule>;
  readonly topics: Map<string, Topic>;
  /** The policies of keys of KMS. */
  readonly keys: Map<string, PolicyDocument>;
  /** Oldest first. */
  readonly messages: Message[];
  readonly failures: FailedInvocation[];
}

export function createMessaging(): Messaging {
  return { buses: new Map(), rules: new Map(), topics: new Map(), keys: new Map(), messages: [], failures: [] };
}
