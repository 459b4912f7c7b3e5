import type { Stack } from 'aws-cdk-lib';
import { Aws, CfnParameter } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { forwarderRoleName, forwardingRuleName, notificationBusName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import { complianceChanges } from './compliance-changes.ts';
import { permissionsBoundary } from './permissions.ts';

const BUS_PARAMETER = 'NotificationBus';

/** Sends the events of AWS Config in an account and region to the bus of the administrator account. */
export class EventForwarder extends Construct {
  constructor(scope: Construct, id: string, settings: Settings, busArn: string) {
    super(scope, id);
    const name = forwardingRuleName(settings);
    const role = new Role(this, 'Role', {
      description: 'Lets EventBridge send changes of the results for Amazon MQ RabbitMQ brokers to the administrator.',
      assumedBy: new ServicePrincipal('events.amazonaws.com').withConditions({
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnEquals: { 'aws:SourceArn': `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:rule/${name}` },
      }),
      path: settings.rolePath,
      // The policy of the bus admits roles of this name. Roles are global, so each region has its own.
      roleName: forwarderRoleName(settings, Aws.REGION),
      ...permissionsBoundary(this, settings),
      inlinePolicies: {
        Forward: new PolicyDocument({
          statements: [new PolicyStatement({ sid: 'Forward', actions: ['events:PutEvents'], resources: [busArn] })],
        }),
      },
    });
    const { source = [], detailType = [], detail } = complianceChanges(settings.pack.ruleNames);
    new CfnRule(this, 'Rule', {
      name,
      description: 'Sends changes of the results for Amazon MQ RabbitMQ brokers to the administrator account.',
      eventPattern: { source, 'detail-type': detailType, detail },
      targets: [{ id: 'Administrator', arn: busArn, roleArn: role.roleArn }],
    });
  }
}

/** Adds a forwarder to the template of a StackSet, which gets the ARN of the bus as {@link busParameter}. */
export function addForwarder(stack: Stack, settings: Settings): void {
  const bus = new CfnParameter(stack, BUS_PARAMETER, {
    description: 'The ARN of the event bus for the notifications.',
    allowedPattern: 'arn:[\\w-]+:events:[\\w-]+:\\d{12}:event-bus/[\\w-]+',
  });
  new EventForwarder(stack, 'Notifications', settings, bus.valueAsString);
}

/** The parameter of {@link addForwarder}, in a stack in the account and region of the bus. */
export function busParameter(settings: Settings) {
  return { parameterKey: BUS_PARAMETER, parameterValue: notificationBusArn(settings, Aws.REGION, Aws.ACCOUNT_ID) };
}

export function notificationBusArn(settings: Settings, region: string, account: string): string {
  return `arn:${Aws.PARTITION}:events:${region}:${account}:event-bus/${notificationBusName(settings)}`;
}
