import { RegionInfo } from 'aws-cdk-lib/region-info';
import { SETTINGS } from '../../cdk/settings/known-settings.ts';
import { SettingsError } from '../../cdk/settings/settings.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { Context } from '../support/cdk.ts';
import { COMMITTED_PACK, refusal, SHAPES, settingsOf, UNIT } from '../support/cdk.ts';
import { THREE_CHECKS } from '../support/checks.ts';

const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const MULTI_REGION_KEY_ID = 'mrk-1234abcd12ab34cd56ef1234567890ab';

const STACK_SET = 'arn:aws:cloudformation:eu-west-1:111122223333:stackset/recorders:1234abcd-12ab-34cd';

type Row = readonly [sentence: string, name: keyof typeof SETTINGS, given: unknown, read?: unknown];

// Values as cdk.json has them, or as text from -c. Where the second is left out, it is read as it was given.
const GOOD: readonly Row[] = [
  ['one region', 'regions', 'eu-west-1', ['eu-west-1']],
  ['regions separated by commas', 'regions', 'eu-west-1,us-east-1', ['eu-west-1', 'us-east-1']],
  ['regions with spaces between them', 'regions', ' eu-west-1 , us-east-1', ['eu-west-1', 'us-east-1']],
  ['regions as a list', 'regions', ['eu-west-1', 'us-east-1']],
  ['regions of China', 'regions', 'cn-north-1,cn-northwest-1', ['cn-north-1', 'cn-northwest-1']],
  ['regions of GovCloud', 'regions', ['us-gov-east-1', 'us-gov-west-1']],
  ['a home region', 'homeRegion', 'eu-central-1'],
  ['the root', 'organizationalUnits', 'r-ab12', ['r-ab12']],
  ['units and the root', 'organizationalUnits', `${UNIT},r-ab12`, [UNIT, 'r-ab12']],
  ['units as a list', 'organizationalUnits', [UNIT]],
  ['the shortest id of an organization', 'organizationId', 'o-a1b2c3d4e5'],
  ['the longest id of an organization', 'organizationId', `o-${'a'.repeat(32)}`],
  ['a function for one organization', 'functionAccess', 'organization'],
  ['a function for any account', 'functionAccess', 'any-account'],
  ['the management account as administrator', 'administrator', 'management'],
  ['a delegated administrator', 'administrator', 'delegated'],
  ['the account of the administrator', 'administratorAccount', '444455556666'],
  ['an account id with leading zeros', 'managementAccount', '000000000001'],
  ['yes as a boolean', 'managementAccountCovered', true],
  ['yes as a text', 'managementAccountCovered', 'true', true],
  ['no as a boolean', 'managementAccountCovered', false],
  ['no as a text', 'managementAccountCovered', 'false', false],
  ['one excluded account', 'excludedAccounts', '111122223333', ['111122223333']],
  ['999 excluded accounts', 'excludedAccounts', Array.from({ length: 999 }, (_, index) => String(1e11 + index))],
  ['a StackSet to wait for', 'autoDeploymentDependsOn', STACK_SET, [STACK_SET]],
  ['one check', 'checks', 'rabbitmq-general-logging', ['rabbitmq-general-logging']],
  ['checks as a list', 'checks', ['rabbitmq-general-logging', 'rabbitmq-no-public-access']],
  ['groups and IDs of checks', 'checks', 'default,rabbitmq-customer-key', ['default', 'rabbitmq-customer-key']],
  ['packs by a StackSet', 'packs', 'stack-set'],
  ['a pack of the organization', 'packs', 'organization'],
  ['the longest exemption as a number', 'maxExemptionDays', 3_660],
  ['the shortest exemption as a text', 'maxExemptionDays', '1', 1],
  ['a rule for each check', 'rules', 'separate'],
  ['one rule for all checks', 'rules', 'combined'],
  ['the shortest schedule', 'frequency', 'One_Hour'],
  ['the longest schedule', 'frequency', 'TwentyFour_Hours'],
  ['results that are sent each week', 'refresh', '7', 7],
  ['results that are sent by each schedule', 'refresh', 1],
  ['results that are sent as seldom as can be', 'refresh', 30],
  ['an aggregator to create', 'aggregator', 'create'],
  ['no aggregator', 'aggregator', 'none'],
  ['concurrency as a number', 'reservedConcurrency', 1],
  ['concurrency as a text', 'reservedConcurrency', '20', 20],
  ['retention as a number', 'logRetentionDays', 30],
  ['retention as a text', 'logRetentionDays', '3653', 3653],
  ['a key by its id', 'logKmsKey', KEY_ID],
  ['a multi-Region key by its id', 'logKmsKey', MULTI_REGION_KEY_ID],
  ['a key by its ARN', 'logKmsKey', `arn:aws:kms:eu-west-1:111122223333:key/${KEY_ID}`],
  ['a key of China', 'logKmsKey', `arn:aws-cn:kms:cn-north-1:111122223333:key/${MULTI_REGION_KEY_ID}`],
  ['no remediation of logs', 'logRemediation', 'none'],
  ['no notifications', 'notifications', 'none'],
  ['alarms as a boolean', 'alarms', false],
  ['alarms as a text', 'alarms', 'true', true],
  ['no dashboard', 'dashboard', 'false', false],
  ['a topic', 'alarmTopicName', 'Ops_Alarms-1'],
  ['no tolerance', 'failureTolerancePercentage', '0', 0],
  ['full tolerance', 'failureTolerancePercentage', 100],
  ['a boundary', 'permissionsBoundary', 'Boundary'],
  ['a boundary with a path', 'permissionsBoundary', 'org/team/Boundary=1,2@3'],
  ['no path', 'rolePath', '/'],
  ['a path', 'rolePath', '/org/team/'],
  ['the longest path', 'rolePath', `/${'p'.repeat(510)}/`],
  ['the shortest prefix', 'namePrefix', 'a'],
  ['the longest prefix', 'namePrefix', `a-${'b'.repeat(30)}`],
  ['tags as text', 'tags', '{"team":"messaging"}', { team: 'messaging' }],
  ['tags as an object', 'tags', { 'cost:center / team': 'Überweisung 1', mail: 'a@b.example' }],
  ['50 tags', 'tags', Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag${index}`, 'v']))],
  ['a qualifier', 'bootstrapQualifier', 'hnb659fds9'],
];

// The shape that needs the fewest others.
const BASE = SHAPES['management-account'];

describe('a setting is read:', () => {
  it.each(GOOD.map((row) => [row[0], row] as const))('%s', (_, [, name, given, read = given]) => {
    expect(settingsOf({ ...BASE, [name]: given })[name]).toEqual(read);
  });

  it.each(['stack-set', 'account', 'management-account'] as const)('the shape %s', (shape) => {
    expect(settingsOf(SHAPES[shape]).deployment).toBe(shape);
  });

  it.each(['manual', 'automatic'])('a remediation of logs that is %s', (logRemediation) => {
    expect(settingsOf({ ...SHAPES.account, logRemediation }).logRemediation).toBe(logRemediation);
  });

  it.each(['noncompliant', 'all'])('notifications on %s, at a topic', (notifications) => {
    const context = { ...SHAPES.account, notifications, notificationTopicName: 'Mq_Results-1' };
    expect(settingsOf(context)).toMatchObject({ notifications, notificationTopicName: 'Mq_Results-1' });
  });

  it.each([
    ['a whole number', { 'rabbitmq-cluster-subnets': { minimumSubnets: 2 } }, 'minimumSubnets', 2],
    ['a whole number as a text', { 'rabbitmq-cluster-subnets': { minimumSubnets: '2' } }, 'minimumSubnets', 2],
    ['a version', '{"rabbitmq-engine-version":{"minimumVersion":"4.10"}}', 'minimumVersion', '4.10'],
    ['a list', { 'rabbitmq-tags': { requiredTags: 'a, b=c' } }, 'requiredTags', ['a', 'b=c']],
  ])('a parameter of a check that is %s', (_, checkParameters, name, value) => {
    const [id = ''] = Object.keys(typeof checkParameters === 'string' ? JSON.parse(checkParameters) : checkParameters);
    const { ruleChecks } = settingsOf({ ...SHAPES.account, checks: id, checkParameters });
    expect(ruleChecks.map((check) => [check.id, check.values])).toEqual([[id, { [name]: value }]]);
  });

  it('the group of all checks, without those that only read files', () => {
    const checkParameters = { 'rabbitmq-tags': { requiredTags: 'team' } };
    const { pack } = settingsOf({ ...SHAPES.account, checks: 'all', checkParameters });
    expect(pack.ruleNames).toEqual(CHECKS.map(({ id }) => id).filter((id) => id !== 'rabbitmq-literal-password'));
  });

  it('every one of them', () => {
    expect(
      new Set([
        'deployment',
        'notificationTopicName',
        'exemptions',
        'checkParameters',
        ...GOOD.map(([, name]) => name),
      ]),
    ).toEqual(new Set(Object.keys(SETTINGS)));
  });

  it('every region of the partitions that the console links know, and no other', () => {
    const [known, unknown] = [true, false].map((wanted) =>
      RegionInfo.regions.filter(({ partition = '' }) => ['aws', 'aws-cn', 'aws-us-gov'].includes(partition) === wanted),
    );
    for (const { name } of known ?? []) expect(settingsOf({ ...BASE, homeRegion: name }).homeRegion).toBe(name);
    for (const { name } of unknown ?? [])
      expect(() => settingsOf({ ...BASE, homeRegion: name })).toThrow(SettingsError);
  });
});

describe('a setting that is left out', () => {
  it('has its default', () => {
    const { pack, ruleChecks, given, ...settings } = settingsOf(SHAPES.organization);
    expect(pack.template).toBe(COMMITTED_PACK);
    expect(ruleChecks.map(({ id }) => id)).toEqual(THREE_CHECKS.map(({ id }) => id));
    expect(Object.keys(given).toSorted()).toEqual(Object.keys(SHAPES.organization).toSorted());
    expect(settings).toEqual({
      deployment: 'organization',
      regions: ['eu-west-1', 'us-east-1'],
      homeRegion: 'eu-west-1',
      organizationalUnits: ['r-ab12'],
      organizationId: 'o-a1b2c3d4e5',
      functionAccess: 'organization',
      administrator: 'management',
      managementAccountCovered: false,
      maxExemptionDays: 366,
      ruleExemptions: { current: [], ended: [] },
      excludedAccounts: [],
      autoDeploymentDependsOn: [],
      packs: 'organization',
      rules: 'separate',
      frequency: 'TwentyFour_Hours',
      refresh: 1,
      aggregator: 'create',
      logRetentionDays: 365,
      logRemediation: 'none',
      notifications: 'none',
      alarms: true,
      dashboard: true,
      rolePath: '/',
      namePrefix: 'rabbitmq-conformance',
      tags: {},
    });
  });

  it.each([
    ['organization', true],
    ['account', true],
    // They would cost in each account and region.
    ['stack-set', false],
  ] as const)('means for alarms in the shape %s: %s', (shape, alarms) => {
    expect(settingsOf(SHAPES[shape]).alarms).toBe(alarms);
  });

  it('leaves the region to the credentials in the shape account', () => {
    expect(settingsOf(SHAPES.account)).not.toHaveProperty('homeRegion');
  });
});

describe('the context of the CDK itself is left alone:', () => {
  it.each([
    ['feature flags', '@aws-cdk/core:target-partitions'],
    ['what its command line passes', 'aws:cdk:enable-path-metadata'],
    ['values it looked up', 'availability-zones:account=111122223333:region=eu-west-1'],
    ['notices that were acknowledged', 'acknowledged-issue-numbers'],
    ['whether it reports its use', 'cli-telemetry'],
  ])('%s', (_, key) => {
    expect(settingsOf({ ...BASE, [key]: ['anything'] })).toEqual(settingsOf(BASE));
  });
});

describe('the home region', () => {
  it('is the only region', () => {
    const { homeRegion, ...organization } = SHAPES.organization;
    expect(settingsOf({ ...organization, regions: 'eu-north-1' }).homeRegion).toBe('eu-north-1');
  });

  it('is none of several in the shape management-account', () => {
    expect(settingsOf({ ...BASE, regions: 'eu-west-1,us-east-1' })).not.toHaveProperty('homeRegion');
  });
});

it('settings of the other shapes may stay in cdk.json where the role of the management account is deployed', () => {
  const context = { ...SHAPES.covered, excludedAccounts: '777788889999', homeRegion: 'us-east-1' };
  expect(settingsOf({ ...context, ...SHAPES['management-account'] }).homeRegion).toBe('us-east-1');
});

describe('settings that are in the member of a deployment', () => {
  const { deployment, ...organization } = SHAPES.organization;
  const FILE = { deployment, organization, account: { namePrefix: 'trial' }, '// a comment': 'anything' };

  it('are those of that deployment', () => {
    expect(settingsOf(FILE)).toEqual(settingsOf(SHAPES.organization));
  });

  it('do not stand in the way of another deployment, which is chosen with -c', () => {
    expect(settingsOf({ ...FILE, deployment: 'account' })).toEqual(
      settingsOf({ deployment: 'account', namePrefix: 'trial' }),
    );
  });

  it.each(['stack-set', 'management-account'])('are not needed by the deployment %s', (shape) => {
    const context = SHAPES[shape as 'stack-set' | 'management-account'];
    expect(settingsOf({ ...FILE, ...context })).toEqual(settingsOf(context));
  });

  it('give way to a setting outside of it, as those of -c are', () => {
    expect(settingsOf({ ...FILE, regions: 'eu-west-1' }).regions).toEqual(['eu-west-1']);
  });

  it('are those of an account where no deployment is chosen', () => {
    expect(settingsOf({ account: { namePrefix: 'trial' } })).toEqual(
      settingsOf({ deployment: 'account', namePrefix: 'trial' }),
    );
  });

  it.each<readonly [sentence: string, context: Context, message: RegExp]>([
    [
      'a name that is not known',
      { account: { region: 'x' } },
      /^Setting "account\.region" is unknown\. Did you mean "regions"\? Valid settings: /,
    ],
    ['a deployment in another', { account: { deployment: 'account' } }, /^Setting "account\.deployment" is unknown/],
    [
      'a value that cannot be used',
      { account: { alarms: 'maybe' } },
      /^Setting "account\.alarms" is "maybe": expected/,
    ],
    [
      'a name of another deployment',
      { organization: { regoins: 'x' } },
      /^Setting "organization\.regoins" is unknown\. /,
    ],
    ['a value of another deployment', { 'stack-set': { alarms: 1 } }, /^Setting "stack-set\.alarms" is 1: expected/],
    ['a member in a member', { account: { account: {} } }, /^Setting "account\.account" is unknown\. /],
    [
      'true instead of the member of another deployment',
      { organization: 'true' },
      /^Setting "organization" is "true": /,
    ],
    [
      'settings of an organization where none says that it is one',
      { regions: 'eu-west-1', organizationalUnits: 'r-ab12', excludedAccounts: '111122223333' },
      /^Setting "organizationalUnits" is not for deployment "account", .*\nSetting "excludedAccounts" is not for/s,
    ],
    ['a text', { account: 'x' }, /^Setting "account" is "x": expected an object of settings in cdk\.json\.$/],
    ['a list', { account: [] }, /^Setting "account" is \[\]: expected an object/],
    [
      'settings of another deployment outside of its member',
      { deployment: 'account', organizationalUnits: 'r-ab12' },
      /In cdk\.json, you can also move it into the member of the deployment that it is for\.$/,
    ],
  ])('are refused with %s', (_, context, message) => {
    expect(refusal(context)).toMatch(message);
  });
});
