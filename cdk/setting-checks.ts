import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Given } from './known-settings.ts';
import { complain, FIND_ROOT, isRoot } from './known-settings.ts';
import { parseKey } from './log-key.ts';
import type { Pack } from './pack.ts';
import { MAX_PACK_LENGTH } from './pack.ts';
import { LOGGING_RULE } from './remediated-pack.ts';
import type { Settings } from './settings.ts';

/**
 * What is wrong with settings that are each valid by themselves.
 * @param given the settings without defaults
 * @param pack the pack with all rules
 */
export function findContradictions(settings: Settings, given: Given, pack: Pack): readonly string[] {
  return [
    ...checkRegions(settings),
    ...checkUnits(settings),
    ...checkAccounts(settings),
    ...checkAccountShape(settings, given),
    ...checkAlarmsAndLog(settings),
    ...checkPack(settings, pack),
    ...checkLogRemediation(settings),
  ];
}

function isOfOrganization({ deployment }: Settings): boolean {
  return deployment === 'organization' || deployment === 'stack-set';
}

function checkRegions(settings: Settings): readonly string[] {
  const { deployment, regions, homeRegion } = settings;
  if (isOfOrganization(settings) && regions.length === 0) {
    return [complain('regions', `is required for deployment "${deployment}"`)];
  }
  if (deployment === 'account' && regions.length > 1) {
    return [
      `Setting "regions" has ${regions.length} regions, but deployment "account" takes one. Deploy to each region separately.`,
    ];
  }
  if (deployment === 'account' && homeRegion !== regions[0]) {
    return [`Setting "homeRegion" is "${homeRegion}", but deployment "account" takes its region from "regions".`];
  }
  if (isOfOrganization(settings) && homeRegion === undefined) {
    return [
      'Setting "homeRegion" is required if "regions" has several regions: expected the region for resources that exist ' +
        'once, such as the aggregator. Choose one that is enabled in every account, such as us-east-1 or eu-west-1. Do ' +
        'not change it later: the deployment would try to create these resources again, and fail because their names ' +
        'are in use.',
    ];
  }
  if (homeRegion === undefined) return [];
  const partitions = new Set([homeRegion, ...regions].map((region) => RegionInfo.get(region).partition));
  if (partitions.size > 1) {
    return [
      `Setting "regions" is "${regions.join(',')}" and "homeRegion" is "${homeRegion}": expected regions in one ` +
        `partition, not in ${[...partitions].join(' and ')}.`,
    ];
  }
  // A StackSet cannot reach an account in a region that the account has not enabled.
  if (isOfOrganization(settings) && RegionInfo.get(homeRegion).isOptInRegion) {
    return [
      `Setting "homeRegion" is "${homeRegion}": expected a region that is enabled by default in every account, such as ` +
        `us-east-1 or eu-west-1. You can keep "${homeRegion}" in "regions".`,
    ];
  }
  return [];
}

function checkUnits({ deployment, organizationalUnits: units }: Settings): readonly string[] {
  const given = units.join(',');
  if (deployment === 'organization' && !isRoot(given)) {
    const what = given === '' ? 'is missing' : `is "${given}"`;
    return [
      `Setting "organizationalUnits" ${what}: deployment "organization" covers the whole ` +
        `organization and expects the ID of its root (r-…).\n  To find it: ${FIND_ROOT}\n` +
        '  To cover only some organizational units, use deployment "stack-set".',
    ];
  }
  if (deployment === 'stack-set' && units.length === 0) {
    return [complain('organizationalUnits', 'is required for deployment "stack-set"')];
  }
  if (deployment === 'stack-set' && units.length > 1 && units.some(isRoot)) {
    return [
      `Setting "organizationalUnits" is "${given}": expected either the root (r-…), which includes all ` +
        'organizational units, or organizational units (ou-…) without the root.',
    ];
  }
  return [];
}

