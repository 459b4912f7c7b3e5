import type { SETTINGS } from '../../cdk/settings/known-settings.ts';
import { RULE_CHECKS } from '../../checks/registry.ts';
import { MANAGEMENT_ACCOUNT, refusal, SHAPES, UNIT } from '../support/cdk.ts';

interface Refusal {
  readonly values: readonly unknown[];
  readonly expected: string;
  readonly find?: string;
}

const FIND_REGIONS = "aws ec2 describe-regions --query 'Regions[].RegionName' --output text";
const BOOLEAN = 'true or false';
const ACCOUNT = 'an account ID, a string of 12 digits';
const ACCOUNTS = Array.from({ length: 1_000 }, (_, index) => String(200_000_000_000 + index));
const STACK_SET = `arn:aws:cloudformation:eu-west-1:${MANAGEMENT_ACCOUNT}:stackset/recorders:1234abcd-12ab`;
const MANY_STACK_SETS = Array.from({ length: 11 }, (_, index) => `${STACK_SET}${index}`);
const TAGS = Object.fromEntries(ACCOUNTS.slice(0, 51).map((name) => [name, 'v']));
const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';

const REFUSALS: Readonly<Record<keyof typeof SETTINGS, Refusal>> = {
  deployment: {
    values: ['acount', 'Organization', '', null, 1, ['account']],
    expected: 'one of organization, stack-set, account, management-account',
  },
  regions: {
    values: ['eu-wst-1', 'eu-west-1,', 'eu-west-1,eu-west-1', 'eu-west-1 us-east-1', '', [], [1], 'us-iso-east-1', {}],
    expected: 'AWS Regions without duplicates, separated by commas, such as eu-west-1,eu-central-1',
    find: FIND_REGIONS,
  },
  homeRegion: { values: ['eu-wst-1', 'eusc-de-east-1', '', 1], expected: 'an AWS Region', find: FIND_REGIONS },
  organizationalUnits: {
    values: [
      'R-ab12',
      'ou-ab12',
      'r-ab1',
      `${UNIT},${UNIT}`,
      'o-exampleorgid',
      'xr-ab12',
      'r-ab12/',
      `x${UNIT}`,
      `${UNIT}/`,
      '',
      [UNIT, 1],
    ],
    expected: 'IDs of organizational units (ou-…) or of the root (r-…), without duplicates, separated by commas',
    find:
      "aws organizations list-roots --query 'Roots[0].Id' --output text\n  or: " +
      'aws organizations list-organizational-units-for-parent --parent-id <root or OU id>',
  },
  organizationId: {
    values: [
      'o-123456789',
      'o-A1B2C3D4E5',
      'r-a1b2c3d4e5',
      `o-${'a'.repeat(33)}`,
      'xo-a1b2c3d4e5',
      'o-a1b2c3d4e5/',
      '',
    ],
    expected: 'the ID of the organization: o- and 10 to 32 lowercase letters and digits',
    find: "aws organizations describe-organization --query 'Organization.Id' --output text",
  },
  functionAccess: { values: ['anyAccount', 'account', true, ''], expected: 'one of organization, any-account' },
  administrator: { values: ['delegate', true, ''], expected: 'one of management, delegated' },
  administratorAccount: {
    values: ['1234', '1111-2222-3333', ''],
    expected: ACCOUNT,
    find: 'aws sts get-caller-identity (with credentials of that account)',
  },
  managementAccount: {
    // As a number it may have lost its leading zeros.
    values: [111122223333, '11112222333', '1111222233334', 'abcdefghijkl'],
    expected: ACCOUNT,
    find: "aws organizations describe-organization --query 'Organization.MasterAccountId' --output text",
  },
  managementAccountCovered: { values: ['yes', 1, 'True', ''], expected: BOOLEAN },
  excludedAccounts: {
    values: ['1234', '111122223333,111122223333', '', [111122223333], ACCOUNTS],
    expected: 'at most 999 account IDs, strings of 12 digits, without duplicates, separated by commas',
    find: "aws organizations list-accounts --query 'Accounts[].[Id,Name]' --output table",
  },
  autoDeploymentDependsOn: {
    values: ['landing-zone', `${STACK_SET},${STACK_SET}`, STACK_SET.replace('stackset', 'stack'), '', MANY_STACK_SETS],
    expected: 'at most 10 ARNs of StackSets, without duplicates, separated by commas',
    find: 'aws cloudformation describe-stack-set --stack-set-name <name> --query StackSet.StackSetARN --output text',
  },
  packs: { values: ['account', 'Organization', true, ''], expected: 'one of organization, stack-set' },
  checks: {
    values: ['rabbitmq-general-logging,rabbitmq-general-logging', 'tls', 'rabbitmq-literal-password', '', [], {}],
    expected: `one or more of default, all, ${RULE_CHECKS.map(({ id }) => id).join(', ')}, without duplicates, separated by commas`,
    find: 'npx rabbitmq-conformance checks',
  },
  checkParameters: {
    values: ['', 'minimumVersion=4.2', '[]', [], 1],
    expected:
      'a JSON object with the parameters of checks, such as {"rabbitmq-engine-version":{"minimumVersion":"4.2"}}',
    find: 'npx rabbitmq-conformance checks',
  },
  exemptions: {
    values: ['', ' ', 1, ['exemptions.yaml'], [{ broker: 'x' }], null],
    expected: 'the path of an exemption file, from the folder in which you run the command',
  },
  maxExemptionDays: { values: [0, 3_661, -1, 1.5, '1.5', 'year'], expected: 'a whole number from 1 to 3660' },
  rules: { values: ['Combined', 'one', 1, ''], expected: 'one of separate, combined' },
  frequency: {
    values: ['daily', 'one_hour', 24],
    expected: 'one of One_Hour, Three_Hours, Six_Hours, Twelve_Hours, TwentyFour_Hours',
  },
  refresh: { values: [0, 31, -7, 1.5, '7 days', 'weekly', true], expected: 'a whole number from 1 to 30' },
  aggregator: { values: ['no', false], expected: 'one of create, none' },
  reservedConcurrency: {
    values: [0, '0', -1, '-1', 1.5, '1.5', '1e1', ' 1', '', true, ['1']],
    expected: 'a whole number of at least 1',
  },
  logRetentionDays: {
    values: [0, '31', 'forever', null],
    expected:
      'one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
  },
  logKmsKey: {
    values: [
      'alias/logs',
      'logs',
      `arn:aws:kms:eu-west-1:${MANAGEMENT_ACCOUNT}:alias/logs`,
      `key/${KEY}`,
      `${KEY}/`,
      'mrk-1',
    ],
    expected: 'the ID or ARN of a KMS key, not an alias',
    find: "aws kms list-keys --query 'Keys[].KeyArn' --output text",
  },
  logRemediation: { values: ['Manual', true, false, 'on', '', null], expected: 'one of none, manual, automatic' },
  alarms: { values: ['on', 0], expected: BOOLEAN },
  dashboard: { values: ['on', 0], expected: BOOLEAN },
  alarmTopicName: {
    values: [`arn:aws:sns:eu-west-1:${MANAGEMENT_ACCOUNT}:ops`, 'ops.fifo', '', 't'.repeat(257)],
    expected: 'the name of an SNS topic in the account and region of the function',
    find: "aws sns list-topics --query 'Topics[].TopicArn' --output text (the part after the last colon)",
  },
  notifications: { values: ['All', true, false, 'compliant', '', null], expected: 'one of none, noncompliant, all' },
  notificationTopicName: {
    values: [`arn:aws:sns:eu-west-1:${MANAGEMENT_ACCOUNT}:ops`, 'ops.fifo', '', 't'.repeat(257)],
    expected: 'the name of an SNS topic in the account that you deploy from, in the region of "homeRegion"',
    find: "aws sns list-topics --query 'Topics[].TopicArn' --output text (the part after the last colon)",
  },
  failureTolerancePercentage: { values: [-1, 101, '10%'], expected: 'a whole number from 0 to 100' },
  permissionsBoundary: {
    values: [`arn:aws:iam::${MANAGEMENT_ACCOUNT}:policy/b`, '/b', 'b/', 'a//b', '', 'b'.repeat(129)],
    expected: 'the name of an IAM policy that exists in every account, with its path if it has one',
    find: "aws iam list-policies --scope Local --query 'Policies[].Arn' --output text (the part after policy/)",
  },
  rolePath: {
    values: ['team', '/team', 'team/', '//', '/a b/', '', `/${'p'.repeat(511)}/`],
    expected: 'an IAM path of at most 512 characters that begins and ends with a slash',
  },
  namePrefix: {
    values: ['1a', '-a', 'a-', 'a--b', 'a_b', '', 'a'.repeat(33), `${'a-'.repeat(16)}a`, 'é'],
    expected: 'at most 32 letters, digits and single hyphens that begin with a letter and do not end with a hyphen',
  },
  tags: {
    values: ['team=messaging', '["a"]', '', null, 1, [{ Key: 'team', Value: 'messaging' }]],
    expected:
      'a JSON object with at most 50 tags, such as {"team":"messaging"}, with keys of at most 127 of A-Z, a-z, 0-9, ' +
      'space and _ . : / = + -, and values of at most 256 letters, digits, spaces and _ . : / = + - @',
  },
  bootstrapQualifier: {
    values: ['Corp', 'a-b', 'abcdefghijk', ''],
    expected: 'at most 10 lowercase letters and digits',
  },
};

