import type { Context } from '../support/cdk.ts';
import { NOTIFIED, NOTIFIED_NAMES, refusal, SHAPES } from '../support/cdk.ts';

const FIND_ID = "\n  To find it: aws organizations describe-organization --query 'Organization.Id' --output text";
const FIND_REGIONS = "\n  To find it: aws ec2 describe-regions --query 'Regions[].RegionName' --output text";

const { organizationId, ...withoutId } = NOTIFIED['stack-set'];
const GOVCLOUD = { ...NOTIFIED['stack-set'], regions: 'us-gov-east-1,us-gov-west-1', homeRegion: 'us-gov-west-1' };

test.each<readonly [what: string, context: Context, message: string]>([
  [
    'a stack-set without the id of its organization',
    withoutId,
    'Setting "organizationId" is required if "notifications" is "all": expected the ID of the organization: o- and 10 to ' +
      `32 lowercase letters and digits.${FIND_ID}`,
  ],
  [
    'a topic without notifications',
    { ...SHAPES.account, notificationTopicName: 'mq' },
    'Setting "notificationTopicName" requires "notifications" to be noncompliant or all.',
  ],
  [
    'a topic in the management account',
    { ...NOTIFIED['management-account'], notificationTopicName: 'mq' },
    'Setting "notificationTopicName" is not for deployment "management-account", which has no topic.',
  ],
  [
    'a management account without regions',
    { ...SHAPES['management-account'], notifications: 'all', homeRegion: 'eu-west-1' },
    'Setting "regions" is required if "notifications" is "all": expected AWS Regions without duplicates, separated by ' +
      `commas, such as eu-west-1,eu-central-1.${FIND_REGIONS}`,
  ],
  [
    'a management account without the region of the bus',
    { ...SHAPES['management-account'], notifications: 'all', regions: 'eu-west-1,us-east-1' },
    `Setting "homeRegion" is required if "notifications" is "all": expected an AWS Region.${FIND_REGIONS}`,
  ],
  [
    'two regions of GovCloud',
    GOVCLOUD,
    'Setting "notifications" is "all": in this partition, EventBridge sends no events from us-gov-east-1 to us-gov-west-1, ' +
      'where the topic is. Set it to "none", or deploy each region separately.',
  ],
  [
    'the name of an event bus of AWS',
    { ...NOTIFIED['stack-set'], namePrefix: 'default' },
    'Setting "namePrefix" is "default", the name of an event bus of AWS. With "notifications", choose another prefix.',
  ],
  [
    'an account with the id of an organization',
    { ...SHAPES.account, organizationId },
    'Setting "organizationId" is not for deployment "account", which covers one account and region. Remove the setting, ' +
      'or choose another deployment. In cdk.json, you can also move it into the member of the deployment that it is for.',
  ],
])('%s is refused', (_, context, message) => {
  expect(refusal(context)).toBe(message);
});

test.each<readonly [what: string, context: Context]>([
  ...NOTIFIED_NAMES.map((name) => [`the shape ${name}`, NOTIFIED[name]] as const),
  ['one region of GovCloud', { ...GOVCLOUD, regions: 'us-gov-west-1' }],
  [
    'the name of an event bus of AWS, without one of ours,',
    { ...SHAPES.account, namePrefix: 'default', notifications: 'all' },
  ],
  ['a topic of your own', { ...NOTIFIED['stack-set'], notificationTopicName: 'mq' }],
])('%s with notifications is accepted', (_, context) => {
  expect(refusal(context)).toBe('not refused');
});
