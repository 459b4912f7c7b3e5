import { parseKey } from './log-key.ts';
import type { Settings } from './settings.ts';

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
