import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EventForwarder, notificationBusArn } from '../constructs/event-forwarder.ts';
import { withoutBootstrap } from '../constructs/synthesizer.ts';
import type { ShapeProps } from './shape-props.ts';

export const FORWARDING_DESCRIPTION =
  'Sends changes of the results for Amazon MQ RabbitMQ brokers to the administrator account.';

/** In each region of the management account, which no StackSet reaches: what sends the events to the bus. */
export class EventForwardingStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    const isManagementAccount = settings.deployment === 'management-account';
    super(scope, id, {
      description: FORWARDING_DESCRIPTION,
      ...(isManagementAccount ? { synthesizer: withoutBootstrap() } : {}),
      ...props,
    });
    const { homeRegion, administratorAccount = Aws.ACCOUNT_ID } = settings;
    if (homeRegion === undefined) throw new Error('Setting "homeRegion" is required.');
    new EventForwarder(this, 'Notifications', settings, notificationBusArn(settings, homeRegion, administratorAccount));
  }
}
