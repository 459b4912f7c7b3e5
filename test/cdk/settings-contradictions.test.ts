import { readPack } from '../../cdk/pack.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { Context } from '../support/cdk.ts';
import { ADMINISTRATOR_ACCOUNT, MANAGEMENT_ACCOUNT, ROOT, refusal, SHAPES, UNIT } from '../support/cdk.ts';

const { organization, 'stack-set': stackSet, account } = SHAPES;

const FIND_REGIONS = "\n  Find it: aws ec2 describe-regions --query 'Regions[].RegionName' --output text";
const FIND_ROOT = "\n  Find it: aws organizations list-roots --query 'Roots[0].Id' --output text";
const NOT_COVERED =
  'Setting "managementAccountCovered" is true: it is only for deployment "organization" with administrator "delegated". ' +
  'A management account that is the administrator is covered anyway; a stack-set never reaches it.';
const HOME_NEEDED =
  'Setting "homeRegion" is needed where "regions" has several: expected the one region that what is needed only once is ' +
  'deployed from, which has to be enabled in every account, such as us-east-1 or eu-west-1. Never change it later: ' +
  'another home would be deployed beside the first, and fail on the names that both give.';
const ROOT_AND_UNITS =
  `Setting "organizationalUnits" is "${ROOT},${UNIT}": expected either the root (r-…), which has all organizational ` +
  'units in it, or some units (ou-…) without it.';
const HOME_REGION = 'Setting "homeRegion" is "us-east-1": deployment "account" takes its region from "regions".';

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const US_KEY = `arn:aws:kms:us-east-1:${MANAGEMENT_ACCOUNT}:key/${KEY}`;
const MULTI_REGION_KEY = `arn:aws:kms:us-east-1:${MANAGEMENT_ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab`;

type Row = readonly [sentence: string, context: Context, message: string];

const REFUSED: readonly Row[] = [
  [
    'an organization without regions',
    { deployment: 'organization', organizationalUnits: ROOT },
    'Setting "regions" is needed by deployment "organization": expected AWS Regions separated by commas, each once, ' +
      `such as eu-west-1,eu-central-1.${FIND_REGIONS}`,
  ],
  ['an organization without the id of its root', { deployment: 'organization', regions: 'eu-west-1' }, notTheRoot('')],
  ['an organization with a unit', { ...organization, organizationalUnits: UNIT }, notTheRoot(UNIT)],
  [
    'an organization with its root and a unit',
    { ...organization, organizationalUnits: [ROOT, UNIT] },
    notTheRoot(`${ROOT},${UNIT}`),
  ],
  [
    'a delegated administrator without the management account',
    { ...organization, administrator: 'delegated' },
    'Setting "managementAccount" is needed where administrator is "delegated": expected a text of twelve digits, an ' +
      'account id.\n  Find it: ' +
      "aws organizations describe-organization --query 'Organization.MasterAccountId' --output text",
  ],
  ['a home region to opt in to', { ...organization, homeRegion: 'eu-south-2' }, optIn('eu-south-2')],
  [
    'an only region to opt in to',
    { deployment: 'organization', regions: 'eu-south-2', organizationalUnits: ROOT },
    optIn('eu-south-2'),
  ],
  ['an organization with two regions, neither of them its home', withoutHome(organization), HOME_NEEDED],
  ['a stack-set with two regions, neither of them its home', withoutHome(stackSet), HOME_NEEDED],
  ['a home region to opt in to, of a stack-set', { ...stackSet, homeRegion: 'af-south-1' }, optIn('af-south-1')],
  [
    'regions of two partitions',
    { ...organization, regions: 'eu-west-1,cn-north-1' },
    'Setting "regions" is "eu-west-1,cn-north-1", and "homeRegion" is "eu-west-1": expected regions of one partition, ' +
      'not of aws and aws-cn.',
  ],
  [
    'a home region of another partition',
    { ...stackSet, regions: 'cn-north-1', homeRegion: 'us-gov-west-1' },
    'Setting "regions" is "cn-north-1", and "homeRegion" is "us-gov-west-1": expected regions of one partition, ' +
      'not of aws-us-gov and aws-cn.',
  ],
  [
    'an account with two regions',
    { ...account, regions: 'eu-west-1,us-east-1' },
    'Setting "regions" has 2 regions: deployment "account" takes one. Deploy once for each.',
  ],
  ['an account with another home region', { ...account, regions: 'eu-west-1', homeRegion: 'us-east-1' }, HOME_REGION],
  ['an account with a home region only', { ...account, homeRegion: 'us-east-1' }, HOME_REGION],
  [
    'a stack-set without regions',
    { deployment: 'stack-set', organizationalUnits: UNIT },
    'Setting "regions" is needed by deployment "stack-set": expected AWS Regions separated by commas, each once, ' +
      `such as eu-west-1,eu-central-1.${FIND_REGIONS}`,
  ],
  [
    'a stack-set without units',
    { deployment: 'stack-set', regions: 'eu-west-1' },
    'Setting "organizationalUnits" is needed by deployment "stack-set": expected ids of organizational units (ou-…) or ' +
      `of the root (r-…) separated by commas, each once.${FIND_ROOT}   or   ` +
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
    `Setting "managementAccount" is "${MANAGEMENT_ACCOUNT}": it is only for administrator "delegated". A management ` +
      'account that is the administrator is covered; to leave it out, add it to "excludedAccounts".',
  ],
  ['a root beside a unit for a stack-set', { ...stackSet, organizationalUnits: [ROOT, UNIT] }, ROOT_AND_UNITS],
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
    'Setting "administratorAccount" is needed by deployment "management-account": expected a text of twelve digits, an ' +
      'account id.\n  Find it: aws sts get-caller-identity, there',
  ],
  [
    'an account to trust in another shape',
    { ...account, administratorAccount: ADMINISTRATOR_ACCOUNT },
    'Setting "administratorAccount" is only for deployment "management-account".',
  ],
  [
    'a topic for alarms that are off by default',
    { ...stackSet, alarmTopicName: 'ops' },
    'Setting "alarmTopicName" needs "alarms" to be true.',
  ],
  [
    'a topic for alarms that are switched off',
    { ...account, alarmTopicName: 'ops', alarms: 'false' },
    'Setting "alarmTopicName" needs "alarms" to be true.',
  ],
  [
    'the id of a key for many accounts',
    { ...stackSet, regions: 'eu-west-1', logKmsKey: KEY },
    `Setting "logKmsKey" is "${KEY}": deployment "stack-set" expects the ARN of a key that all accounts may use, as ` +
      'only one account has a key with this id.',
  ],
  ['the id of a key for two regions', { ...organization, logKmsKey: KEY }, notInAll(KEY, 'eu-west-1', 'us-east-1')],
  [
    'a key of another region',
    { ...account, regions: 'eu-west-1', logKmsKey: US_KEY },
    notInAll(US_KEY, 'us-east-1', 'eu-west-1'),
  ],
  [
    'checks that are not known',
    { ...account, checks: 'rabbitmq-audit-logging,rabbitmq-general-logging,tls' },
    `Setting "checks" has "rabbitmq-audit-logging,tls": expected some of ${CHECKS.map(({ id }) => id).join(', ')}.`,
  ],
];

