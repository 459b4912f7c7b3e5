import type { RuleEvent } from './rule-events.ts';

const OVERSIZED = 'OversizedConfigurationItemChangeNotification';

/**
 * Change events whose configuration items are too large for messages: a summary stands in their place. Rules without
 * that trigger get nothing.
 */
export function asOversized(events: readonly RuleEvent[]): readonly RuleEvent[] {
  return events.filter(({ rule }) => rule.messageTypes.includes(OVERSIZED)).map(summarize);
}

/**
 * Change events of a resource that has left the scope of the rule, as AWS sends them: with the whole item, with one that
 * has no configuration, or with an item that is not recorded any more.
 */
export function asLeftScope(
  events: readonly RuleEvent[],
  form: 'whole' | 'without-configuration' | 'ResourceNotRecorded' | 'ResourceDeletedNotRecorded',
): readonly RuleEvent[] {
  return events.map(({ rule, event }) => {
    const { configurationItem, ...others } = JSON.parse(String(event.invokingEvent));
    const { configuration, ...item } = configurationItem;
    const changed = {
      whole: configurationItem,
      'without-configuration': item,
      ResourceNotRecorded: { ...item, configuration: null, configurationItemStatus: form },
      ResourceDeletedNotRecorded: { ...item, configuration: null, configurationItemStatus: form },
    }[form];
    const invokingEvent = JSON.stringify({ ...others, configurationItem: changed });
    return { rule, event: { ...event, eventLeftScope: true, invokingEvent } };
  });
}

function summarize({ rule, event }: RuleEvent): RuleEvent {
  const { configurationItem, configurationItemDiff, ...invokingEvent } = JSON.parse(String(event.invokingEvent));
  const { relatedEvents, relationships, configuration, supplementaryConfiguration, tags, ...summary } =
    configurationItem;
  const changeTypes: Readonly<Record<string, string>> = { ResourceDiscovered: 'CREATE', ResourceDeleted: 'DELETE' };
  const oversized = {
    configurationItemSummary: { changeType: changeTypes[summary.configurationItemStatus] ?? 'UPDATE', ...summary },
    s3DeliverySummary: { s3BucketLocation: null, errorCode: null, errorMessage: null },
    ...invokingEvent,
    messageType: OVERSIZED,
  };
  return { rule, event: { ...event, invokingEvent: JSON.stringify(oversized) } };
}
