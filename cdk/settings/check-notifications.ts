import { RegionInfo } from 'aws-cdk-lib/region-info';
import { isOfOrganization } from './check-targets.ts';
import { complain } from './known-settings.ts';
import type { Settings } from './settings.ts';

export function checkNotifications(settings: Settings): readonly string[] {
  const { deployment, notifications, notificationTopicName, organizationId, regions, homeRegion, namePrefix } =
    settings;
  const problems: string[] = [];
  if (notificationTopicName !== undefined && notifications === 'none') {
    problems.push('Setting "notificationTopicName" requires "notifications" to be noncompliant or all.');
  }
  if (notificationTopicName !== undefined && deployment === 'management-account') {
    problems.push('Setting "notificationTopicName" is not for deployment "management-account", which has no topic.');
  }
  if (notifications === 'none' || deployment === 'account') return problems;
  if (namePrefix === 'default') {
    problems.push(
      `Setting "namePrefix" is "default", the name of an event bus of AWS. With "notifications", choose another prefix.`,
    );
  }
  const needed = `is required if "notifications" is "${notifications}"`;
  if (isOfOrganization(settings) && organizationId === undefined) problems.push(complain('organizationId', needed));
  if (deployment === 'management-account' && regions.length === 0) problems.push(complain('regions', needed));
  if (deployment === 'management-account' && homeRegion === undefined) problems.push(complain('homeRegion', needed));
  return [...problems, ...checkPartition(settings)];
}

/** https://aws.amazon.com/blogs/compute/expanding-cross-region-event-routing-with-amazon-eventbridge/ */
function checkPartition({ notifications, regions, homeRegion }: Settings): readonly string[] {
  if (homeRegion === undefined || RegionInfo.get(homeRegion).partition === 'aws') return [];
  const others = regions.filter((region) => region !== homeRegion);
  if (others.length === 0) return [];
  return [
    `Setting "notifications" is "${notifications}": in this partition, EventBridge sends no events from ` +
      `${others.join(', ')} to ${homeRegion}, where the topic is. Set it to "none", or deploy each region separately.`,
  ];
}
