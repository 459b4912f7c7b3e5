import type { Broker } from '../checks/broker.ts';
import type { ConfigurationItem } from '../checks/configuration-item.ts';
import { fromConfigurationItem, MalformedItemError, parseConfigurationItem } from '../checks/configuration-item.ts';
import type { Judge, Outcome } from '../checks/evaluation.ts';
import type { AccountReads } from './deadline.ts';
import type { ChangeEvent, OversizedChangeEvent } from './event.ts';
import { isLate } from './event.ts';
import { evaluateWithLookUp } from './look-up.ts';
import type { RecordedResult } from './ports.ts';
import { RefusedError } from './ports.ts';

// AWS Config stores times in milliseconds. Its API returns them in seconds, as floating-point numbers.
const SAME_TIME_MS = 1000;

/**
 * Whether AWS Config already has a result for a later event. If AWS Config keeps the result that arrives last, the
 * retry of an earlier event would overwrite it. An event that is not late is evaluated without this check.
 */
export async function isOvertaken(
  event: ChangeEvent | OversizedChangeEvent,
  account: Pick<AccountReads, 'recordedResults'>,
  now: Date,
): Promise<boolean> {
  if (!isLate(event, now)) return false;
  const { rule, item } = event;
  try {
    for await (const page of account.recordedResults(rule.name)) {
      // Not only the first: a result that moves from one page to the next while they are read is in both.
      const isLater = ({ resourceId, orderingTimestamp = item.captureTime }: RecordedResult) =>
        resourceId === item.resourceId && orderingTimestamp > item.captureTime;
      if (page.some(isLater)) return true;
    }
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
  }
  return false;
}

/**
 * Evaluates the broker of a change event. A complete configuration item needs no call to AWS.
 * @param isPast whether the broker may be different by now. Then it is looked up, and its item only identifies it.
 */
export async function evaluateChange(
  event: ChangeEvent | OversizedChangeEvent,
  judge: Judge,
  account: Pick<AccountReads, 'describeBroker' | 'ingressRules' | 'itemAt'>,
  isPast = false,
): Promise<Outcome> {
  const broker = event.leftScope
    ? leftScope(event.item)
    : isPast
      ? withoutFacts(event.item)
      : fromConfigurationItem(await completeItem(event, account));
  return await evaluateWithLookUp(broker, judge, account);
}

function withoutFacts(item: ConfigurationItem): Broker {
  const { id, name, arn, outOfScope } = fromConfigurationItem(item);
  return { id, name, arn, outOfScope };
}

function leftScope(item: ConfigurationItem): Broker {
  const { outOfScope } = fromConfigurationItem(item);
  return { outOfScope: outOfScope ?? 'The broker is no longer in scope of the rule.' };
}

/**
 * The item of the event or, for an oversized one, the summary completed from the history. If the history is empty,
 * denied, unreadable or older than the event, the summary stays, and `DescribeBroker` provides its missing facts.
 */
async function completeItem(
  { messageType, item }: ChangeEvent | OversizedChangeEvent,
  account: Pick<AccountReads, 'itemAt'>,
): Promise<ConfigurationItem> {
  const isComplete = messageType === 'ConfigurationItemChangeNotification';
  if (isComplete || fromConfigurationItem(item).outOfScope !== undefined) return item;
  try {
    const completed = parseConfigurationItem(await account.itemAt(item.resourceId, item.captureTime));
    const isBehind = completed.captureTime.getTime() + SAME_TIME_MS < item.captureTime.getTime();
    return isBehind ? item : { ...completed, captureTime: item.captureTime };
  } catch (error) {
    if (error instanceof RefusedError || error instanceof MalformedItemError) return item;
    throw error;
  }
}
