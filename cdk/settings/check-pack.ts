import type { Given } from './known-settings.ts';
import { LOGGING_RULE } from './pack.ts';
import type { Settings } from './settings.ts';

export function checkPacks({ deployment, packs, managementAccountCovered }: Settings, given: Given): readonly string[] {
  if (deployment === 'stack-set' && given.packs !== undefined) {
    return [
      `Setting "packs" is "${packs}", but it is only for deployment "organization". Deployment "stack-set" always has a ` +
        'pack of each account. Remove the setting.',
    ];
  }
  if (deployment !== 'organization' || packs === 'organization' || !managementAccountCovered) return [];
  return [
    'Setting "managementAccountCovered" is true, but "packs" is "stack-set", and no StackSet reaches the management ' +
      'account. Set it to false. To cover that account, run the command in the output "ManagementAccount" of the home stack.',
  ];
}

// Systems Manager reserves these for AWS documents.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
const RESERVED_PREFIX = /^(aws|amazon|amzn)/i;

export function checkLogRemediation(settings: Settings): readonly string[] {
  const { deployment, logRemediation, rules, ruleChecks, managementAccountCovered, namePrefix } = settings;
  if (logRemediation === 'none') return [];
  const problems: string[] = [];
  if (rules === 'combined') {
    problems.push(
      'it requires "rules" to be "separate". AWS Config would start the runbook for every broker that fails the combined ' +
        'rule, also where general logging is on.',
    );
  }
  if (!ruleChecks.some(({ id }) => id === LOGGING_RULE)) {
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
