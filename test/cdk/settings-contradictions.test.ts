import type { Context } from '../support/cdk.ts';
import { ADMINISTRATOR_ACCOUNT, MANAGEMENT_ACCOUNT, ROOT, refusal, SHAPES, UNIT } from '../support/cdk.ts';

const { organization, 'stack-set': stackSet, account } = SHAPES;

const FIND_REGIONS = "\n  To find it: aws ec2 describe-regions --query 'Regions[].RegionName' --output text";
const FIND_ROOT = "\n  To find it: aws organizations list-roots --query 'Roots[0].Id' --output text";
const NOT_COVERED =
  'Setting "managementAccountCovered" is true, but it is only for deployment "organization" with administrator ' +
  '"delegated". A management account that is the administrator is always covered. Deployment "stack-set" never covers ' +
  'the management account.';
const HOME_NEEDED =
  'Setting "homeRegion" is required if "regions" has several regions: expected the region for resources that exist ' +
  'once, such as the aggregator. Choose one that is enabled in every account, such as us-east-1 or eu-west-1. Do ' +
  'not change it later: the deployment would try to create these resources again, and fail because their names are ' +
  'in use.';
const ROOT_AND_UNITS =
  `Setting "organizationalUnits" is "${ROOT},${UNIT}": expected either the root (r-…), which includes all ` +
  'organizational units, or organizational units (ou-…) without the root.';
const HOME_REGION = 'Setting "homeRegion" is "us-east-1", but deployment "account" takes its region from "regions".';

const ID_NEEDED =
  'Setting "organizationId" is required for deployment "organization": expected the ID of the organization: o- and 10 ' +
  "to 32 lowercase letters and digits.\n  To find it: aws organizations describe-organization --query 'Organization.Id' " +
  '--output text';
const IN_GOVCLOUD = { ...organization, regions: 'us-gov-west-1', homeRegion: 'us-gov-west-1' };

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const US_KEY = `arn:aws:kms:us-east-1:${MANAGEMENT_ACCOUNT}:key/${KEY}`;
const MULTI_REGION_KEY = `arn:aws:kms:us-east-1:${MANAGEMENT_ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab`;

const TAGS_NEEDED =
  'Setting "checks" selects rabbitmq-tags, which needs the parameter requiredTags: expected tag keys, or ' +
  'key=value|value, separated by commas, such as team,stage=test|production. Set it with "checkParameters", such as ' +
  '{"rabbitmq-tags":{"requiredTags":"team,stage=test|production"}}.';

/** Required tags of that many characters. */
function tags(length: number) {
  return { 'rabbitmq-tags': { requiredTags: 'a,'.repeat(length).slice(0, length).replace(/,$/, 'a') } };
}

type Row = readonly [sentence: string, context: Context, message: string];

