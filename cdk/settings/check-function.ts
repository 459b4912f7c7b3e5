import { isLimitedToOrganization } from './function-access.ts';
import type { Given } from './known-settings.ts';
import { complain } from './known-settings.ts';
import { parseKey } from './log-key.ts';
import type { Settings } from './settings.ts';

export function checkFunctionAccess(settings: Settings, given: Given): readonly string[] {
  const { deployment, regions, organizationId } = settings;
  if (deployment !== 'organization') {
    // The function of management-account is elsewhere.
    if (given.functionAccess === undefined || deployment === 'management-account') return [];
    return [
      `Setting "functionAccess" is only for deployment "organization". The functions of "${deployment}" answer their own ` +
        'account only.',
    ];
  }
  if (organizationId !== undefined || !regions.some((region) => isLimitedToOrganization(settings, region))) return [];
  return [complain('organizationId', 'is required for deployment "organization"')];
}

export function checkAlarmsAndLog({
  deployment,
  regions,
  alarms,
  dashboard,
  alarmTopicName,
  logKmsKey,
}: Settings): readonly string[] {
  const problems: string[] = [];
  if (alarmTopicName !== undefined && !alarms) problems.push('Setting "alarmTopicName" requires "alarms" to be true.');
  if (dashboard && deployment === 'stack-set') {
    problems.push(
      'Setting "dashboard" is true: deployment "stack-set" has none, because each account has metrics of its own. ' +
        'The aggregator shows the results of all accounts.',
    );
  }
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
