import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { CHECKS } from '../../checks/registry.ts';
import type { Settings } from '../settings/settings.ts';
import { complianceChanges } from './compliance-changes.ts';
import { notificationKinds } from './notification-kinds.ts';
import { notificationTopic } from './notification-topic.ts';

/** Turns events of AWS Config into sentences, and publishes them. */
export class NotificationRules extends Construct {
  /** @param eventBus where the events arrive; by default the bus of AWS Config in the account and region */
  constructor(scope: Construct, id: string, settings: Settings, eventBus?: IEventBus) {
    super(scope, id);
    const topic = notificationTopic(this, settings);
    for (const kind of notificationKinds(settings)) {
      for (const ruleName of settings.pack.ruleNames) {
        const message = RuleTargetInput.fromText(sentence(kind.says, ruleName));
        new Rule(this, `${kind.id}-${ruleName}`, {
          description: `Says that a broker ${kind.says} ${ruleName}.`,
          ...(eventBus === undefined ? {} : { eventBus }),
          eventPattern: complianceChanges([ruleName], kind.detail),
          targets: [new SnsTopic(topic, { message })],
        });
      }
    }
  }
}

/** The annotation says what was found, how to fix it, and where the guide is. Without one, the title has to do. */
function sentence(says: string, ruleName: string): string {
  const title = CHECKS.find(({ id }) => id === ruleName)?.title;
  const field = (name: string) => EventField.fromPath(`$.detail.${name}`);
  return (
    `Amazon MQ broker ${field('resourceId')} in account ${field('awsAccountId')}, ${field('awsRegion')}, ${says} ` +
    `${ruleName}${title === undefined ? '' : ` (${title})`}. ${field('newEvaluationResult.annotation')}`
  );
}