function notTheRoot(value: string): string {
  return (
    `Setting "organizationalUnits" is "${value}": deployment "organization" covers the whole organization and expects ` +
    `the id of its root (r-…).${FIND_ROOT}\n  For some organizational units only, use deployment "stack-set".`
  );
}

function notForAccount(name: string): string {
  return (
    `Setting "${name}" is not for deployment "account", which is one account and region. Leave it out, choose another ` +
    'deployment, or in cdk.json move it into the member with the name of the deployment that it is for.'
  );
}

function withoutHome({ homeRegion, ...context }: Context): Context {
  return context;
}

function optIn(region: string): string {
  return (
    `Setting "homeRegion" is "${region}": expected a region that is enabled in every account by default. ` +
    'Set it to one, such as us-east-1 or eu-west-1; "regions" may keep this one.'
  );
}

function notInAll(key: string, region: string, other: string): string {
  return (
    `Setting "logKmsKey" is "${key}": expected a multi-Region key (mrk-…) with a replica in each of "regions", ` +
    `as this one is in ${region} and not in ${other}.`
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
  ['a key of some region for an account in that of its credentials', { ...account, logKmsKey: US_KEY }],
  ['one region without a home region', { deployment: 'organization', regions: 'eu-west-1', organizationalUnits: ROOT }],
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
      checks: 'tls',
    };
    expect(refusal(context).match(/^Setting "\w+"/gm)).toEqual([
      'Setting "regions"',
      'Setting "organizationalUnits"',
      'Setting "managementAccount"',
      'Setting "administratorAccount"',
      'Setting "checks"',
    ]);
  });
});

describe('settings that do go together:', () => {
  it.each(ACCEPTED)('%s', (_, context) => {
    expect(refusal(context)).toBe('not refused');
  });
});

describe('a conformance pack', () => {
  it('may have 51,200 characters', () => {
    expect(refusal(account, { ...readPack(), template: 'x'.repeat(51_200) })).toBe('not refused');
  });

  it('may not have more', () => {
    expect(refusal(account, { ...readPack(), template: 'x'.repeat(51_201) })).toBe(
      'The conformance pack has 51201 characters: expected at most 51200. Choose fewer checks with the setting "checks".',
    );
  });
});