const ROWS = Object.entries(REFUSALS).flatMap(([name, { values, expected, find }]) =>
  values.map((value) => {
    const json = JSON.stringify(value);
    const shown = json.length > 200 ? `${json.slice(0, 200)}…` : json;
    const start = `Setting "${name}" is ${shown}`;
    const end = `xpected ${expected}.${find ? `\n  To find it: ${find}` : ''}`;
    return [`${name} of ${json.length > 60 ? `${json.slice(0, 60)}…` : json}`, name, value, { start, end }] as const;
  }),
);

describe('a message names the setting, the value, what is expected, and the command that finds it:', () => {
  it.each(ROWS)('%s', (_, name, value, { start, end }) => {
    const message = refusal({ ...SHAPES['management-account'], [name]: value });
    expect([message.slice(0, start.length), message.slice(-end.length)]).toEqual([start, end]);
  });
});

const K = 'k'.repeat(128);
const V = 'v'.repeat(257);

const WITH_PARAMETERS = RULE_CHECKS.flatMap(({ id, parameters }) => (parameters ? [id] : [])).join(', ');

const EXPLANATIONS: readonly (readonly [name: keyof typeof SETTINGS, value: unknown, explanation: string])[] = [
  ['deployment', 'acount', 'Did you mean "account"?'],
  ['deployment', 'Organization', 'Did you mean "organization"?'],
  ['deployment', 'everything', ''],
  ['frequency', 'SixHours', 'Did you mean "Six_Hours"?'],
  ['homeRegion', 'eu-wst-1', 'Did you mean "eu-west-1"?'],
  ['regions', 'us-east-1,eu-wst-1', '"eu-wst-1" is not valid. Did you mean "eu-west-1"?'],
  ['regions', 'eu-west-1,us-east-1,eu-west-1', '"eu-west-1" is there twice.'],
  ['regions', 'eu-west-1,', 'An element is empty.'],
  ['organizationalUnits', [UNIT, 'ou-1'], '"ou-1" is not valid.'],
  ['managementAccount', 12345678901, '12345678901 is a number, which loses leading zeros: put it in quotes.'],
  ['excludedAccounts', ['111122223333', 1], '1 is a number, which loses leading zeros: put it in quotes.'],
  ['excludedAccounts', ACCOUNTS, 'It has 1000 elements.'],
  [
    'checks',
    'default,rabbitmq-cluster-subnet',
    '"rabbitmq-cluster-subnet" is not valid. Did you mean "rabbitmq-cluster-subnets"?',
  ],
  [
    'checks',
    'rabbitmq-literal-password',
    '"rabbitmq-literal-password" is not valid. It only reads files, so it can be no rule of AWS Config.',
  ],
  [
    'checks',
    'rabbitmq-no-deletion',
    '"rabbitmq-no-deletion" is not valid. It only reads changes, so it can be no rule of AWS Config.',
  ],
  [
    'checkParameters',
    { 'rabbitmq-tag': {} },
    `"rabbitmq-tag" is no check with parameters. Did you mean "rabbitmq-tags"? These have parameters: ${WITH_PARAMETERS}.`,
  ],
  [
    'checkParameters',
    { 'rabbitmq-literal-password': {} },
    `"rabbitmq-literal-password" is no check with parameters. These have parameters: ${WITH_PARAMETERS}.`,
  ],
  ['checkParameters', { 'rabbitmq-tags': ['team'] }, 'The value of "rabbitmq-tags" is not an object.'],
  [
    'checkParameters',
    { 'rabbitmq-engine-version': { minimumVersions: '4.2' } },
    '"minimumVersions" is no parameter of rabbitmq-engine-version. Did you mean "minimumVersion"? Its parameters: minimumVersion.',
  ],
  [
    'checkParameters',
    { 'rabbitmq-engine-version': { minimumVersion: 4.1 } },
    'Parameter minimumVersion of check rabbitmq-engine-version is 4.1.',
  ],
  ['checkParameters', { tls: {} }, `"tls" is no check with parameters. These have parameters: ${WITH_PARAMETERS}.`],
  [
    'checkParameters',
    { 'rabbitmq-general-logging': {} },
    `"rabbitmq-general-logging" is no check with parameters. These have parameters: ${WITH_PARAMETERS}.`,
  ],
  [
    'checkParameters',
    { 'rabbitmq-tags': { toString: 'team' } },
    '"toString" is no parameter of rabbitmq-tags. Its parameters: requiredTags.',
  ],
  [
    'checkParameters',
    { 'rabbitmq-tags': { requiredTags: ['team'] } },
    'Parameter requiredTags of check rabbitmq-tags is a list.',
  ],
  ['checkParameters', { 'rabbitmq-tags': { requiredTags: 5 } }, 'Parameter requiredTags of check rabbitmq-tags is 5.'],
  [
    'checkParameters',
    { 'rabbitmq-cluster-subnets': { minimumSubnets: '9' } },
    'Parameter minimumSubnets of check rabbitmq-cluster-subnets is "9".',
  ],
  ['tags', TAGS, 'It has 51 tags.'],
  ['tags', '{"a":1}', 'The value of "a" is not text: put it in quotes.'],
  ['tags', { '': 'v' }, 'A key is empty.'],
  ['tags', { 'AWS:a': 'v' }, 'The key "AWS:a" begins with aws:, which is reserved.'],
  ['tags', { 'a@b': 'v' }, 'The key "a@b" has a character that CloudFormation refuses.'],
  ['tags', { größe: 'v' }, 'The key "größe" has a character that CloudFormation refuses.'],
  ['tags', { [K]: 'v' }, `The key "${K}" is too long.`],
  ['tags', { a: '' }, 'The value of "a" is empty, which CloudFormation refuses.'],
  ['tags', { a: 'aws:b' }, 'The value of "a" begins with aws:, which is reserved.'],
  ['tags', { a: 'v!' }, 'The value of "a" has a character that IAM refuses.'],
  ['tags', { a: V }, 'The value of "a" is too long.'],
  ['tags', { Team: 'a', team: 'b' }, 'The keys "Team" and "team" are the same for IAM, which ignores case.'],
];

