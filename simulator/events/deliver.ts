import type { AwsState } from '../aws/aws-state.ts';
import { isAllowed, isServiceTrusted, isTrusted } from '../aws/iam.ts';
import type { BusEvent, EventRule, EventTarget } from '../aws/messaging.ts';
import { accountOf } from '../aws/organization.ts';
import type { Place } from '../aws/place.ts';
import { publish } from '../sns/publish.ts';
import { transformInput } from './input-transformer.ts';
import { matchesPattern } from './patterns.ts';

const SERVICE = 'events.amazonaws.com';

/** The bus that every account and region has. AWS services send their events there. */
export function defaultBusArn({ partition }: AwsState, { accountId, region }: Place): string {
  return `arn:${partition}:events:${region}:${accountId}:event-bus/default`;
}

/** An event arrives at a bus, and goes on to the targets of all rules there that match it. */
export function deliverEvent(state: AwsState, busArn: string, event: BusEvent): void {
  for (const rule of [...state.messaging.rules.values()]) {
    if (rule.busArn !== busArn || !matchesPattern(rule.pattern, event)) continue;
    for (const target of rule.targets) {
      const reason = invoke(state, rule, target, event);
      if (reason !== undefined) state.messaging.failures.push({ ruleArn: rule.arn, reason });
    }
  }
}

/** @returns why the target did not get the event */
function invoke(state: AwsState, rule: EventRule, target: EventTarget, event: BusEvent): string | undefined {
  if (target.Arn.split(':')[2] === 'sns') {
    const { InputTransformer } = target;
    const text = InputTransformer ? transformInput(InputTransformer, event) : JSON.stringify(event);
    return publish(state, target.Arn, SERVICE, text);
  }
  const reason = whyNotForwarded(state, rule, target, event);
  // The event stays that of the account and region where it happened.
  if (reason === undefined) deliverEvent(state, target.Arn, event);
  return reason;
}

/**
 * EventBridge assumes the role of the target, which its trust policy must allow for the rule, and the role must be allowed
 * to put the event. The policy of a bus in another account must allow that too.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
function whyNotForwarded(state: AwsState, rule: EventRule, target: EventTarget, event: BusEvent): string | undefined {
  const { accountId } = rule;
  const bus = state.messaging.buses.get(target.Arn);
  if (!bus || accountOf(state, bus.accountId).status !== 'ACTIVE') return `There is no event bus ${target.Arn}.`;
  const role = state.roles.get(target.RoleArn ?? '');
  const ofRule = { 'aws:SourceAccount': accountId, 'aws:SourceArn': rule.arn };
  const assumption = { action: 'sts:AssumeRole', resource: role?.arn ?? '', context: ofRule };
  if (!role || !isServiceTrusted(role.trust, SERVICE, assumption)) {
    return `EventBridge cannot assume the role ${target.RoleArn}.`;
  }
  const context = {
    'aws:PrincipalArn': role.arn,
    'aws:PrincipalOrgID': accountOf(state, accountId).organizationId,
    'aws:SourceArn': rule.arn,
    'events:source': event.source,
    'events:detail-type': event['detail-type'],
  };
  const request = { action: 'events:PutEvents', resource: bus.arn, context };
  const policy = { Version: '2012-10-17', Statement: [...bus.statements.values()] };
  const isPermitted =
    isAllowed(role.policies, request) && (bus.accountId === accountId || isTrusted(policy, role, request));
  return isPermitted ? undefined : `${role.arn} is not authorized to perform: events:PutEvents on resource: ${bus.arn}`;
}
