import { RegionInfo } from 'aws-cdk-lib/region-info';
import { complain, FIND_ROOT } from './known-settings.ts';
import { isRoot } from './organizational-units.ts';
import type { Settings } from './settings.ts';

/** Whether a deployment covers several accounts. */
export function isOfOrganization({ deployment }: Settings): boolean {
  return deployment === 'organization' || deployment === 'stack-set';
}

export function checkRegions(settings: Settings): readonly string[] {
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
  if (isOfOrganization(settings) && partitions.has('aws-cn')) {
    return [
      `Setting "regions" is "${regions.join(',')}", but deployment "${deployment}" does not work in China. There, no ` +
        'StackSet can deploy to an organization. Use deployment "account" in each account and region.\n  See: ' +
        'https://docs.amazonaws.cn/en_us/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html',
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

export function checkUnits({ deployment, organizationalUnits: units }: Settings): readonly string[] {
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
