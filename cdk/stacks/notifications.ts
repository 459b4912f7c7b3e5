import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addForwarder, busParameter } from '../constructs/event-forwarder.ts';
import { NotificationBus } from '../constructs/notification-bus.ts';
import { NotificationRules } from '../constructs/notification-rules.ts';
import { ServiceManagedStackSet, synthesizeTemplate } from '../constructs/stack-set.ts';
import { forwardingRuleName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import { FORWARDING_DESCRIPTION } from './event-forwarding.ts';
import type { ShapeProps } from './shape-props.ts';

/** `organization` and `stack-set`, once: the topic, the bus for the events, and what sends them from every account and region. */
export class NotificationsStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, { description: 'Says when Amazon MQ RabbitMQ brokers get other results.', ...props });
    const bus = new NotificationBus(this, 'Bus', settings);
    new NotificationRules(this, 'Notifications', settings, bus.eventBus);
    new CfnOutput(this, 'EventBus', {
      description: 'The events of AWS Config on the brokers, from all accounts and regions.',
      value: bus.eventBus.eventBusArn,
    });
    const forwarders = new ServiceManagedStackSet(this, 'Forwarders', {
      settings,
      stackSetName: forwardingRuleName(settings),
      description: FORWARDING_DESCRIPTION,
      template: forwarderTemplate(settings),
      parameters: [busParameter(settings)],
      regions: settings.regions,
      excludedAccounts: settings.excludedAccounts,
      capability: 'CAPABILITY_NAMED_IAM',
    });
    forwarders.node.addDependency(bus);
  }
}

/** The template of the StackSet. */
export function forwarderTemplate(settings: Settings): string {
  return synthesizeTemplate(FORWARDING_DESCRIPTION, (stack) => addForwarder(stack, settings));
}
