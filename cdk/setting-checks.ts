import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Given } from './known-settings.ts';
import { complain, FIND_ROOT, isRoot } from './known-settings.ts';
import { parseKey } from './log-key.ts';
import type { Pack } from './pack.ts';
import { MAX_PACK_LENGTH } from './pack.ts';
import { LOGGING_RULE } from './remediated-pack.ts';
import type { Settings } from './settings.ts';

/**
 * What is wrong with settings of which each is usable by itself.
 * @param given those without defaults
 * @param pack with all rules
 */
export function findContradictions(settings: Settings, given: Given, pack: Pack): readonly string[] {
  return [
    ...checkRegions(settings),
    ...checkUnits(settings),
    ...checkAccounts(settings),
    ...checkAccountShape(given),
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
    return [complain('regions', `is needed by deployment "${deployment}"`)];
  }
  if (deployment === 'account' && regions.length > 1) {
    return [`Setting "regions" has ${regions.length} regions: deployment "account" takes one. Deploy once for each.`];
  }
  if (deployment === 'account' && homeRegion !== regions[0]) {
    return [`Setting "homeRegion" is "${homeRegion}": deployment "account" takes its region from "regions".`];
  }
  if (isOfOrganization(settings) && homeRegion === undefined) {
    return [
      `Setting "homeRegion" is needed where "regions" has several: expected the one region that what is needed only ` +
        'once is deployed from, which has to be enabled in every account, such as us-east-1 or eu-west-1. Never change ' +
        'it later: another home would be deployed beside the first, and fail on the names that both give.',
    ];
  }
  if (homeRegion === undefined) return [];
  const partitions = new Set([homeRegion, ...regions].map((region) => RegionInfo.get(region).partition));
  if (partitions.size > 1) {
    return [
      `Setting "regions" is "${regions.join(',')}", and "homeRegion" is "${homeRegion}": expected regions of one ` +
        `partition, not of ${[...partitions].join(' and ')}.`,
    ];
  }
  // A StackSet cannot reach an account in a region that the account has not enabled.
  if (isOfOrganization(settings) && RegionInfo.get(homeRegion).isOptInRegion) {
    return [
      `Setting "homeRegion" is "${homeRegion}": expected a region that is enabled in every account by default. ` +
        'Set it to one, such as us-east-1 or eu-west-1; "regions" may keep this one.',
    ];
  }
  return [];
}

function checkUnits({ deployment, organizationalUnits: units }: Settings): readonly string[] {
  if (deployment === 'organization' && (units.length !== 1 || !units.every(isRoot))) {
    return [
      `Setting "organizationalUnits" is "${units.join(',')}": deployment "organization" covers the whole ` +
        `organization and expects the id of its root (r-…).\n  Find it: ${FIND_ROOT}\n` +
        '  For some organizational units only, use deployment "stack-set".',
    ];
  }
  if (deployment === 'stack-set' && units.length === 0) {
    return [complain('organizationalUnits', 'is needed by deployment "stack-set"')];
  }
  if (deployment === 'stack-set' && units.length > 1 && units.some(isRoot)) {
    return [
      `Setting "organizationalUnits" is "${units.join(',')}": expected either the root (r-…), which has all ` +
        'organizational units in it, or some units (ou-…) without it.',
    ];
  }
  return [];
}

function checkAccounts(settings: Settings): readonly string[] {
  const { deployment, administrator, managementAccount, managementAccountCovered, administratorAccount } = settings;
  const isDelegated = deployment === 'organization' && administrator === 'delegated';
  const problems: string[] = [];
  if (isDelegated && managementAccount === undefined) {
    problems.push(complain('managementAccount', 'is needed where administrator is "delegated"'));
  }
  if (deployment === 'organization' && !isDelegated && managementAccount !== undefined) {
    problems.push(
      `Setting "managementAccount" is "${managementAccount}": it is only for administrator "delegated". A management ` +
        'account that is the administrator is covered; to leave it out, add it to "excludedAccounts".',
    );
  }
  if (isOfOrganization(settings) && managementAccountCovered && !isDelegated) {
    problems.push(
      'Setting "managementAccountCovered" is true: it is only for deployment "organization" with administrator ' +
        '"delegated". A management account that is the administrator is covered anyway; a stack-set never reaches it.',
    );
  }
  if (deployment === 'management-account' && administratorAccount === undefined) {
    problems.push(complain('administratorAccount', 'is needed by deployment "management-account"'));
  }
  if (deployment !== 'management-account' && administratorAccount !== undefined) {
    problems.push('Setting "administratorAccount" is only for deployment "management-account".');
  }
  return problems;
}