it.each(EXPLANATIONS)('a message says what is wrong with %s of %j', (name, value, explanation) => {
  const [, after = ''] = refusal({ ...SHAPES['management-account'], [name]: value }).split(
    /^Setting .*?[\]}"\d…][:.] /,
  );
  expect(after.replace(/( ?[Ee]xpected |\n {2}To find it: ).*$/s, '')).toBe(explanation);
});

it('a message about a parameter does not go on about the shape, which is right', () => {
  const checkParameters = { 'rabbitmq-engine-version': { minimumVersion: 4.1 } };
  expect(refusal({ ...SHAPES['management-account'], checkParameters })).toBe(
    'Setting "checkParameters" is {"rabbitmq-engine-version":{"minimumVersion":4.1}}. Parameter minimumVersion of check ' +
      'rabbitmq-engine-version is 4.1. Expected a version in quotes, such as "4.2": as numbers, 4.10 and 4.1 are the ' +
      'same.\n  To find it: npx rabbitmq-conformance checks',
  );
});

it('a setting that is not known is refused with all that are', () => {
  const known = Object.keys(REFUSALS).join(', ');
  expect(refusal({ ...SHAPES.account, region: 'eu-west-1' })).toBe(
    `Setting "region" is unknown. Did you mean "regions"? Valid settings: ${known}.`,
  );
  expect(refusal({ ...SHAPES.account, toString: '' })).toBe(`Setting "toString" is unknown. Valid settings: ${known}.`);
});

it('several problems are all named at once', () => {
  const context = { deployment: 'acount', regions: 'eu-wst-1', alarm: true, tags: 'team' };
  expect(refusal(context).match(/^Setting "\w+"/gm)).toEqual([
    'Setting "deployment"',
    'Setting "regions"',
    'Setting "alarm"',
    'Setting "tags"',
  ]);
});
