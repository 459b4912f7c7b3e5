import { RegionInfo } from 'aws-cdk-lib/region-info';
import { MAX_EXEMPTION_DAYS } from '../../checks/exemption.ts';
import { expected, faultOf } from '../../checks/parameters.ts';
import { REFRESH } from '../../checks/refresh.ts';
import { CHECK_NAMES, CHECK_PARAMETERS } from './checks.ts';
import { isRoot, isUnit } from './organizational-units.ts';
import { PARTITIONS } from './partitions.ts';
import type { Setting } from './setting-types.ts';
import { choice, flag, integer, list, text } from './setting-types.ts';
import { TAGS } from './tags.ts';

export const FIND_ROOT = "aws organizations list-roots --query 'Roots[0].Id' --output text";
const FIND_UNITS = 'aws organizations list-organizational-units-for-parent --parent-id <root or OU id>';
const FIND_MANAGEMENT = "aws organizations describe-organization --query 'Organization.MasterAccountId' --output text";
const FIND_ORGANIZATION = "aws organizations describe-organization --query 'Organization.Id' --output text";
const FIND_REGIONS = "aws ec2 describe-regions --query 'Regions[].RegionName' --output text";

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

// An organization conformance pack can exclude 1,000 accounts, one of which may be the management account.
const MAX_EXCLUDED_ACCOUNTS = 999;

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const MAX_PATH_LENGTH = 512;

const REGIONS: ReadonlySet<string> = new Set(
  RegionInfo.regions.filter(({ partition }) => PARTITIONS.some((known) => known === partition)).map(({ name }) => name),
);

/** Of a value, in a message. */
const MAX_SHOWN = 200;

