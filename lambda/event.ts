import type { ConfigurationItem } from '../checks/configuration-item.ts';
import { MalformedItemError, parseConfigurationItem, requireTime } from '../checks/configuration-item.ts';
import { isTrue, MalformedEventError, parseInvokingEvent } from '../checks/invoking-event.ts';
import { isObject, quote, readText } from '../checks/json.ts';

/** The rule that AWS Config wants evaluated. */
export interface Rule {
  readonly name: string;
  /** The account that the rule is in: twelve digits. */
  readonly accountId: string;
  /** A JSON object in a string. */
  readonly parameters?: string | undefined;
  /** Never log it: anyone who has it can report results. */
  readonly resultToken: string;
}

/** A resource was created, changed or deleted. */
export interface ChangeEvent {
  readonly messageType: 'ConfigurationItemChangeNotification';
  readonly rule: Rule;
  readonly item: ConfigurationItem;
  /** The resource is no longer in the scope of the rule: deleted, for example. */
  readonly leftScope: boolean;
  /** When AWS Config created the event, if the event has that time. */
  readonly notificationTime: Date | undefined;
}

/** The same for an item that is too large for the event, which then has only a summary without `configuration`. */
export interface OversizedChangeEvent extends Omit<ChangeEvent, 'messageType'> {
  readonly messageType: 'OversizedConfigurationItemChangeNotification';
}

/** It is time to evaluate all resources. */
export interface ScheduledEvent {
  readonly messageType: 'ScheduledNotification';
  readonly rule: Rule;
  readonly notificationTime: Date;
}

export type RuleEvent = ChangeEvent | OversizedChangeEvent | ScheduledEvent;

const NOTIFICATION_TIME = 'notificationCreationTime';

// Lambda repeats a failed invocation after a minute at the earliest.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const LATE_MS = 45_000;

/** Whether an event comes so late that it can be a repetition, and that others can have overtaken it. */
export function isLate({ notificationTime }: RuleEvent, now: Date): boolean {
  // An event without a time is not late: what is not a number is not more than another.
  return Number(now) - Number(notificationTime) >= LATE_MS;
}

/**
 * Reads the event with which AWS Config invokes a custom Lambda rule.
 * https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html
 * @throws MalformedEventError naming the member that is missing or wrong
 */
export function parseEvent(event: unknown): RuleEvent {
  if (!isObject(event)) throw new MalformedEventError('The event is not a JSON object.');
  if (event.evaluationMode !== undefined && event.evaluationMode !== 'DETECTIVE') {
    throw new MalformedEventError(
      `evaluationMode ${quote(event.evaluationMode)} is not supported. This rule supports only "DETECTIVE".`,
    );
  }
  // Must not count as absent: the rule would then report the verdicts of all checks.
  const { ruleParameters = null } = event;
  if (ruleParameters !== null && typeof ruleParameters !== 'string') {
    throw new MalformedEventError(`ruleParameters must be a JSON object in a string, not ${quote(ruleParameters)}.`);
  }
  const rule = {
    name: requireMember(event, 'configRuleName'),
    accountId: requireMember(event, 'accountId'),
    parameters: readText(ruleParameters),
    resultToken: requireMember(event, 'resultToken'),
  };
  if (!/^\d{12}$/.test(rule.accountId)) {
    throw new MalformedEventError(`accountId must have twelve digits, not ${quote(rule.accountId)}.`);
  }
  return readEvent(parseInvokingEvent(event.invokingEvent), rule, isTrue(event.eventLeftScope));
}

function readEvent(invokingEvent: Readonly<Record<string, unknown>>, rule: Rule, leftScope: boolean): RuleEvent {
  const { messageType } = invokingEvent;
  try {
    switch (messageType) {
      case 'ConfigurationItemChangeNotification': {
        const item = readItem(invokingEvent, 'configurationItem');
        return { messageType, rule, leftScope, item, notificationTime: readTime(invokingEvent) };
      }
      case 'OversizedConfigurationItemChangeNotification': {
        const item = readItem(invokingEvent, 'configurationItemSummary');
        return { messageType, rule, leftScope, item, notificationTime: readTime(invokingEvent) };
      }
      case 'ScheduledNotification':
        return { messageType, rule, notificationTime: requireTime(invokingEvent, NOTIFICATION_TIME) };
    }
  } catch (cause) {
    if (!(cause instanceof MalformedItemError)) throw cause;
    throw new MalformedEventError(`The ${messageType} is not valid: ${cause.message}`, { cause });
  }
  throw new MalformedEventError(
    `messageType ${quote(messageType)} is not supported. Supported types: ConfigurationItemChangeNotification, ` +
      'OversizedConfigurationItemChangeNotification, ScheduledNotification.',
  );
}

function readTime(invokingEvent: Readonly<Record<string, unknown>>): Date | undefined {
  return invokingEvent[NOTIFICATION_TIME] === undefined ? undefined : requireTime(invokingEvent, NOTIFICATION_TIME);
}

function readItem(invokingEvent: Readonly<Record<string, unknown>>, name: string): ConfigurationItem {
  const value = invokingEvent[name];
  if (!isObject(value)) throw new MalformedItemError(`${name} must be a JSON object, not ${quote(value)}.`);
  return parseConfigurationItem(value);
}

function requireMember(event: Readonly<Record<string, unknown>>, name: string): string {
  const text = readText(event[name]);
  if (text === undefined) throw new MalformedEventError(`${name} is missing from the event.`);
  return text;
}