const REFUSED: readonly Row[] = [
  [
    'an organization without regions',
    { deployment: 'organization', organizationalUnits: ROOT },
    'Setting "regions" is required for deployment "organization": expected AWS Regions without duplicates, separated ' +
      `by commas, such as eu-west-1,eu-central-1.${FIND_REGIONS}`,
  ],
  ['an organization without the id of its root', without('organizationalUnits', organization), notTheRoot('')],
  ['an organization without its id', without('organizationId', organization), ID_NEEDED],
  [
    'an organization without its id, of which only one region has resource policies',
    { ...without('organizationId', organization), regions: 'me-central-1,eu-west-1', homeRegion: 'eu-west-1' },
    ID_NEEDED,
  ],
  [
    'who may invoke the function of a stack-set',
    { ...stackSet, functionAccess: 'any-account' },
    'Setting "functionAccess" is only for deployment "organization". The functions of "stack-set" answer their own ' +
      'account only.',
  ],
  ['an organization with a unit', { ...organization, organizationalUnits: UNIT }, notTheRoot(UNIT)],
  [
    'an organization with its root and a unit',
    { ...organization, organizationalUnits: [ROOT, UNIT] },
    notTheRoot(`${ROOT},${UNIT}`),
  ],
  [
    'a delegated administrator without the management account',
    { ...organization, administrator: 'delegated' },
    'Setting "managementAccount" is required if "administrator" is "delegated": expected an account ID, a string of 12 ' +
      'digits.\n  To find it: ' +
      "aws organizations describe-organization --query 'Organization.MasterAccountId' --output text",
  ],
  ['a home region to opt in to', { ...organization, homeRegion: 'eu-south-2' }, optIn('eu-south-2')],
  [
    'an only region to opt in to',
    { ...without('homeRegion', organization), regions: 'eu-south-2' },
    optIn('eu-south-2'),
  ],
  [
    'packs of each account in a stack-set, which has no others',
    { ...stackSet, packs: 'stack-set' },
    'Setting "packs" is "stack-set", but it is only for deployment "organization". Deployment "stack-set" always has a ' +
      'pack of each account. Remove the setting.',
  ],
  [
    'a covered management account that is not the administrator, where a StackSet brings the packs',
    { ...SHAPES.covered, packs: 'stack-set' },
    'Setting "managementAccountCovered" is true, but "packs" is "stack-set", and no StackSet reaches the management ' +
      'account. Set it to false. To cover that account, run the command in the output "ManagementAccount" of the home stack.',
  ],
  ['an organization with two regions, neither of them its home', without('homeRegion', organization), HOME_NEEDED],
  ['a stack-set with two regions, neither of them its home', without('homeRegion', stackSet), HOME_NEEDED],
  [
    'StackSets to wait for, in an organization',
    { ...organization, autoDeploymentDependsOn: `arn:aws:cloudformation:eu-west-1:${MANAGEMENT_ACCOUNT}:stackset/a:1` },
    'Setting "autoDeploymentDependsOn" is not for deployment "organization" with "packs" "organization". There, AWS Config ' +
      'waits up to 7 hours for the recorder of an account that joins. Remove the setting.',
  ],
  ['a home region to opt in to, of a stack-set', { ...stackSet, homeRegion: 'af-south-1' }, optIn('af-south-1')],
  [
    'regions of two partitions',
    { ...organization, regions: 'eu-west-1,cn-north-1' },
    'Setting "regions" is "eu-west-1,cn-north-1" and "homeRegion" is "eu-west-1": expected regions in one partition, ' +
      'not in aws and aws-cn.',
  ],
  [
    'a home region of another partition',
    { ...stackSet, regions: 'cn-north-1', homeRegion: 'us-gov-west-1' },
    'Setting "regions" is "cn-north-1" and "homeRegion" is "us-gov-west-1": expected regions in one partition, ' +
      'not in aws-us-gov and aws-cn.',
  ],
  [
    'an organization in China',
    { ...organization, regions: 'cn-north-1', homeRegion: 'cn-north-1' },
    inChina('organization'),
  ],
  ['a stack-set in China', { ...stackSet, regions: 'cn-north-1', homeRegion: 'cn-north-1' }, inChina('stack-set')],
  [
    'an account with two regions',
    { ...account, regions: 'eu-west-1,us-east-1' },
    'Setting "regions" has 2 regions, but deployment "account" takes one. Deploy to each region separately.',
  ],
  ['an account with another home region', { ...account, regions: 'eu-west-1', homeRegion: 'us-east-1' }, HOME_REGION],
  ['an account with a home region only', { ...account, homeRegion: 'us-east-1' }, HOME_REGION],
  [
    'a stack-set without regions',
    { deployment: 'stack-set', organizationalUnits: UNIT },
    'Setting "regions" is required for deployment "stack-set": expected AWS Regions without duplicates, separated ' +
      `by commas, such as eu-west-1,eu-central-1.${FIND_REGIONS}`,
  ],
  [
    'a stack-set without units',
    { deployment: 'stack-set', regions: 'eu-west-1' },
    'Setting "organizationalUnits" is required for deployment "stack-set": expected IDs of organizational units (ou-…) or ' +
      `of the root (r-…), without duplicates, separated by commas.${FIND_ROOT}\n  or: ` +
      'aws organizations list-organizational-units-for-parent --parent-id <root or OU id>',
  ],
  [
    'a management account that is the administrator and said to be covered',
    { ...organization, managementAccountCovered: true },
    NOT_COVERED,
  ],
  [
    'a management account said to be covered by a stack-set',
    { ...stackSet, administrator: 'delegated', managementAccountCovered: true },
    NOT_COVERED,
  ],
  [
    'a management account that is the administrator and named, as if to be left out',
    { ...organization, managementAccount: MANAGEMENT_ACCOUNT },
    `Setting "managementAccount" is "${MANAGEMENT_ACCOUNT}", but it is only for administrator "delegated". A ` +
      'management account that is the administrator is always covered. To exclude it, add it to "excludedAccounts".',
  ],
  ['a root beside a unit for a stack-set', { ...stackSet, organizationalUnits: [ROOT, UNIT] }, ROOT_AND_UNITS],
  [
    'the id of an organization for an account',
    { ...account, organizationId: organization.organizationId },
    notForAccount('organizationId'),
  ],
  ['units for an account', { ...account, organizationalUnits: UNIT }, notForAccount('organizationalUnits')],
  [
    'a management account for an account',
    { ...account, managementAccount: MANAGEMENT_ACCOUNT },
    notForAccount('managementAccount'),
  ],
  [
    'excluded accounts for an account',
    { ...account, excludedAccounts: MANAGEMENT_ACCOUNT },
    notForAccount('excludedAccounts'),
  ],
  [
    'a tolerance for an account, even if it is the default',
    { ...account, failureTolerancePercentage: 100 },
    notForAccount('failureTolerancePercentage'),
  ],
  [
    'the role of the management account without the account that it trusts',
    { deployment: 'management-account' },
    'Setting "administratorAccount" is required for deployment "management-account": expected an account ID, a string of ' +
      '12 digits.\n  To find it: aws sts get-caller-identity (with credentials of that account)',
  ],
  [
    'an account to trust in another shape',
    { ...account, administratorAccount: ADMINISTRATOR_ACCOUNT },
    'Setting "administratorAccount" is only for deployment "management-account".',
  ],
  [
    'a dashboard of many accounts',
    { ...stackSet, dashboard: 'true' },
    'Setting "dashboard" is true: deployment "stack-set" has none, because each account has metrics of its own. The ' +
      'aggregator shows the results of all accounts.',
  ],
  [
    'a topic for alarms that are off by default',
    { ...stackSet, alarmTopicName: 'ops' },
    'Setting "alarmTopicName" requires "alarms" to be true.',
  ],
  [
    'a topic for alarms that are switched off',
    { ...account, alarmTopicName: 'ops', alarms: 'false' },
    'Setting "alarmTopicName" requires "alarms" to be true.',
  ],
  [
    'the id of a key for many accounts',
    { ...stackSet, regions: 'eu-west-1', logKmsKey: KEY },
    `Setting "logKmsKey" is "${KEY}": deployment "stack-set" expects the ARN of a key that all accounts may use. A ` +
      'key with this ID exists in only one account.',
  ],
  [
    'the id of a key for three regions',
    { ...organization, regions: 'eu-west-1,us-east-1,us-west-2', logKmsKey: KEY },
    notInAll(KEY, 'eu-west-1', 'us-east-1, us-west-2'),
  ],
  ['the id of a key for two regions', { ...organization, logKmsKey: KEY }, notInAll(KEY, 'eu-west-1', 'us-east-1')],
  [
    'a key of another region',
    { ...account, regions: 'eu-west-1', logKmsKey: US_KEY },
    notInAll(US_KEY, 'us-east-1', 'eu-west-1'),
  ],
  [
    'parameters of a check that is not selected',
    { ...account, checkParameters: { 'rabbitmq-tags': { requiredTags: 'team' } } },
    'Setting "checkParameters" has parameters of rabbitmq-tags, which "checks" does not select. Add rabbitmq-tags to ' +
      '"checks", or remove its parameters.',
  ],
  ['a check without the parameter that it needs', { ...account, checks: 'default,rabbitmq-tags' }, TAGS_NEEDED],
  [
    'all checks without the parameter that one of them needs',
    { ...account, checks: 'all', checkParameters: '{"rabbitmq-tags":{}}' },
    TAGS_NEEDED,
  ],
  [
    'parameters that are too long for a rule',
    { ...account, checks: 'rabbitmq-tags', checkParameters: tags(981) },
    'Setting "checkParameters": with 1025 characters, the parameters of the rule rabbitmq-tags are too long. AWS Config ' +
      'takes 1024. Shorten the lists.',
  ],
  [
    'parameters that are too long for a combined rule',
    { ...account, rules: 'combined', checks: 'default,rabbitmq-tags', checkParameters: tags(950) },
    'Setting "checkParameters": with 1073 characters, the parameters of the combined rule are too long. AWS Config ' +
      'takes 1024. Shorten the lists, or set "rules" to "separate".',
  ],
];