const ACCOUNT = /^\d{12}$/;
const STACK_SET = /^arn:[\w-]+:cloudformation:[\w-]+:\d{12}:stackset\/[A-Za-z][-A-Za-z0-9]{0,127}:[-A-Za-z0-9]+$/;
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
const MAX_DEPENDENCIES = 10;
const KMS_KEY = /^(arn:[\w-]+:kms:[\w-]+:\d{12}:key\/)?([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

export const DEPLOYMENTS = ['organization', 'stack-set', 'account', 'management-account'] as const;

/** All settings, by name. docs/settings.md explains them. */
export const SETTINGS = {
  deployment: choice(DEPLOYMENTS),
  regions: list(
    'AWS Regions without duplicates, separated by commas, such as eu-west-1,eu-central-1',
    (value) => REGIONS.has(value),
    { find: FIND_REGIONS, known: REGIONS },
  ),
  homeRegion: text('an AWS Region', (value) => REGIONS.has(value), {
    find: FIND_REGIONS,
    known: REGIONS,
  }),
  organizationalUnits: list(
    'IDs of organizational units (ou-…) or of the root (r-…), without duplicates, separated by commas',
    (value) => isRoot(value) || isUnit(value),
    { find: `${FIND_ROOT}\n  or: ${FIND_UNITS}` },
  ),
  // https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
  organizationId: text(
    'the ID of the organization: o- and 10 to 32 lowercase letters and digits',
    /^o-[a-z0-9]{10,32}$/,
    { find: FIND_ORGANIZATION },
  ),
  functionAccess: choice(['organization', 'any-account']),
  administrator: choice(['management', 'delegated']),
  administratorAccount: text('an account ID, a string of 12 digits', ACCOUNT, {
    find: 'aws sts get-caller-identity (with credentials of that account)',
  }),
  managementAccount: text('an account ID, a string of 12 digits', ACCOUNT, { find: FIND_MANAGEMENT }),
  managementAccountCovered: flag(),
  excludedAccounts: list(
    `at most ${MAX_EXCLUDED_ACCOUNTS} account IDs, strings of 12 digits, without duplicates, separated by commas`,
    (value) => ACCOUNT.test(value),
    {
      find: "aws organizations list-accounts --query 'Accounts[].[Id,Name]' --output table",
      maximum: MAX_EXCLUDED_ACCOUNTS,
    },
  ),
  autoDeploymentDependsOn: list(
    `at most ${MAX_DEPENDENCIES} ARNs of StackSets, without duplicates, separated by commas`,
    (value) => STACK_SET.test(value),
    {
      find: 'aws cloudformation describe-stack-set --stack-set-name <name> --query StackSet.StackSetARN --output text',
      maximum: MAX_DEPENDENCIES,
    },
  ),
  packs: choice(['organization', 'stack-set']),
  checks: CHECK_NAMES,
  checkParameters: CHECK_PARAMETERS,
  exemptions: text('the path of an exemption file, from the folder in which you run the command', /\S/),
  maxExemptionDays: integer(
    `a whole number from 1 to ${MAX_EXEMPTION_DAYS}`,
    (number) => number >= 1 && number <= MAX_EXEMPTION_DAYS,
  ),
  rules: choice(['separate', 'combined']),
  frequency: choice(['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours']),
  refresh: integer(expected(REFRESH), (number) => faultOf(number, REFRESH) === undefined),
  aggregator: choice(['create', 'none']),
  reservedConcurrency: integer('a whole number of at least 1', (number) => number >= 1),
  logRetentionDays: integer(`one of ${RETENTION_DAYS.join(', ')}`, (number) => RETENTION_DAYS.includes(number)),
  logKmsKey: text('the ID or ARN of a KMS key, not an alias', KMS_KEY, {
    find: "aws kms list-keys --query 'Keys[].KeyArn' --output text",
  }),
  logRemediation: choice(['none', 'manual', 'automatic']),
  alarms: flag(),
  dashboard: flag(),
  alarmTopicName: text('the name of an SNS topic in the account and region of the function', /^[\w-]{1,256}$/, {
    find: "aws sns list-topics --query 'Topics[].TopicArn' --output text (the part after the last colon)",
  }),
  notifications: choice(['none', 'noncompliant', 'all']),
  notificationTopicName: text(
    'the name of an SNS topic in the account that you deploy from, in the region of "homeRegion"',
    /^[\w-]{1,256}$/,
    { find: "aws sns list-topics --query 'Topics[].TopicArn' --output text (the part after the last colon)" },
  ),
  failureTolerancePercentage: integer('a whole number from 0 to 100', (number) => number >= 0 && number <= 100),
  permissionsBoundary: text(
    'the name of an IAM policy that exists in every account, with its path if it has one',
    /^([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
    { find: "aws iam list-policies --scope Local --query 'Policies[].Arn' --output text (the part after policy/)" },
  ),
  rolePath: text(
    `an IAM path of at most ${MAX_PATH_LENGTH} characters that begins and ends with a slash`,
    (value) => value.length <= MAX_PATH_LENGTH && /^\/([\w+=,.@-]+\/)*$/.test(value),
  ),
  namePrefix: text(
    'at most 32 letters, digits and single hyphens that begin with a letter and do not end with a hyphen',
    /^(?=.{1,32}$)[A-Za-z](-?[A-Za-z0-9])*$/,
  ),
  tags: TAGS,
  bootstrapQualifier: text('at most 10 lowercase letters and digits', /^[a-z0-9]{1,10}$/),
} satisfies Record<string, Setting<unknown>>;

type Name = keyof typeof SETTINGS;

/** The settings that were given. Each is valid by itself. */
export type Given = { readonly [K in Name]?: NonNullable<ReturnType<(typeof SETTINGS)[K]['read']>> };

/** The message for a setting that cannot be used. @param what completes "Setting "…" …" */
export function complain(name: Name, what: string, member = '', explanation = ''): string {
  const { expected, find, explainsAll }: Setting<unknown> = SETTINGS[name];
  const known = explainsAll ? `.${explanation}` : `.${explanation} Expected ${expected}.`;
  const expectation = explanation === '' ? `: expected ${expected}.` : known;
  return `Setting "${member}${name}" ${what}${expectation}${find === undefined ? '' : `\n  To find it: ${find}`}`;
}

/** The message for a value that cannot be read. */
export function complainAbout(name: Name, value: unknown, member = ''): string {
  const { explain }: Setting<unknown> = SETTINGS[name];
  const json = JSON.stringify(value);
  const shown = json.length > MAX_SHOWN ? `${json.slice(0, MAX_SHOWN)}…` : json;
  return complain(name, `is ${shown}`, member, explain?.(value));
}

export function isKnown(name: string): name is Name {
  return Object.hasOwn(SETTINGS, name);
}
