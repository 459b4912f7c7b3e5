import { Aws } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { forwarderRoleName, notificationBusName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import { COMPLIANCE_CHANGE } from './compliance-changes.ts';

/** The bus to which all accounts and regions of the organization send the events of AWS Config. */
export class NotificationBus extends Construct {
  readonly eventBus: IEventBus;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { organizationId, rolePath } = settings;
    if (organizationId === undefined) throw new Error('Setting "organizationId" is required.');
    const eventBus = new EventBus(this, 'EventBus', {
      eventBusName: notificationBusName(settings),
      description: 'Changes of the results for Amazon MQ RabbitMQ brokers, from all accounts and regions.',
    });
    eventBus.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ForwardFromOrganization',
        principals: [new AnyPrincipal()],
        actions: ['events:PutEvents'],
        resources: [eventBus.eventBusArn],
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
        conditions: {
          StringEquals: { 'aws:PrincipalOrgID': organizationId, 'events:detail-type': COMPLIANCE_CHANGE },
          'ForAllValues:StringEquals': { 'events:source': 'aws.config' },
          // Without the key, the condition above would hold.
          Null: { 'events:source': 'false' },
          ArnLike: {
            'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::*:role${rolePath}${forwarderRoleName(settings, '*')}`,
          },
        },
      }),
    );
    // The class and its interface differ in whether an absent member may be undefined.
    this.eventBus = eventBus as IEventBus;
  }
}
