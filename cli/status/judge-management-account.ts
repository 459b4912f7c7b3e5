import { hasOrganizationPack, isDelegated } from '../organization/context.ts';
import type { Finding } from '../organization/rows.ts';
import { fine, toDo } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import { printOutput } from './commands.ts';
import type { StatusContext, StatusFacts } from './facts.ts';
import { STATUS_ACTIONS } from './port.ts';
import { judgeUnseen } from './unseen.ts';

/** Whether the management account is evaluated, which no StackSet reaches. The other rows report it if it is. */
export function judgeManagementAccount(context: StatusContext, facts: StatusFacts): readonly Finding[] {
  const { settings, homeRegion } = context;
  const { managementAccount: own } = facts;
  const isLeftOut = hasOrganizationPack(settings) && isDelegated(settings) && !settings.managementAccountCovered;
  if (own === undefined && !isLeftOut) return [];
  const id = own?.id ?? settings.managementAccount;
  const subject = id === undefined ? 'management account' : `account ${id}`;
  if (id !== undefined && settings.excludedAccounts.includes(id)) {
    return [fine(subject, 'The management account is excluded, as the settings say.')];
  }
  if (own === undefined) {
    return [
      settings.logRemediation === 'none'
        ? toDo(
            subject,
            'The management account is not evaluated, because the evaluation role has to be deployed there first.',
            [
              'In the management account, run the command that this prints:',
              printOutput(context, `${settings.namePrefix}-home`, 'ManagementAccountRole'),
              'Then deploy with it. Or say that this is on purpose: add it to the setting excludedAccounts.',
              'npx cdk deploy --all -c managementAccountCovered=true',
            ].join('\n'),
          )
        : toDo(
            subject,
            'The management account is not evaluated, and cannot be as long as the setting logRemediation is on.',
            'If this is on purpose, add it to the setting excludedAccounts.',
          ),
    ];
  }
  const failures = own.packs.flatMap((pack) =>
    pack.ok ? [] : [{ accountId: id ?? 'unknown', region: homeRegion, ...pack }],
  );
  if (failures.length > 0) return judgeUnseen('The pack of the management account', failures, STATUS_ACTIONS.pack);
  const good = own.packs.filter((pack) => pack.ok && pack.value?.status === 'CREATE_COMPLETE');
  if (good.length === own.packs.length) {
    return [fine(subject, `The management account has ${count(good.length, 'pack')} of its own.`)];
  }
  const stackName = `${settings.namePrefix}-${settings.deployment === 'stack-set' ? 'stack-set' : 'home'}`;
  return [
    toDo(
      subject,
      'The management account is not evaluated, because no StackSet reaches it. It needs a deployment of its own.',
      [
        'In the management account, run the command that this prints:',
        printOutput(context, stackName, 'ManagementAccount'),
      ].join('\n'),
    ),
  ];
}