// They say where a deployment goes, or leaves out, so that it would surprise to see them without effect.
const NOT_FOR_ACCOUNT = [
  'organizationalUnits',
  'managementAccount',
  'excludedAccounts',
  'failureTolerancePercentage',
] as const;

function checkAccountShape(given: Given): readonly string[] {
  if (given.deployment !== 'account') return [];
  return NOT_FOR_ACCOUNT.filter((name) => given[name] !== undefined).map(
    (name) =>
      `Setting "${name}" is not for deployment "account", which is one account and region. Leave it out, choose ` +
      'another deployment, or in cdk.json move it into the member with the name of the deployment that it is for.',
  );
}

function checkAlarmsAndLog({ deployment, regions, alarms, alarmTopicName, logKmsKey }: Settings): readonly string[] {
  const problems: string[] = [];
  if (alarmTopicName !== undefined && !alarms) problems.push('Setting "alarmTopicName" needs "alarms" to be true.');
  if (deployment === 'management-account' || logKmsKey === undefined) return problems;
  const { region = regions[0], account, isMultiRegion } = parseKey(logKmsKey);
  if (deployment === 'stack-set' && account === undefined) {
    problems.push(
      `Setting "logKmsKey" is "${logKmsKey}": deployment "stack-set" expects the ARN of a key that all accounts may ` +
        'use, as only one account has a key with this id.',
    );
  }
  const others = regions.filter((other) => other !== region);
  if (others.length > 0 && !isMultiRegion) {
    problems.push(
      `Setting "logKmsKey" is "${logKmsKey}": expected a multi-Region key (mrk-…) with a replica in each of "regions", ` +
        `as this one is in ${region} and not in ${others.join(', ')}.`,
    );
  }
  return problems;
}

// Systems Manager keeps these for documents of AWS.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
const RESERVED_PREFIX = /^(aws|amazon|amzn)/i;

function checkLogRemediation(settings: Settings): readonly string[] {
  const { deployment, logRemediation, pack, managementAccountCovered, namePrefix } = settings;
  if (logRemediation === 'none') return [];
  const problems: string[] = [];
  if (!pack.ruleNames.includes(LOGGING_RULE)) {
    problems.push(`it needs ${LOGGING_RULE} among "checks".`);
  }
  if (managementAccountCovered || deployment === 'management-account') {
    problems.push(
      'a management account that is not the administrator cannot be covered with it, as no StackSet brings the runbook ' +
        'there, and the pack fails without it. Leave that account out, or set "logRemediation" to "none".',
    );
  }
  if (RESERVED_PREFIX.test(namePrefix)) {
    problems.push(
      `the runbook would have a name that begins with "namePrefix", which is "${namePrefix}"; names that begin with ` +
        'aws, amazon or amzn are reserved.',
    );
  }
  return problems.map((problem) => `Setting "logRemediation" is "${logRemediation}": ${problem}`);
}

function checkPack({ checks = [], pack: selected }: Settings, pack: Pack): readonly string[] {
  const strangers = checks.filter((check) => !pack.ruleNames.includes(check));
  if (strangers.length > 0) {
    return [`Setting "checks" has "${strangers.join(',')}": expected some of ${pack.ruleNames.join(', ')}.`];
  }
  const { length } = selected.template;
  if (length > MAX_PACK_LENGTH) {
    return [
      `The conformance pack has ${length} characters: expected at most ${MAX_PACK_LENGTH}. ` +
        'Choose fewer checks with the setting "checks".',
    ];
  }
  return [];
}