function notTheRoot(value: string): string {
  return (
    `Setting "organizationalUnits" ${value === '' ? 'is missing' : `is "${value}"`}: deployment "organization" covers the whole organization and expects ` +
    `the ID of its root (r-…).${FIND_ROOT}\n  To cover only some organizational units, use deployment "stack-set".`
  );
}

function notForAccount(name: string): string {
  return (
    `Setting "${name}" is not for deployment "account", which covers one account and region. Remove the setting, or ` +
    'choose another deployment. In cdk.json, you can also move it into the member of the deployment that it is for.'
  );
}

function inChina(deployment: string): string {
  return (
    `Setting "regions" is "cn-north-1", but deployment "${deployment}" does not work in China. There, no StackSet can ` +
    'deploy to an organization. Use deployment "account" in each account and region.\n  See: ' +
    'https://docs.amazonaws.cn/en_us/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html'
  );
}

function without(name: string, context: Context): Context {
  return Object.fromEntries(Object.entries(context).filter(([key]) => key !== name));
}

function optIn(region: string): string {
  return (
    `Setting "homeRegion" is "${region}": expected a region that is enabled by default in every account, such as ` +
    `us-east-1 or eu-west-1. You can keep "${region}" in "regions".`
  );
}

function notInAll(key: string, region: string, other: string): string {
  return (
    `Setting "logKmsKey" is "${key}": expected a multi-Region key (mrk-…) with a replica in each of "regions". ` +
    `This key is in ${region}, not in ${other}.`
  );
}

