import { isServiceTrusted, refuseUnsupportedPolicy } from '../aws/iam.ts';
import type { EventBus, EventPattern, EventTarget } from '../aws/messaging.ts';
import type { Properties, ResourcePlace, ResourceType } from '../stacks/resource-type.ts';
import { physicalName } from '../stacks/resource-type.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { refuseUnsupportedTransformer } from './input-transformer.ts';
import { refuseUnsupportedPattern } from './patterns.ts';

function arnOf({ state: { partition }, region, accountId }: ResourcePlace, resource: string): string {
  return `arn:${partition}:events:${region}:${accountId}:${resource}`;
}

export const EVENT_BUS: ResourceType = {
  properties: ['Name', 'Description', 'Tags'],
  createOnly: ['Name'],
  create(place, _, { Name }) {
    const name = String(Name);
    const arn = arnOf(place, `event-bus/${name}`);
    const { accountId, region, state } = place;
    if (state.messaging.buses.has(arn)) {
      throw new Error(`ResourceAlreadyExistsException: Event bus ${name} already exists.`);
    }
    state.messaging.buses.set(arn, { arn, accountId, region, statements: new Map() });
    return { ref: name, attributes: { Arn: arn, Name: name } };
  },
  update: (_, resource) => resource,
  delete({ state }, { attributes }) {
    state.messaging.buses.delete(attributes.Arn ?? '');
  },
};

/** A statement of the policy of an event bus. */
export const EVENT_BUS_POLICY: ResourceType = {
  properties: ['EventBusName', 'StatementId', 'Statement'],
  createOnly: ['EventBusName', 'StatementId'],
  create(place, _, properties) {
    putStatement(place, properties);
    return { ref: `${properties.EventBusName}|${properties.StatementId}`, attributes: {} };
  },
  update(place, resource, properties) {
    putStatement(place, properties);
    return resource;
  },
  delete(place, _, properties) {
    busOf(place, properties)?.statements.delete(String(properties.StatementId));
  },
};

function putStatement(place: ResourcePlace, properties: Properties): void {
  const bus = busOf(place, properties);
  if (!bus) throw new Error(`ResourceNotFoundException: Event bus ${properties.EventBusName} does not exist.`);
  const statement = properties.Statement as Parameters<EventBus['statements']['set']>[1];
  refuseUnsupportedPolicy({ Version: '2012-10-17', Statement: [statement] });
  if (statement.Resource !== bus.arn) throw new Error('ValidationException: the resource must be the event bus.');
  bus.statements.set(String(properties.StatementId), statement);
}

function busOf(place: ResourcePlace, { EventBusName }: Properties): EventBus | undefined {
  return place.state.messaging.buses.get(arnOf(place, `event-bus/${EventBusName}`));
}

export const EVENT_RULE: ResourceType = {
  properties: ['Name', 'Description', 'EventBusName', 'EventPattern', 'State', 'Targets', 'Tags'],
  createOnly: ['Name', 'EventBusName'],
  create(place, logicalId, properties) {
    const name = String(properties.Name ?? physicalName(place, logicalId));
    const bus = properties.EventBusName;
    const arn = arnOf(place, `rule/${bus === undefined ? '' : `${bus}/`}${name}`);
    if (place.state.messaging.rules.has(arn)) throw new Error(`${arn} already exists.`);
    putRule(place, arn, properties);
    return { ref: bus === undefined ? name : `${bus}|${name}`, attributes: { Arn: arn } };
  },
  update(place, resource, properties) {
    putRule(place, resource.attributes.Arn ?? '', properties);
    return resource;
  },
  delete({ state }, { attributes }) {
    state.messaging.rules.delete(attributes.Arn ?? '');
  },
};

function putRule(place: ResourcePlace, arn: string, properties: Properties): void {
  const { EventBusName = 'default', EventPattern: pattern, State = 'ENABLED', Targets = [] } = properties;
  const { state, accountId, region } = place;
  const busArn = arnOf(place, `event-bus/${EventBusName}`);
  if (EventBusName !== 'default' && !state.messaging.buses.has(busArn)) {
    throw new Error(`ResourceNotFoundException: Event bus ${EventBusName} does not exist.`);
  }
  if (State !== 'ENABLED') throw new UnsupportedTemplateError(`the state ${State} of event rules`);
  refuseUnsupportedPattern(pattern as EventPattern);
  const targets = Targets as readonly EventTarget[];
  for (const target of targets) refuseUnsupportedTarget(place, arn, target);
  state.messaging.rules.set(arn, { arn, accountId, region, busArn, pattern: pattern as EventPattern, targets });
}

const MEMBERS = ['Id', 'Arn', 'RoleArn', 'InputTransformer'];

function refuseUnsupportedTarget({ state, region, accountId }: ResourcePlace, ruleArn: string, target: EventTarget) {
  const stranger = Object.keys(target).find((name) => !MEMBERS.includes(name));
  if (stranger !== undefined) throw new UnsupportedTemplateError(`${stranger} of a target of event rules`);
  const { Arn, RoleArn, InputTransformer } = target;
  const [, , service, targetRegion] = Arn.split(':');
  if (service === 'sns') {
    if (targetRegion !== region) throw new Error(`ValidationException: ${Arn} is not in ${region}.`);
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    if (RoleArn !== undefined) throw new UnsupportedTemplateError('a role for a topic as the target of an event rule');
    if (InputTransformer) refuseUnsupportedTransformer(InputTransformer);
    return;
  }
  if (service !== 'events') throw new UnsupportedTemplateError(`the target ${Arn} of event rules`);
  if (InputTransformer) throw new Error('ValidationException: InputTransformer is not available for an event bus.');
  const role = state.roles.get(RoleArn ?? '');
  const context = { 'aws:SourceAccount': accountId, 'aws:SourceArn': ruleArn };
  const request = { action: 'sts:AssumeRole', resource: RoleArn ?? '', context };
  if (role && isServiceTrusted(role.trust, 'events.amazonaws.com', request)) return;
  throw new Error(
    `ValidationException: Provided role '${RoleArn}' cannot be assumed by principal 'events.amazonaws.com'.`,
  );
}
