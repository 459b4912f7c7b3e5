import type { Rule } from '../aws/aws-state.ts';
import type { Place } from '../aws/place.ts';
import { placeKey } from '../aws/place.ts';
import type { ConfigurationItem, Simulation } from '../aws/simulation.ts';
import { BROKER_RESOURCE_TYPE, itemsIn } from '../aws/simulation.ts';
import { rulesIn } from './rules.ts';

/** An event that AWS Config wants a rule to be evaluated with. */
export interface RuleEvent {
  readonly rule: Rule;
  readonly event: Readonly<Record<string, unknown>>;
}

/** The events of a schedule: one for each rule of a place. */
export function schedule(simulation: Simulation, place: Place): readonly RuleEvent[] {
  return eventsFor(simulation, place, 'ScheduledNotification', {}, false);
}

/**
 * The events with which AWS Config evaluates the rules that are due: for what it has recorded, and as on a schedule. They
 * are due no more.
 */
export function dueEvents(simulation: Simulation): readonly RuleEvent[] {
  const { rules, dueRules } = simulation.state;
  const due = [...dueRules].flatMap((arn) => rules.get(arn) ?? []);
  dueRules.clear();
  const places = new Map(due.map((rule) => [placeKey(rule), rule]));
  const arns = new Set(due.map(({ arn }) => arn));
  return [...places.values()]
    .flatMap((place) => [...initialEvents(simulation, place), ...schedule(simulation, place)])
    .filter(({ rule }) => arns.has(rule.arn));
}

/** The events with which a new rule is evaluated for what AWS Config has already. */
function initialEvents(simulation: Simulation, place: Place): readonly RuleEvent[] {
  const newest = [...itemsIn(simulation, place).values()].map((items) => items.at(-1));
  return newest.flatMap((item) =>
    item && item.status !== 'ResourceDeleted' ? changeEvents(simulation, place, item) : [],
  );
}

/** The events of the rules that see a change. */
export function changeEvents(simulation: Simulation, place: Place, item: ConfigurationItem): readonly RuleEvent[] {
  const isDeleted = item.status === 'ResourceDeleted';
  const content = { configurationItemDiff: null, configurationItem: inEventForm(item, place) };
  return eventsFor(simulation, place, 'ConfigurationItemChangeNotification', content, isDeleted);
}

/** A configuration item as events have it. */
function inEventForm(item: ConfigurationItem, { accountId, region }: Place) {
  return {
    relatedEvents: [],
    relationships: [],
    configuration: item.configuration ?? null,
    supplementaryConfiguration: {},
    tags: item.tags ?? {},
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: new Date(item.captureTime).toISOString(),
    configurationStateId: item.captureTime,
    awsAccountId: accountId,
    configurationItemStatus: item.status,
    resourceType: BROKER_RESOURCE_TYPE,
    resourceId: item.resourceId,
    resourceName: item.resourceName,
    ARN: item.arn,
    awsRegion: region,
    availabilityZone: item.status === 'ResourceDeleted' ? null : 'Regional',
    configurationStateMd5Hash: '',
    resourceCreationTime: null,
  };
}

function eventsFor(
  simulation: Simulation,
  place: Place,
  messageType: string,
  content: Readonly<Record<string, unknown>>,
  eventLeftScope: boolean,
): readonly RuleEvent[] {
  const { accountId } = place;
  const rules = rulesIn(simulation.state, place).filter(
    (rule) =>
      rule.messageTypes.includes(messageType) &&
      // A scope is one of changes: a schedule has no resource.
      (messageType === 'ScheduledNotification' || rule.resourceTypes.includes(BROKER_RESOURCE_TYPE)),
  );
  const notificationCreationTime = new Date(simulation.now()).toISOString();
  return rules.map((rule) => {
    const resultToken = `token-${simulation.state.unique(24)}`;
    simulation.tokens.set(resultToken, rule.arn);
    const invokingEvent = { ...content, notificationCreationTime, messageType, recordVersion: '1.3' };
    return {
      rule,
      event: {
        version: '1.0',
        invokingEvent: JSON.stringify(
          messageType === 'ScheduledNotification' ? { awsAccountId: accountId, ...invokingEvent } : invokingEvent,
        ),
        ruleParameters: rule.parameters,
        resultToken,
        eventLeftScope,
        executionRoleArn: `arn:${simulation.state.partition}:iam::${accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
        configRuleArn: rule.arn,
        configRuleName: rule.name,
        configRuleId: rule.arn.split('/').at(-1),
        accountId,
        evaluationMode: 'DETECTIVE',
      },
    };
  });
}