function checkAccounts(settings: Settings): readonly string[] {
  const { deployment, administrator, managementAccount, managementAccountCovered, administratorAccount } = settings;
  const isDelegated = deployment === 'organization' && administrator === 'delegated';
  const problems: string[] = [];
  if (isDelegated && managementAccount === undefined) {
    problems.push(complain('managementAccount', 'is required if "administrator" is "delegated"'));
  }
  if (deployment === 'organization' && !isDelegated && managementAccount !== undefined) {
    problems.push(
      `Setting "managementAccount" is "${managementAccount}", but it is only for administrator "delegated". A ` +
        'management account that is the administrator is always covered. To exclude it, add it to "excludedAccounts".',
    );
  }
  if (isOfOrganization(settings) && managementAccountCovered && !isDelegated) {
    problems.push(
      'Setting "managementAccountCovered" is true, but it is only for deployment "organization" with administrator ' +
        '"delegated". A management account that is the administrator is always covered. Deployment "stack-set" never ' +
        'covers the management account.',
    );
  }
  if (deployment === 'management-account' && administratorAccount === undefined) {
    problems.push(complain('administratorAccount', 'is required for deployment "management-account"'));
  }
  if (deployment !== 'management-account' && administratorAccount !== undefined) {
    problems.push('Setting "administratorAccount" is only for deployment "management-account".');
  }
  return problems;
}

// These settings select or exclude targets of a deployment. To ignore them silently would be a surprise.
const NOT_FOR_ACCOUNT = [
  'organizationalUnits',
  'managementAccount',
  'excludedAccounts',
  'failureTolerancePercentage',
] as const;

function checkAccountShape({ deployment }: Settings, given: Given): readonly string[] {
  if (deployment !== 'account') return [];
  return NOT_FOR_ACCOUNT.filter((name) => given[name] !== undefined).map(
    (name) =>
      `Setting "${name}" is not for deployment "account", which covers one account and region. Remove the setting, or ` +
      'choose another deployment. In cdk.json, you can also move it into the member of the deployment that it is for.',
  );
}

function checkAlarmsAndLog({ deployment, regions, alarms, alarmTopicName, logKmsKey }: Settings): readonly string[] {
  const problems: string[] = [];
  if (alarmTopicName !== undefined && !alarms) problems.push('Setting "alarmTopicName" requires "alarms" to be true.');
  if (deployment === 'management-account' || logKmsKey === undefined) return problems;
  const { region = regions[0], account, isMultiRegion } = parseKey(logKmsKey);
  if (deployment === 'stack-set' && account === undefined) {
    problems.push(
      `Setting "logKmsKey" is "${logKmsKey}": deployment "stack-set" expects the ARN of a key that all accounts may ` +
        'use. A key with this ID exists in only one account.',
    );
  }
  const others = regions.filter((other) => other !== region);
  if (others.length > 0 && !isMultiRegion) {
    problems.push(
      `Setting "logKmsKey" is "${logKmsKey}": expected a multi-Region key (mrk-…) with a replica in each of "regions". ` +
        `This key is in ${region}, not in ${others.join(', ')}.`,
    );
  }
  return problems;
}

// Systems Manager reserves these for AWS documents.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
const RESERVED_PREFIX = /^(aws|amazon|amzn)/i;

function checkLogRemediation(settings: Settings): readonly string[] {
  const { deployment, logRemediation, pack, managementAccountCovered, namePrefix } = settings;
  if (logRemediation === 'none') return [];
  const problems: string[] = [];
  if (!pack.ruleNames.includes(LOGGING_RULE)) {
    problems.push(`it requires ${LOGGING_RULE} in "checks".`);
  }
  if (managementAccountCovered || deployment === 'management-account') {
    problems.push(
      'it cannot cover a management account that is not the administrator. No StackSet deploys the runbook there, and ' +
        'the pack fails without it. Exclude that account, or set "logRemediation" to "none".',
    );
  }
  if (RESERVED_PREFIX.test(namePrefix)) {
    problems.push(
      `the name of the runbook begins with "namePrefix", which is "${namePrefix}". Names that begin with aws, amazon ` +
        'or amzn are reserved.',
    );
  }
  return problems.map((problem) => `Setting "logRemediation" is "${logRemediation}": ${problem}`);
}

function checkPack({ checks = [], pack: selected }: Settings, pack: Pack): readonly string[] {
  const strangers = checks.filter((check) => !pack.ruleNames.includes(check));
  if (strangers.length > 0) {
    return [`Setting "checks" has "${strangers.join(',')}": expected one or more of ${pack.ruleNames.join(', ')}.`];
  }
  const { length } = selected.template;
  if (length > MAX_PACK_LENGTH) {
    return [
      `The conformance pack has ${length} characters: expected at most ${MAX_PACK_LENGTH}. ` +
        'Select fewer checks with setting "checks".',
    ];
  }
  return [];
}