const ACCEPTED: readonly (readonly [sentence: string, context: Context])[] = [
  ['a region to opt in to that is not the home region', { ...organization, regions: 'eu-west-1,eu-south-2' }],
  [
    'a home region that has no brokers to evaluate',
    { ...organization, regions: 'eu-south-2', homeRegion: 'eu-central-1' },
  ],
  ['an account in a region to opt in to', { ...account, regions: 'eu-south-2' }],
  ['a topic for alarms of a stack-set that are switched on', { ...stackSet, alarms: true, alarmTopicName: 'ops' }],
  ['a multi-Region key for two regions', { ...organization, logKmsKey: MULTI_REGION_KEY }],
  ['the ARN of a key for many accounts', { ...stackSet, regions: 'us-east-1', logKmsKey: US_KEY }],
  ['two units for a stack-set', { ...stackSet, organizationalUnits: [UNIT, `${UNIT}2`] }],
  ['an account in China', { ...account, regions: 'cn-north-1' }],
  ['a key of some region for an account in that of its credentials', { ...account, logKmsKey: US_KEY }],
  [
    'a key of another region for the role of the management account, which logs nothing',
    { ...SHAPES['management-account'], regions: 'eu-west-1', logKmsKey: US_KEY },
  ],
  ['one region without a home region', { ...without('homeRegion', organization), regions: 'eu-west-1' }],
  ['an organization in GovCloud without its id', without('organizationId', IN_GOVCLOUD)],
  [
    'an organization without its id whose function answers any account',
    { ...without('organizationId', organization), functionAccess: 'any-account' },
  ],
  ['the id of the organization for a stack-set', { ...stackSet, organizationId: organization.organizationId }],
  ['a pack of the organization that its management account has too', { ...SHAPES.covered, packs: 'organization' }],
  ['all checks and the tags that brokers must have', { ...account, checks: 'all', checkParameters: tags(1) }],
  ['the longest parameters of a rule', { ...account, checks: 'rabbitmq-tags', checkParameters: tags(980) }],
  ['a stack-set over the whole organization', { ...stackSet, organizationalUnits: ROOT }],
];

describe('settings that do not go together are refused:', () => {
  it.each(REFUSED)('%s', (_, context, message) => {
    expect(refusal(context)).toBe(message);
  });

  it('all that do not, at once', () => {
    const context = {
      deployment: 'organization',
      administrator: 'delegated',
      administratorAccount: ADMINISTRATOR_ACCOUNT,
      checkParameters: { 'rabbitmq-tags': {} },
    };
    expect(refusal(context).match(/^Setting "\w+"/gm)).toEqual([
      'Setting "regions"',
      'Setting "organizationalUnits"',
      'Setting "managementAccount"',
      'Setting "administratorAccount"',
      'Setting "checkParameters"',
    ]);
  });
});

describe('settings that do go together:', () => {
  it.each(ACCEPTED)('%s', (_, context) => {
    expect(refusal(context)).toBe('not refused');
  });
});
