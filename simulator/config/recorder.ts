import type { Rule } from '../aws/aws-state.ts';
import { accountOf } from '../aws/aws-state.ts';
import type { Broker, ConfigurationItem, Place, Simulation } from '../aws/simulation.ts';
import { at, placeKey } from '../aws/simulation.ts';

/** An event that AWS Config wants a rule to be evaluated with. */
export interface RuleEvent {
  readonly rule: Rule;
  readonly event: Readonly<Record<string, unknown>>;
}

const BROKER = 'AWS::AmazonMQ::Broker';
const OVERSIZED = 'OversizedConfigurationItemChangeNotification';

/** Creates a broker, or changes the one with its id. @returns the events of the rules that see it */
export function putBroker(simulation: Simulation, place: Place, broker: Broker): readonly RuleEvent[] {
  const brokers = at(simulation.brokers, placeKey(place), () => new Map<string, Broker>());
  const status = brokers.has(broker.brokerId) ? 'OK' : 'ResourceDiscovered';
  brokers.set(broker.brokerId, broker);
  return record(simulation, place, {
    resourceId: broker.brokerId,
    resourceName: broker.brokerName,
    arn: broker.brokerArn,
    status,
    captureTime: simulation.now(),
    configuration: configurationOf(broker),
  });
}

/** Deletes a broker. @returns the events of the rules that see it */
export function deleteBroker(simulation: Simulation, place: Place, brokerId: string): readonly RuleEvent[] {
  const brokers = simulation.brokers.get(placeKey(place));
  const broker = brokers?.get(brokerId);
  if (!broker) throw new RangeError(`There is no broker ${brokerId} in ${placeKey(place)}.`);
  brokers?.delete(brokerId);
  const { brokerName: resourceName, brokerArn: arn } = broker;
  const captureTime = simulation.now();
  return record(simulation, place, { resourceId: brokerId, resourceName, arn, status: 'ResourceDeleted', captureTime });
}

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

/** The events of a schedule: one for each rule of a place. */
export function schedule(simulation: Simulation, place: Place): readonly RuleEvent[] {
  return eventsFor(simulation, place, 'ScheduledNotification', {}, false);
}

/** The events with which a new rule is evaluated for what AWS Config has already. */
export function initialEvents(simulation: Simulation, place: Place): readonly RuleEvent[] {
  const newest = [...(simulation.items.get(placeKey(place))?.values() ?? [])].map((items) => items.at(-1));
  return newest.flatMap((item) =>
    item && item.status !== 'ResourceDeleted' ? changeEvents(simulation, place, item) : [],
  );
}

// Without a recorder AWS Config does not see the broker, and only schedules evaluate it.
function record(simulation: Simulation, place: Place, item: ConfigurationItem): readonly RuleEvent[] {
  if (!accountOf(simulation.state, place.accountId).recorders.has(place.region)) return [];
  const items = at(simulation.items, placeKey(place), () => new Map<string, ConfigurationItem[]>());
  at(items, item.resourceId, () => []).push(item);
  return changeEvents(simulation, place, item);
}

function changeEvents(simulation: Simulation, place: Place, item: ConfigurationItem): readonly RuleEvent[] {
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
    tags: {},
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: new Date(item.captureTime).toISOString(),
    configurationStateId: item.captureTime,
    awsAccountId: accountId,
    configurationItemStatus: item.status,
    resourceType: BROKER,
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
  { accountId, region }: Place,
  messageType: string,
  content: Readonly<Record<string, unknown>>,
  eventLeftScope: boolean,
): readonly RuleEvent[] {
  const rules = [...simulation.state.rules.values()].filter(
    (rule) =>
      rule.accountId === accountId &&
      rule.region === region &&
      rule.messageTypes.includes(messageType) &&
      // A scope is one of changes: a schedule has no resource.
      (messageType === 'ScheduledNotification' || rule.resourceTypes.includes(BROKER)),
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

/** The `configuration` of a broker's item, in the names of AWS Config. */
function configurationOf(broker: Broker): Readonly<Record<string, unknown>> {
  const { general, pending } = broker.logs;
  return {
    Id: broker.brokerId,
    Arn: broker.brokerArn,
    BrokerName: broker.brokerName,
    EngineType: broker.engineType,
    EngineVersion: broker.engineVersion,
    HostInstanceType: broker.hostInstanceType,
    DeploymentMode: broker.deploymentMode,
    PubliclyAccessible: broker.publiclyAccessible,
    Logs: { General: general ?? false, ...(pending ? { Pending: { General: pending.general } } : {}) },
  };
}
