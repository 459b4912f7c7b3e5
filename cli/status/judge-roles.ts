import { evaluationRoleName } from '../../cdk/settings/names.ts';
import type { Finding } from '../organization/rows.ts';
import { fine, some, toDo } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import { printOutput, recreateCommands, unitOf } from './commands.ts';
import type { StackSetFacts, StatusContext, StatusFacts } from './facts.ts';
import { subjectOf } from './group.ts';
import { STATUS_ACTIONS } from './port.ts';
import { judgeUnseen } from './unseen.ts';

/** The evaluation role in each account, where it could be looked for. */
export function judgeRoles(context: StatusContext, { roles, stackSets }: StatusFacts): readonly Finding[] {
  const name = evaluationRoleName(context.settings);
  const present = [...roles.values()].filter((role) => role.ok && role.value).length;
  const missing = [...roles].flatMap(([id, role]) => (role.ok && !role.value ? [id] : []));
  const denied = [...roles].flatMap(([accountId, role]) =>
    role.ok ? [] : [{ accountId, region: context.homeRegion, ...role }],
  );
  const roleSet = stackSets.find(({ plan }) => plan.hasRole);
  return [
    ...(present === 0
      ? []
      : [fine(name, `The role is in ${present} of ${count(roles.size, 'account')}. The administrator needs none.`)]),
    ...(roleSet === undefined ? [] : judgeMissing(context, roleSet, missing)),
    ...judgeUnseen(`The role ${name}`, denied, STATUS_ACTIONS.hasRole),
  ];
}

/** Somebody deleted the role. Where the StackSet failed or has not been, the row about the StackSet says so. */
function judgeMissing(context: StatusContext, roleSet: StackSetFacts, missing: readonly string[]): readonly Finding[] {
  const { settings } = context;
  const { plan, instances, targets } = roleSet;
  const name = evaluationRoleName(settings);
  const known = instances.ok ? (instances.value ?? []) : [];
  const deleted = known
    .filter(({ accountId, status }) => missing.includes(accountId) && status === 'SUCCEEDED')
    .map(({ accountId, region }) => ({ accountId, region, unit: unitOf(roleSet, accountId) }));
  // No StackSet reaches the management account.
  const management = targets.ok ? missing.filter((id) => !targets.value.some((target) => target.id === id)) : [];
  return [
    ...(deleted.length === 0
      ? []
      : [
          toDo(
            subjectOf(deleted),
            `The role ${name} was deleted (${some(deleted.map(({ accountId }) => accountId))}).`,
            ['Create its stack again:', ...recreateCommands(context, plan, deleted)].join('\n'),
            { accounts: deleted.map(({ accountId }) => accountId) },
          ),
        ]),
    ...management.map((id) =>
      toDo(
        `account ${id}`,
        `The role ${name} does not exist in the management account, where you must deploy it.`,
        'In the management account, run the command that this prints:\n' +
          printOutput(context, `${settings.namePrefix}-home`, 'ManagementAccountRole'),
        { accounts: [id] },
      ),
    ),
  ];
}
